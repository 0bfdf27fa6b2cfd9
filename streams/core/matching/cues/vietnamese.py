"""Vietnamese. The fold takes some of the accents off: `as_folded` does the same to the patterns."""

import re

from streams.core.matching.cues.deniers import of_deniers
from streams.core.matching.cues.disbelief import of_open_disbelief
from streams.core.matching.cues.folding import as_folded
from streams.core.matching.cues.parts import Cues, any_of
from streams.core.matching.cues.plainly import plain_denial

# Not "tin giá ..." (news of prices): the tone is kept, and so is the word.
FALSE = (
    r"(?:tin giả|tin vịt|tin bịa(?: đặt)?|chuyện bịa(?: đặt)?|bịa đặt|bịa|sai sự thật|tin sai"
    r"|không (?:đúng|phải)(?: là)? sự thật|không chính xác|không đúng|không có thật|không phải thật"
    r"|tin đồn(?: thất thiệt| nhảm| ác ý| sai| vô căn cứ)?|thất thiệt|thông tin sai(?: lệch)?"
    r"|thông tin giả|vô căn cứ|không có (?:căn cứ|cơ sở)|nhảm nhí|xuyên tạc|fake news|fake|hư cấu"
    r"|nói láo|xạo|tào lao)"
)
SURE = r"(?:tin giả|tin vịt|bịa đặt|sai sự thật|tin bịa|tin đồn nhảm|tin sai|fake news|fake|xạo)"
END = (
    r"(?:\s+(?:nhé|nha|nhe|đó|đấy|mà|rồi|thôi|ạ|luôn|hết|cả|các bạn|mọi người|bà con)){0,3}"
    r"(?=\s*[,.:|]|\s+(?:và|đừng|xin|mong|không nên|đề nghị)\s|\s*-)"
)
ADVERBS = r"(?:(?:chỉ|toàn|hoàn toàn|đều|hết sức|rõ ràng|thật ra|thực chất|một)\s){0,3}"
MESSAGE = (
    r"(?:thông tin|tin|tin đồn|tin nhắn|chuyện|câu chuyện|video|clip|bài viết|bài đăng|bài|hình ảnh"
    r"|hình|ảnh|vụ|lời đồn|nội dung|đoạn ghi âm|thông báo|vụ việc)"
)
OFFICIAL = (
    r"\b(?:công an|cảnh sát|bộ|sở|ubnd|ủy ban|uỷ ban|chính phủ|chính quyền|bệnh viện|trường"
    r"|nhà trường"
    r"|ngân hàng|điện lực|công ty|trung tâm|cơ quan|cục|đại diện|lãnh đạo|chủ tịch|bác sĩ"
    r"|chuyên gia"
    r"|cấp nước|evn|hiệu trưởng|phường|xã|quận|huyện|tỉnh|thành phố|nhà máy|siêu thị"
    r"|đài khí tượng)\b"
)
PEOPLE = (
    r"(?:họ|chúng|chúng nó|bọn họ|bọn chúng|bọn đó|chính quyền|công an|ngân hàng|báo chí|báo|đài"
    r"|nhà nước|chính phủ|bệnh viện|bác sĩ|nhà trường|nhà máy|công ty|ông ta|bà ta|lãnh đạo"
    r"|chuyên gia)"
)
BUT = r"(?:nhưng|thế mà|vậy mà|mà|tuy nhiên|thế nhưng|song|trong khi|ai ngờ|hóa ra|thật ra|thực ra)"
DENIES = (
    rf"^\.[\s|,.:]*(?:cảnh báo |cảnh giác |đính chính |lại |thêm )?(?:{SURE}|giả mạo|thông tin giả"
    r"|thông tin sai(?: lệch)?|không đúng|bác tin đồn)\s*[:.|,-]",
    rf"^\.[\s|]*(?:đính chính|cải chính|bác bỏ|kiểm chứng|xác minh|kiểm tra tin"
    rf"|sự thật)[^?:|]{{0,24}}"
    rf"[:|,][^?]{{0,90}}(?:\bkhông\b|{FALSE})",
    rf"(?<!nói )(?<!bảo )(?<!cho )(?<!tưởng )(?<!nếu )\b(?:đây|đó|này|ấy|kia|trên|{MESSAGE})\b"
    rf"(?:\s[^.?,:]{{1,70}}?)?\s(?:là\s|chỉ là\s|toàn là\s"
    rf"|đều là\s)?{ADVERBS}(?:là\s)?{FALSE}{END}",
    rf"Q\s(?:là\s|chỉ là\s)?{ADVERBS}{FALSE}{END}",
    rf"[,.:|-]\s*(?:đây là |là |toàn là |chỉ là )?{SURE}{END}",
    r"(?:^\.|[,.:|]|rằng|khẳng định|thì|chứ)\s*(?:hoàn toàn |làm gì |tuyệt đối )?"
    r"không (?:hề )?có (?:chuyện|việc) (?!gì|lạ|làm|nào)",
    rf"\bđừng (?:tin|lan truyền|chia sẻ|đồn|phát tán)\b[^?]{{0,80}}\blà {ADVERBS}{FALSE}{END}",
    rf"\bđừng (?:tin|lan truyền|chia sẻ|phát tán) (?:những |các |mấy )?(?:{SURE}|tin đồn)",
    r"\b(?:video|clip|ảnh|hình|hình ảnh)\b[^.?]{0,40}\s(?:cũ|năm ngoái|năm trước|cắt ghép"
    r"|dàn dựng|chỉnh sửa|từ năm \d+|ở nước (?:khác|ngoài))\b",
    r"\b(?:gọi|hỏi|liên hệ|xác minh)\b[^?]{0,50}\b(?:bảo|nói|trả lời|cho biết)\b[^.?]{0,20}"
    rf"(?:không có|không phải|{FALSE})",
    rf"\blà tin (?:giả|vịt|bịa đặt|đồn thất thiệt|đồn nhảm){END}",
)
REPORTS = (
    rf"{OFFICIAL}[^.?]{{0,60}}\b(?:bác bỏ|phủ nhận|bác tin|đính chính|cải chính)\b[^,.?]{{0,80}}",
    rf"{OFFICIAL}[^?]{{0,120}}?\s(?:là\s)?{ADVERBS}(?:là\s)?{FALSE}{END}",
    rf"{OFFICIAL}[^.?]{{0,60}}\bkhông (?:hề )?có (?:chuyện|việc) (?!gì|làm)[^,.?]{{0,60}}",
)
INSISTS = (
    r"\b(?:không|chẳng|chả|đâu) phải (?:là )?(?:chỉ )?(?:tin giả|tin đồn|tin vịt|bịa|chuyện bịa"
    r"|chuyện đùa|nói đùa|đùa|giỡn|fake|lừa|tin bịa)",
    rf"\b(?:nói|bảo|gọi|cho rằng|khẳng định|kêu|bác bỏ|phủ nhận|chối|cho là"
    rf"|đính chính)\b[^?]{{0,90}}"
    rf"\s{BUT}\s",
    # Not whom one has asked.
    r"^\.(?:(?!\b(?:hỏi|gọi|liên hệ)\b)[^?]){0,200}?\b(?:họ|người ta|bọn họ|ai cũng|chúng nó"
    r"|mấy ông)\b[^.?]{0,12}\b(?:nói|bảo|kêu|gọi|chối)\b",
    r"\b(?:tận mắt|chính mắt|chứng kiến|tận tai|bưng bít|che giấu|giấu nhẹm|giấu dân)\b",
    r"\b(?:mẹ|bố|ba|má|chị|anh|em|cậu|cô|chú|bác|dì|bạn|hàng xóm|vợ|chồng|con) (?:của )?(?:tôi"
    r"|mình|em)"
    r" (?:làm|thấy|bị|nói|bảo|vừa|đã|ở|đang)\b",
    r"(?<!không phải )(?<!không phải là )(?<!không đúng )(?<!sai )(?<!có phải )(?<!có phải là )"
    r"\b(?:là sự thật|là thật|thật đấy|thật đó|thật 100%|chuyện thật|có thật)"
    r"(?!\s*(?:không|hay|à|ạ\?|hả|ko|sao|\?))(?=\s*[,.:|]|\s)",
    r"\b(?:tưởng|nghĩ|ngỡ)(?: đó| đây| chỉ)?(?: là)? (?:tin giả|tin đồn|bịa|đùa|tin vịt)",
    # Warnings of fake people and goods.
    r"\b(?:giả danh|mạo danh|giả làm|tiền giả|thuốc giả|hàng giả|công an giả|cán bộ giả|sữa giả)\b",
    r"\bai (?:chia sẻ|đăng|tung|phát tán|lan truyền|share)\b[^.?]{0,40}\b(?:phạt|tù|bắt|xử lý)\b",
)
DISTRUST = (rf"\bđừng (?:có |bao giờ )?(?:tin|nghe)(?: lời)? {PEOPLE}\b",)
ASKS = (
    r"\b(?:đúng|thật|phải|chính xác|đáng tin|tin được|chuẩn|thiệt) (?:không|ko|hông|hong|hem|hok"
    r"|chưa"
    r"|hăm|k)\b",
    r"\b(?:thật|đúng|thiệt) hay (?:là )?(?:giả|đùa|bịa|sai|xạo|fake)|\bthực hư\b"
    r"|\bcó (?:đúng|thật|phải|chính xác)\b[^.?]{0,90}\s(?:không|ko|à|hay)\b",
    r"\b(?:thật|đúng|vậy|thế|giả) (?:à|hả|sao|ư|chứ|không ta)\b|\bkhông biết (?:có )?(?:thật|đúng"
    r"|thực hư|tin)\b",
    r"\b(?:ai|có ai)\b[^.?]{0,16}\b(?:biết|xác nhận|kiểm chứng|xác minh|rõ|nghe)\b"
    r"[^.?]{0,80}(?:không|chưa|ko|ạ|vậy|với|\?|thật|hay)",
    r"\bcho (?:em|mình|tôi|con|cháu|hỏi)\b[^.?]{0,6}\bhỏi\b|\b(?:kiểm chứng|xác minh|check|kiểm tra"
    r"|xác nhận) (?:giúp|hộ|giùm|dùm)\b|\bxin (?:hỏi|xác nhận)\b",
    r"\bliệu\b[^.?]{3,90}(?:không|hay)\b|\btin giả (?:à|hả|không|ko|phải không)\b"
    r"|\b(?:nên|có) tin (?:được )?(?:không|ko)\b",
)
CUES = Cues(
    asking=re.compile(
        as_folded(
            r"không|ko\b|thật|thực hư|đúng|ai biết|có ai|hỏi|giúp|xác nhận|liệu|giả (?:à|hả)|thiệt"
        )
    ),
    denying=re.compile(
        as_folded(
            r"tin giả|tin vịt|tin sai|bịa|sự thật|không đúng|không chính|không có|không phải"
            r"|tin đồn"
            r"|thất thiệt|thông tin (?:sai|giả)|căn cứ|nhảm|xuyên tạc|fake|hư cấu|láo|xạo|tào lao"
            r"|giả mạo|đính chính|cải chính|bác bỏ|bác tin|phủ nhận|cũ|năm ngoái|năm trước|cắt ghép"
            r"|dàn dựng|chỉnh sửa|nước khác|nước ngoài|không hề|kiểm chứng|xác minh"
        )
    ),
    asks=any_of(*map(as_folded, ASKS)),
    scorns=any_of(
        *map(
            as_folded,
            (
                r"^\.[\s|]*(?:ừ|ờ|vâng|dạ|à)(?: thì| vâng| dạ| ừ)*,? (?:là )?(?:tin giả|tin đồn"
                r"|bịa|fake)",
                r"^\.[\s|]*Q?(?:tin giả|tin đồn|bịa đặt|fake)Q?\?(?=[^?]{12})",
            ),
        )
    ),
    insists=any_of(*map(as_folded, (*INSISTS, *of_deniers("vietnamese")))),
    distrusts=any_of(*map(as_folded, DISTRUST)),
    disbelieves=any_of(as_folded(of_open_disbelief("vietnamese"))),
    plainly=any_of(as_folded(plain_denial("vietnamese"))),
    denies=any_of(*map(as_folded, DENIES)),
    reports=any_of(*map(as_folded, REPORTS)),
    calls_false=(),
    holds_back=(),
    rhetorical=any_of(
        as_folded(
            r"\b(?:bạn có biết|có biết|ai ngờ|tại sao|vì sao|bao giờ|khi nào|làm sao|thế nào)\b"
        )
    ),
    warns=(),
    signs=(),
    spreads=(),
    calms=re.compile(
        as_folded(
            r"\b(?:đừng|xin|yên tâm|bình tĩnh|bình thường|không nên|không chia sẻ|tin giả|bịa đặt"
            r"|sai sự thật|không lan truyền|người dân|đề nghị|không có|không bị|mong)\b"
        )
    ),
    turns=re.compile(as_folded(r"\b(?:nhưng|mà|tuy nhiên|thế nhưng|song|trong khi|sau đó)\b")),
)
