"""The patterns by which `stance` reads a wording, script by script, and the fold they expect.

In: nothing. Out: `fold`, and `SCRIPTS`, the cues of each script. Patterns are for folded text, in
which every clause has a sign before and behind it. Two rules keep them quick: a branch begins with
something definite, and nothing that may repeat without end stands beside something that matches the
same.
"""

import re
from itertools import product
from typing import NamedTuple

from streams.core.text import CJK

HEAD = 600  # characters read of a long text: who denies or asks does so at the beginning ...
TAIL = 200  # ... or at the end


def _each(*parts: str) -> str:
    """`_each("不是|并非", "谣言|假的")` -> all combinations as one alternation."""
    return "|".join("".join(pick) for pick in product(*(part.split("|") for part in parts)))


Patterns = tuple[re.Pattern[str], ...]


def _any(*patterns: str) -> Patterns:
    """Compiled one by one:

    together they would lose the search for the characters each begins with.
    """
    return tuple(map(re.compile, patterns))


def found(patterns: Patterns, text: str) -> re.Match[str] | None:
    """What the first of the patterns that matches matches."""
    for pattern in patterns:
        if match := pattern.search(text):
            return match
    return None


class Cues(NamedTuple):
    """The patterns of one script, for folded text."""

    hints: re.Pattern[str]
    asks: Patterns
    insists: Patterns
    denies: Patterns
    calls_false: Patterns
    holds_back: Patterns
    rhetorical: Patterns
    warns: Patterns


# -- The fold
# ---------------------------------------------------------------------------------------------

# No sign may stand inside its own quote: then every search is linear, however many are never
# closed.
QUOTED = re.compile(
    '“[^“”]*”|「[^「」]*」|『[^『』]*』|《[^《》]*》|«[^«»]*»|„[^„“”]*[“”]|‹[^‹›]*›|"[^"]*"'
)
TRADITIONAL = (
    "並亂併來係個們偽傢傳僞內別則剛區卻問單喲嗎噹嚇圖團報場媽學實寶將專對屬幷幾廠廣廳"
    "張彔後從徹惡憑應掃擔據擴敎於時曆會査條業構樣機權歷沒況為烏無熱爲現當發睜瞞確碼種"
    "稱簡糰純紛終結絕給經維網緊編繼續纔罵習聞聯聳聽臉臺與舊華萬藥虛衕裏裡覈視親覺訊記"
    "訛訴詐話該認語誤說説誰調談請論謂講謠謡證譜議讀變豈貨買貼賬趕輕轉辦這連進過還鄰醫"
    "針銀錄錯録鏈門開間關闢隊際隨隱電預頭頻題類顯風飾駡騙驗驚體髮麫麼麽點"
)
SIMPLIFIED = (
    "并乱并来系个们伪家传伪内别则刚区却问单哟吗当吓图团报场妈学实宝将专对属并几厂广厅"
    "张录后从彻恶凭应扫担据扩教于时历会查条业构样机权历没况为乌无热为现当发睁瞒确码种"
    "称简团纯纷终结绝给经维网紧编继续才骂习闻联耸听脸台与旧华万药虚同里里核视亲觉讯记"
    "讹诉诈话该认语误说说谁调谈请论谓讲谣谣证谱议读变岂货买贴账赶轻转办这连进过还邻医"
    "针银录错录链门开间关辟队际随隐电预头频题类显风饰骂骗验惊体发面么么点"
)
FOLD = str.maketrans(
    dict(zip(TRADITIONAL, SIMPLIFIED, strict=True))
    | dict.fromkeys("，;；،؛—–", ",")
    | dict.fromkeys("。!！…⋯।\n~～¡", ".")
    | dict.fromkeys("？؟", "?")
    | dict.fromkeys("：", ":")
    | dict.fromkeys("【】[]()（）〔〕〖〗❌🚫⚠✅#", "|")
    | {"\ue000": "Q"}
    | dict.fromkeys("*_¿\u200b\u200d\ufe0f\u0640\u093c", None)
    | dict.fromkeys(map(chr, range(0x64B, 0x653)), None)  # Arabic vowel signs
    | dict.fromkeys("’‘ʼ`´", "'")
    | dict(zip("áàâãäåéèêëíìîïóòôõöúùûüñç", "aaaaaaeeeeiiiiooooouuuunc", strict=True))
    | dict(zip("أإآٱةىکیё", "اااا" + "هيكيе", strict=True))
)
ASKING_CLAUSE = re.compile(r"(?<=[,.?:|])[^,.?:|]*\?")
LATIN = re.compile("[a-z]")
ARABIC = re.compile("[\u0620-\u06ff]")
DEVANAGARI = re.compile("[\u0900-\u097f]")
CYRILLIC = re.compile("[\u0400-\u04ff]")

# -- Chinese (with a few words of Japanese and Korean)
# ----------------------------------------------------

ZH_NOUNS = (  # what only a message can be; after "is"
    "谣言|谣传|传谣|假消息|假新闻|假信息|假讯息|假视频|假通知|假公告|错误(?:消息|信息|讯息)"
    "|不实(?:消息|信息|讯息|传言|传闻|言论|内容|报道|谣言)"
    "|虚假(?:消息|信息|讯息|新闻|内容|传言|通知)|误传|讹传|误读|无稽之谈|子虚乌有|无中生有|空穴来风|旧闻|恶搞"
    "|捏造|编造|杜撰|胡说|胡说八道|胡扯|瞎说|瞎编|诈骗信息"
)
ZH_PREDICATES = (
    "不实|不属实|不真实|失实|严重失实|与事实不符|不符合事实|毫无根据|没有(?:任何|科学)?(?:根据|依据)"
    "|无(?:任何|科学)?(?:根据|依据)|子虚乌有|纯属(?:虚构|捏造|编造|杜撰|谣言|误传|造谣|恶搞|无稽之谈)"
    "|并?不是(?:真的|事实)|并非(?:真的|事实|属实)|不靠谱|不可信"
)
ZH_ADVERBS = "都|全|均|也|就|根本|其实|实际上|纯|完全|确|已|早已|被|经|证实|证明|认定|查实|核实|调查|明显|显然|肯定|绝对|又"
ZH_IS = (
    f"(?:{ZH_ADVERBS}){{0,4}}(?:是|为|系|属于|属)(?:一|个|条|则|典型|老|彻头彻尾|的|完全){{0,3}}"
)
ZH_END = "的?(?:了|啦|啊|呀|哦|喔|哈|哟|呢|而已|无疑|哒){0,5}(?=[,.:|]|请|大家|各位|千万|别|不要|切勿|勿|敬请|希望|广大|望|特此)"
ZH_IS_RUMOR = f"(?:{ZH_IS}(?:{ZH_NOUNS})|(?:{ZH_ADVERBS}){{0,4}}(?:是|为|系|属于?)?(?:{ZH_PREDICATES})){ZH_END}"
ZH_FAKE = f"(?:假的|骗人的|伪造的|捏造的|编造的|编的|虚假的|ps的|p的){ZH_END}"
ZH_IS_FAKE = f"(?:{ZH_ADVERBS}){{0,4}}是?{ZH_FAKE}"
ZH_MESSAGE = (
    "(?:消息|信息|讯息|说法|传言|传闻|谣言|视频|影片|贴文|图片|图|截图|照片|文章|帖子|新闻|文件|公告|通告|通知|录音|语音"
    "|言论|报道|内容|事|事情|情况|网帖|聊天记录|朋友圈|告示)"
)
ZH_TRAP = "骗子|[扫点接]|二维码|链接|转账|转走|盗|冒充|上当|开门"
ZH_NO_TRAP = f"(?![^?]{{0,30}}(?:{ZH_TRAP}))"  # a fake message that robs is the claim itself
ZH_THIS = (
    "(?<![说讲称喊骂嫌当为得果诉是道])(?:(?:这|那|此|该|上述|以上|前述|上面|网传|网上|群里|所谓)"
    f"(?:个|条|则|种|些|段|张|篇|份|类|的|流传|疯传|转发|是){{0,3}}{ZH_MESSAGE}(?:[^,.:?|]{{0,6}}?)"
    "|(?:这|那|此|这个|那个|这些|那些|这条|该)(?=是|都|就|全|明显|根本|纯|属|系|为))"
)
ZH_RETOLD = "(?:网传|网上(?:流传|疯传|传|说)|群里(?:流传|疯传|传)|朋友圈(?:流传|疯传|传)|坊间|流传|盛传|疯传|关于|针对|有关|有人传|又传|近日传)"
ZH_OFFICIAL = (
    "(?:官方|官微|警方|公安|网警|央视|新华社|人民日报|校方|院方|厂方|店方|发言人|疾控|部门|政府|公司|集团"
    "|中心|物业|居委会|街道|平台|腾讯|微信团队|支付宝|教育部|学校|医院|银行|台网|[局委厅办院])"
)
ZH_ALREADY = (
    "(?:已|已经|早已|早就|刚|刚刚|今天|今日|昨天|昨日|昨晚|今早|今晨|紧急|正式|公开|发文|发布|发声|通报|出面"
    "|及时|连夜|再次|火速|纷纷|也|都|就此|对此|回应|予以|进行|多次)"
)
ZH_NO_SUCH = (
    "(?:没有?|并?无|绝无|查无|根本没有?|从未有过)(?:过)?(?:这|此|该|那)(?:么)?(?:回|个|种|件|类|样的?|一)?"
    f"事(?:情|件)?{ZH_END}|不存在(?:该|此|上述|这种|这样的|所谓的?|类似)(?:情况|问题|现象|通知|政策|事)"
    "|(?:从未|从没|未曾|没有|并未|未|并没有)(?:发布|发出|下发|出台|发|说)过?"
    "(?:此|该|类似|上述|这(?:条|个|样|种|类|份))"
)
ZH_HEADLINE = (
    r"^\.[\s|,.:]*(?:官方|紧急|权威|最新|今日|每日|本地|警方|网警|平台|联合|科普|重要|热点|微信|[^\W没未不别等求谁越被还会将要来说是称]{2,4}(?=辟谣))?"
    "(?:辟谣|谣言|假消息|假新闻|虚假(?:信息|消息)|不实(?:信息|消息)|谣言粉碎机?|官方澄清)"
    r"(?:了|啦|来了|贴|帖|专区|平台|时间|声明|公告|通告|通知|提示|信息){0,2}\s*[|:.,]"
)
ZH = Cues(
    hints=re.compile(
        "谣|假的|假消|假新|假信|假视|假通|假图|不实|属实|失实|不真|虚假信|虚假消|骗人|误传|讹传|澄清|否认"
        "|没有?这|没有?此|无此|不存在|从未发|未发布|有过|没有根|没有依|无根|无科|毫无根|不是真|并非|不是事"
        "|子虚|无稽|旧闻|错误|伪造|编的|摆拍|捏造|编造|纯属|不可信|不靠谱|真的|真假|真是假|真还是|真伪|真事|事实|可信|能信|该信"
        "|可靠|靠谱|求证|真相|有没有这|有这|确有|真有|知道|请问|问一下|想问|求辟|确认|デマ|가짜|사실|진짜|本当|没有发布"
    ),
    asks=_any(
        _each("真的|属实|谣言|假的|可信|可靠|靠谱|事实|真事|真实", r"吗|么|嘛|吧|不\?|不[,.]|\?"),
        "真的?(?:还是|或者?是?|or)假|真的假的|真是假|真假(?=[?,.]|不明|不知|难辨|未)|真伪|是不是(?:真|谣|假的|事实)",
        "是否(?:属实|真实|为真|可信|是真|谣言|是谣)|有没有这(?:回|个|件)?事|有(?:这|此)(?:回|种|件)?事(?:吗|么|\\?)",
        "(?:确有其事|真有此事|真有这事|真有这回事)(?:吗|么|\\?)|求证|求辟谣|求真相|求确认",
        "(?:有没有|有)(?:人|谁|朋友|大神)?(?:能|可以)?(?:知道|确认|证实|辟谣)[^.?]{0,20}(?:吗|么|\\?)",
        "请问[^.?]{0,60}(?:吗|么|不|真|\\?)|想问[^.?]{0,40}(?:真|吗|\\?)|问一下[^.?]{0,40}(?:真|吗|\\?)",
        "(?:可以|能|该|可|该不该|能不能)信(?:吗|么|不|\\?)|不知道?是?真(?:的)?假|真(?:的)?吗|当真吗",
        "(?:辟谣|官宣|确认|证实|澄清)了(?:吗|么|没)|本当(?:ですか|でしょうか|なの)|사실인가요|진짜인가요|사실이야",
    ),
    insists=_any(
        "(?<!是)(?:不是|并非|绝非|绝不是|可不是|才不是|真不是|哪是|哪里是|怎么(?:会|可能)是|岂是|非)"
        "(?:什么|个|一个|一条|所谓的?|在|我|网上的?|简单的?){0,2}"
        "(?:谣言|谣传|造谣|假的|假消息|假新闻|虚假|骗人|玩笑|开玩笑|危言耸听|吓唬|吓人|段子|演习|误传|传闻|传说)",
        r"(?<![不非])(?<!以为)(?<!当成)(?<!如果)(?<!要)(?:是|有|确|都)真的(?=[.,:|]|啊|呀|哦|了|不是|没骗|快|赶|大家|发生|会|要|在|有|停|封)",
        r"[?,.:]\s*(?:是)?真的[.,|啊呀哦]|千真万确|绝对(?:真实|属实|是真)|句句属实|确有其事(?!吗|么|\?)",
        r"(?<!不)(?<!不是)(?<!否)(?<!是否)(?:已经?|已被|官方|确认|完全|消息|情况|全部|基本)(?:证实|属实)(?![为是系属吗么\?不]|消息|该|此)",
        "亲眼|亲耳|亲身|亲自|我就在现场|我在现场|(?:我|俺)(?:家|妈|爸|哥|姐|弟|妹|爷|奶|朋友|同学|同事|邻居|老公|老婆|表|堂|舅|姑)"
        "[^,.?]{0,14}(?:看|遇|碰|经历|中招|收到|抽|被|死|拍|住院|真|停|亲)",
        "(?:别|不要|勿|休|少|莫)(?:再)?(?:跟|和|给|对|拿)?(?:我|大家|老百姓|人)?(?:说|讲|扯|喊|骂|告诉我|当成?)(?:什么|这|那|它|是|都是|我){0,5}(?:谣|假的|假消|辟)",
        "谁(?:说|敢说|再说|还说)[^,.?]{0,6}(?:谣|假的|假消)|还(?:说|敢说|在说|有人说)[^,.?]{0,6}(?:谣|假的)",
        "(?:当成?|当作|当是|以为(?:这|那|它|又|都)?是|以为(?:这|那)?又?是|说成是?|打成|定性为|定为|扣上|称之?为|叫做|骂(?:我|他|她|人|我们))[^,.?]{0,4}(?:谣|假的|假消|假新)",
        "(?:谣言|传言|传闻)(?:又|都|再次|再一次|竟然|居然|终于|最后|最终){0,5}(?:是|变成?|成|应验|坐实|被证实)[^,.?]{0,6}(?:预言|真|实)|应验|坐实",
        "辟谣(?:的|都|也|才|就|本身|反而|全|了的){0,5}(?:是(?:假|骗|谣|为了|想)|不可信|不能信|信不得|打脸|骗|没用|无效|晚了|的人)",
        "(?:别|不|勿|不要|莫|甭|谁|没人|你敢|你还|还敢|不敢|难以)(?:再|敢|会|去|能)?(?:相?信|听)(?:那些|那|什么|所谓的?|他们的?|官方的?|专家的?|媒体的?|狗屁){0,5}(?:辟谣|官方|专家|媒体|官媒|政府|他们)",
        "(?:官方|媒体|专家|官媒|政府|辟谣)[^.?]{0,12}(?:我|你|谁|鬼|傻子|大家|没人)(?:才|敢|还|也|都|就|会|可|是){0,5}(?:不信|信吗|信\\?|信么|相信吗|信了)|你(?:信|敢信|信吗|会信)\\?|鬼才信|谁信[?.,啊呢]",
        "越(?:是)?(?:辟谣|否认|澄清)|(?:辟谣|谣言|否认|说是假的)[^.?]{0,12}(?:打脸|结果(?:呢|真|就|第二天|还是|今天|昨|现)|没想到|可是?我|但是?我|偏偏)",
        "(?:但|可|却|其实|实际上|事实上|不过|然而|结果|后来|谁知|没想到)[^.?]{0,12}(?:真的(?![吗么假?是])|是真(?!的?[吗假])|真有|确实(?!不|是谣|是假|为谣|没)|真发生|发生了|就停|应验|真停|真封)",
        "(?:说|称|讲|喊|辟谣|否认|回应|澄清)[^?]{0,40}[,.]\\s*(?:但是?|可是?|却|不过|然而|结果|偏偏|谁知|没想到)(?!仍?(?:提醒|请|建议|希望))",
        "(?:官方|政府|媒体|新闻|电视|专家|警方|通报|数据)[^,.:?]{0,4}(?:全|都)?是(?:假|谎|骗|谣)|(?:官|政府|媒体|专家|他们|警方)[^,.?]{0,8}(?:撒谎|说谎|骗人|谎言)",
        "(?:说|称|辟谣|否认|不实|谣言)[^.?]{0,20}[,.]\\s*(?:网友|知情人|有人|居民|家属|护士|员工|司机|群众|村民|学生|家长)[^,.?]{0,12}(?:晒|爆|曝|拍|流出|透露|举报|证实|看|哭|喊)",
        "辟谣归辟谣|归(?:谣言|辟谣)|(?:前脚|先)[^,.?]{0,4}(?:辟谣|否认)|(?:辟谣|否认|不实|谣言)[^?]{0,12}[,.]\\s*(?:现场|视频|照片|录音|监控)[^,.?]{0,8}(?:流出|曝光|已经|都|全|就|能|可)",
        "(?:称|声明|回应|辟谣|否认|没有这回事|不实|通报)[^?]{0,30}[,.][^?]{0,24}(?:却|还是|照样|依然|仍然|全死|死了|已有[^,.]{0,6}人|满了|爆满|停转|送医|倒下|出事)",
        "(?:标|标记|标注|定|打)(?:为|成|上)[^,.?]{0,5}(?:不实|虚假|谣|假消息)",
        "掩盖真相|隐瞒真相|睁眼说瞎话|欲盖弥彰|粉饰太平|洗地|デマ(?:では|じゃ)な|가짜 ?뉴스가? ?아",
    ),
    denies=_any(
        ZH_HEADLINE,
        f"{ZH_THIS}{ZH_IS_RUMOR}",
        f"(?<![说讲称])(?:(?:这|那|该|此|上述|网传)(?:条|个|则|段|张|篇)?|的|那个){ZH_MESSAGE}{ZH_IS_FAKE}{ZH_NO_TRAP}",
        f"Q(?:的|这|一|个|条|则|等|种|类|该|{ZH_MESSAGE}){{0,4}},?(?:{ZH_IS_RUMOR}|{ZH_IS_FAKE})",
        f"{ZH_RETOLD}[^.?]{{0,60}}?(?:{ZH_IS_RUMOR}|(?:,|{ZH_MESSAGE}){ZH_IS_FAKE})",
        f"[,.:|?]\\s*(?:{ZH_IS})?(?:{ZH_NOUNS}){ZH_END}|[,.:|?]\\s*(?:{ZH_ADVERBS}){{0,4}}(?:{ZH_PREDICATES}){ZH_END}",
        f"(?<!说)(?:{ZH_NO_SUCH})",
        f"(?<!冒充)(?<!假冒)(?<!假){ZH_OFFICIAL}{ZH_ALREADY}{{0,4}}辟谣(?![^,.]{{0,6}}(?:\\?|打脸|无效|没用|太|越|的))",
        f"{ZH_OFFICIAL}{ZH_ALREADY}{{0,4}}(?:否认|澄清)(?:了)?(?:[:,]?(?:该|此|这|上述|网传|相关|有关|网上)|传言|传闻|谣言)",
        f"{ZH_OFFICIAL}[^.?Q]{{0,12}}(?:回应|表示|称|通报|声明|证实|提醒|指出|核实)[^.?Q]{{0,25}}?(?:{ZH_IS_RUMOR}|{ZH_NO_SUCH})",
        f"(?:已|已经|早已|早就|早|刚)被?(?:{ZH_OFFICIAL})?辟谣(?!的)|被(?:{ZH_OFFICIAL})?辟谣(?!的)",
        "(?<![求等没未不会要敢越来])辟谣(?:过|了)(?![^,.]{0,4}(?:\\?|的|打脸|吗))|予以否认",
        "デマ(?:です|だ[^とっ]|なので|でした)|가짜 ?뉴스(?:입|예|이|다)|사실이 아[닙니]|사실무근",
    ),
    calls_false=_any(
        f"[,.:|?][^,.:|?说称讲觉当如若别凭信]{{1,30}}?{ZH_IS}(?:{ZH_NOUNS}){ZH_END}",
        f"[,.:|?][^,.:|?说称讲觉当如若别凭信]{{1,30}}?(?:{ZH_PREDICATES}){ZH_END}",
        f"[,.:|?]\\s*(?:这|那|这些|这个)?{ZH_IS_FAKE}",
    ),
    holds_back=_any(
        "(?:别|不要|勿|莫|不再|停止|拒绝|不)(?:再|轻易|随意|去|继续|乱|盲目)?"
        "(?:转发|传播|扩散|散布|相信|轻信|听信|转|传|信|当真)(?:这种|这些|此类|该|这|网上的?|了)?"
        "(?:谣言?|不实(?:信息|消息)|虚假(?:信息|消息)|假消息|假新闻|消息|信息)?(?:了|啦|啊|哦|呀){0,5}(?=[,.:|])",
        "以讹传讹|止于智者|不造谣|[别勿]慌|(?:请|大家)放心|不用(?:担心|慌|怕)|不必(?:担心|恐慌|惊慌)|不要(?:恐慌|惊慌)",
    ),
    rhetorical=_any(
        "好吗|好不好|行吗|可以吗|难道|岂|还[^.]{0,40}[吗么]|怎么|谁|什么|哪|为何|凭啥|不是[^.]{0,40}[吗么]|知道[吗么]|看到|敢信|对吧|呢|了[吗没]\\?|多少|几"
    ),
    warns=_any(
        "冒充|假冒|假扮|骗子|骗局|诈骗|陌生|上门|开门|警惕|当心|小心|来电|电话|假货|上当|假钞|假药|被骗|扫码|二维码|链接|卡里|转走|别买|不要买|吃了|中毒|别收|别接"
    ),
)

# -- Latin script: English, Spanish, Portuguese, Indonesian, a little French and German
# -------------------

END = (
    r"(?:\s*-\s|\s+-+|\s*(?=[,.:|])|\s+(?=and\b|but\b|so\b|please\b|do\b|don't\b|dont\b|stop\b"
    r"|y\b|por favor|no\b|nao\b|e\b|jangan\b|mohon\b|dan\b|according|says?\b))"
)
EN_MESSAGE = (
    r"(?:message|claim|post|video|story|report|news|rumou?r|text|photo|image|picture|screenshot|forward"
    r"|chain (?:message|mail|letter)|information|info|voice note|audio|article|tweet|notice|circular|clip)s?"
)
EN_ADVERBS = (
    r"(?:(?:just|all|totally|completely|simply|absolutely|actually|definitely|clearly|entirely|again|still"
    r"|officially|only|pure|100%|an?|the|another|old|same|well-known|known|complete|total|viral|internet"
    r"|whatsapp|recycled|utter|yet another|blatantly) ){0,4}"
)
EN_HOAX = (  # what is said of messages
    r"(?:fake news|false (?:claim|information|news|rumou?r|report|message)s?|hoax(?:es)?|untrue|rumou?rs?"
    r"|misinformation|disinformation|not true|not correct|incorrect|inaccurate|misleading|debunked|baseless"
    r"|unfounded|fabricated|made[ -]up|photoshopped|doctored|out of context|satire|nonsense|urban legend)"
)
EN_BE = r"(?: is| are| was| were| has been| have been|'s| turned out to be| appears to be|s)"
NOT_SAID = (  # what stands before a denial that somebody else only says, or that is only supposed
    r"(?<!say )(?<!says )(?<!said )(?<!think )(?<!thought )(?<!thinks )(?<!if )(?<!that )(?<!me )"
    r"(?<!claim )(?<!claims )(?<!claiming )(?<!saying )(?<!believe )(?<!believed )(?<!pretend )(?<!until )"
)
EN_OFFICIAL = (
    r"(?:police|officials?|authorities|ministry|government|mayor|sheriff|school|district|hospital|university"
    r"|company|bank|council|spokes(?:man|woman|person)|agency|department|commission|who|cdc|fda|nasa|snopes"
    r"|reuters|afp|fact[ -]?checkers?|airline|embassy|office)"
)
EN_DENIES = (
    r"^\.[\s|,.:]*(?:fake|false)\s*[|:]|^\.[\s|,.:]*(?:hoax(?: alert)?|fake news(?: alert)?|fake alert|debunked|misinformation(?: alert)?"
    r"|not true|rumou?r (?:alert|control)|verdict.{0,3}false)\s*[|:.,]",
    r"fact[ -]?check(?:ed)?\s*[:,.|][^?]{0,80}?\b(?:no\b|not\b|false|fake|hoax|untrue|misleading|myth|never|n't|incorrect)",
    rf"\b(?=this|it){NOT_SAID}(?:this|it){EN_BE} {EN_ADVERBS}{EN_HOAX}{END}(?!\s*(?:you|they|i) (?:say|think))",
    rf"\b(?=th[aeio]|such|a |viral){NOT_SAID}(?:this|that|the|these|those|such|a|viral)(?: [a-z]+)? {EN_MESSAGE}(?: [a-z' ]{{1,60}}?)?{EN_BE} "
    rf"{EN_ADVERBS}(?:{EN_HOAX}|(?:fake|false|not real)(?![^?]{{0,60}}(?:click|link|scan|pay|account|open|answer|code|money))){END}",
    rf"Q{EN_BE} {EN_ADVERBS}(?:{EN_HOAX}|fake|false|not real){END}",
    rf"\b{EN_OFFICIAL}(?: [a-z]+){{0,4}} (?:say|says|said|confirm|confirms|confirmed|clarified|stated|announced|warn|warned)\b"
    rf"[^.?]{{0,60}}?\b(?:is|are|was|were|s) {EN_ADVERBS}(?:{EN_HOAX}|fake|false|not real){END}",
    rf"\b{EN_OFFICIAL}(?: [a-z]+){{0,4}} (?:denied|deny|denies|debunked|debunks|refuted|refutes|dismissed|rejected)"
    rf" (?:the |these |this |any |such |that |online |social media |viral |circulating |false ){{0,3}}(?:{EN_MESSAGE}|misinformation|hoax|allegation)",
    r"(?:has|have|had|was|were|been)(?: been| already| long| since| now){0,3} (?:debunked|refuted|disproved|disproven|proven false|rated false)",
    r"\b(?:there is|there's|there was|theres) (?:absolutely )?no truth\b|no truth (?:to|in) (?:the|this|these|any)",
    r"(?<!that )\bit(?: is|'s|s) (?:simply |just |completely )?(?:not true|false|untrue|a myth|a lie|fake news) that\b",
)
EN_CALLS_FALSE = (
    rf"[,.:|?]\s*{EN_ADVERBS}(?:{EN_HOAX}|fake|false|not real){END}",
    rf"\b(?=th[aieo]|it){NOT_SAID}(?:this|that|it|these|those|they){EN_BE} {EN_ADVERBS}(?:fake|false|not real){END}",
    rf"\b(?:is|are|was|were|'s) {EN_ADVERBS}{EN_HOAX}{END}",
)
EN_HOLDS_BACK = (
    r"(?:do not|don't|dont|stop|never|avoid|quit|refrain from)(?: be)? (?:share|sharing|forward|forwarding|spread|spreading"
    r"|repost|reposting|circulate|circulating|pass|passing)"
    rf"(?: (?:it|this|that|them|these|such|on|along|around|any|further|more|anymore|hoaxes|rumou?rs|fake news|{EN_MESSAGE}"
    rf"|false|misinformation|nonsense|please|with anyone|to anyone)){{0,4}}{END}",
    r"(?:do not|don't|dont) (?:be fooled|(?:believe|trust)"
    rf"(?: (?:it|this|that|these|the|such|fake|false|any|viral|{EN_MESSAGE}|hoax|hoaxes))?(?: {EN_MESSAGE})?){END}",
)
EN_INSISTS = (
    r"\b(?:not|no|isn't|ain't|aint|isnt|wasn't|never) (?:a |an |just |another |some |any |about |spreading ){0,2}"
    r"(?:fake|hoax|joke|rumou?rs?|prank|drill|false|lie|lying|joking|kidding|fearmongering|scaremongering|conspiracy|misinformation|fiction)",
    r"\b(?=[itesa])(?<!if )(?<!whether )(?<!think )(?<!believe )(?<!believing )(?<!not sure )(?<!thinking )(?:it|this|that|everything|these|story|all)"
    r"(?: is|'s|s| was| are| really is| actually is)(?: very| all| 100%| really| actually| absolutely| totally| indeed| quite| so| sadly){0,5}"
    r" (?:true|real|happening|legit|no joke|confirmed|serious|fact)\b(?!\s*\?)",
    r"\b(?:but|yet|and|because|however)(?: it| this| that)?(?: is|'s|s| was)?(?: all| very| really| actually| absolutely){0,5} (?:true|real|happening)\b(?!\s*\?)",
    r"\b(?:really|actually|truly|already|did|just) (?:happen|happened|happening|true|took my|died)\b|turn(?:s|ed) out (?:to be |it was |it's |it is )?(?:true|real)|prove[nd]? (?:true|right|real)|c[ao]me true",
    r"\b(?:my own eyes|i saw|i have seen|i've seen|i was there|i witnessed|first ?hand|happened to (?:me|my|us)|my (?:own )?(?:cousin|sister|brother|mom|mother|father|dad|friend|neighbou?r|aunt|uncle|son|daughter|wife|husband|boss)[^.?]{0,30}(?:saw|seen|heard|filmed|found|told|works|lives|lost|died|got|was|has|had|is|works))\b",
    r"\b(?:i|we|you|people|everyone) (?:also |all |first |too )?(?:thought|assumed|believed)\b[^.?]{0,20}(?:fake|hoax|rumou?r|joke|false|lie)[^.?]{0,20}(?:until|till|but|then)|until (?:it|i|my|we|they)\b",
    r"\b(?:don't|dont|do not|stop|quit|never) (?:you )?(?:tell|telling|call|calling|say|saying|let|listen|dismiss|pretend)[^.?]{0,40}(?:fake|hoax|rumou?r|false|lie|debunk|misinformation)",
    r"\b(?:they|media|press|news|government|officials?|authorities|experts?|police|fact[ -]?checkers?|tv|mainstream|some|people|politicians|elites?) (?:may |will |all |still |even |keep |can |want to |try to |want you to ){0,5}"
    r"(?:say|says|saying|call|calls|calling|called|claim|claims|label|brand|deny|denies|denied|denying|dismiss|tell|lie|lies|lying|hide|hides|hiding|think|believe)\b[^?]{0,90}?\b(?:but|yet|however|true\b|really|don't believe|do not believe|wake up|lying|liars?|saw|own eyes|real\b)",
    r"\b(?:say|says|said|deny|denies|denied|call|calls|called|debunked|dismissed|label|labels)\b[^?]{0,90}[,.] ?(?:but|yet|then|now|still|meanwhile|next|and now|and then|and yet)\b",
    r"\b(?:official|government|mainstream|tv|media|news|statistics|numbers|figures|denials?|election)\b(?: [a-z]+){0,4} (?:is|are|was|were) (?:all |just |a ){0,5}(?:fake|false|lies?|fabricated|made up)\b|\b(?:lying|liars?)\b",
    r"\b(?:say|says|said|deny|denies|denied|call|calls|called|dismissed|rejected)\b[^?]{0,90}[,.] ?[^?]{0,40}\b(?:full|dead|died|dying|exploded|killed|bodies|morgue|another story|sick|missing|collapsed|empty|flooded|burning|gone)\b",
    r"\b(?:flag|remov|label|mark|censor|bann|delet|tagg)\w* [^.?]{0,30}\b(?:as|for) (?:being )?(?:false|fake|misinformation|a hoax|untrue|disinformation)",
    r"\b(?:fact[ -]?checks?|fact[ -]?checkers?|debunkers?|denials?)\b[^.?]{0,20}(?:are|is|lie|lied|lying|bought|paid|wrong|fake|themselves)|cover[ -]?up|before they (?:delete|remove)|don't (?:believe|trust) (?:the )?(?:media|official|government|denial|fact|them|police|news)",
)
EN_ASKS = (
    r"\b(?:is|are|was|were|isn't) (?:this|it|that|these|the|those)(?: [a-z]+){0,6}? (?:true|real|right|legit|legitimate|fake|false|correct|accurate|a hoax|hoax|a rumou?r|just a rumou?r|confirmed|happening)\b[^.?]{0,120}\?",
    r"\bis (?:this|it|that|there any truth)(?: actually| really)? (?:true|real|legit|fake|a hoax|to|in)\b|true or (?:false|not|fake)|real or (?:fake|not|hoax)|fake or real|hoax or|any truth (?:to|in)",
    r"\b(?:can|could) (?:anyone|anybody|somebody|someone|you|any of you) (?:please )?(?:confirm|verify|check)|fact.?check (?:this|please)|please (?:verify|confirm)|(?:does|do) (?:anyone|anybody|you|we) know (?:if|whether)|anyone know (?:if|whether)|(?:anyone|somebody) (?:confirm|verify)",
    r"\b(?:has|have) (?:this|it|that|they|anyone|officials|police)(?: been)? (?:debunked|confirmed|denied|verified)[^.]{0,40}\?|\b(?:true|really|seriously|for real|legit|confirmed|fake|hoax)\s*\?|not sure (?:if|whether) (?:this|it)|wondering (?:if|whether)|is it (?:really )?the case|did (?:this|it) really",
    r", ?(?:right|correct|isn't it|no|verdad|cierto|ne|kan|ya|oder)\s*\?",
)
ES_MESSAGE = r"(?:mensaje|noticia|cadena|audio|video|rumor|imagen|foto|publicacion|comunicado|informacion|texto|historia)s?"
ES_HOAX = r"(?:un bulo|bulo|bulos|mentira|un fake|fake news|una fake news|un engano|una noticia falsa|noticias? falsas?|desinformacion|un rumor(?: falso)?|una mentira|un montaje|rumores|un invento)"
ES_ADVERBS = r"(?:totalmente|completamente|solo|absolutamente|simplemente|todo|otro|otra|rotundamente|un|una){0,1} ?"
ES_SAID = r"(?<!que )(?<!dicen )(?<!dice )(?<!no )(?<!si )(?<!como )"
ES_DENIES = (
    r"^\.[\s|,.:]*(?:fake|falso)\s*[|:]|^\.[\s|,.:]*(?:bulo|desmentido|desmentimos|mentira|noticia falsa|alerta (?:de )?bulo|verificacion.{0,3}falso|es falso|es un bulo|es mentira)\s*[|:.,]",
    rf"\b(?=[eld]){ES_SAID}(?:esto|eso|(?:este|esta|ese|esa|el|la|los|las|dicho|dicha) {ES_MESSAGE}(?: [a-z ]{{1,50}}?)?) (?:es|son) {ES_ADVERBS}{ES_HOAX}{END}",
    rf"\b(?=[eld]){ES_SAID}(?:esto|(?:este|esta|ese|esa|el|la|los|las|dicho|dicha) {ES_MESSAGE}(?: [a-z ]{{1,50}}?)?) (?:es|son) {ES_ADVERBS}(?:falso|falsa|falsos|falsas){END}",
    rf"Q,? (?:es|son) {ES_ADVERBS}(?:{ES_HOAX}|falso|falsa){END}",
    r"[,.:|]\s*(?:no,? )?(?:es|resulta) (?:totalmente |completamente )?(?:falso|mentira|un bulo) que\b|[,.:|]\s*(?:no,? )?no es (?:cierto|verdad) que\b",
    rf"\bdesmi(?:ent|nti)\w+ (?:que|rotundamente|(?:el|la|los|las|este|esta|un|una)? ?(?:supuest[oa] |falso |falsa )?{ES_MESSAGE}|rumores|bulos)\b|(?:ha|han|fue|fueron|sido|quedado|esta) (?:sido )?desmentid[oa]s?\b|han desmentido (?:el|la|los|que|este|esta)",
)
ES_CALLS_FALSE = (
    rf"\b(?:es|son) {ES_ADVERBS}{ES_HOAX}{END}",
    rf"[,.:|?]\s*(?:es |son )?{ES_ADVERBS}(?:falso|falsa|mentira|bulo){END}",
)
ES_HOLDS_BACK = (
    r"\bno (?:lo |la |los |las |se |le )?(?:compart|reenvi|difund|propagu|pas|cre|rebot)\w*"
    rf"(?: (?:esto|este|esta|estos|mas|bulos|rumores|{ES_MESSAGE}|por favor|noticias|falsas|el|la|lo|en|sus|grupos|a nadie)){{0,4}}{END}",
)
ES_INSISTS = (
    r"\bno (?:es|son|era|se trata de|estoy) (?:un |una |unos |ningun |ninguna |de )?(?:bulo|broma|mentira|falso|falsa|rumor|fake|cuento|chiste|simulacro|exageracion|noticia falsa|bromeando|montaje|bulos|bromas)",
    r"(?<!no )(?<!si )(?<!que )\b(?:es|era|resulto|resulto ser|son) (?:muy |todo |totalmente |completamente |bien )?(?:verdad|cierto|cierta|real|reales|veridico)\b(?! que)(?!\s*\?)(?![^.]{0,80}\?)",
    r"\b(?:pero|aunque|sino que) (?:si |yo |es |la verdad )|esta pasando|paso de verdad|sucedio de verdad|mis propios ojos|lo vi\b|lo he visto|yo (?:lo )?vi\b|me paso a mi|le paso a mi|a mi (?:vecin|prim|herman|madre|padre|tia|tio|amig)",
    r"\b(?:pense|crei|creia|pensaba|creiamos|pensamos) que (?:era|esto era)|hasta que\b|\bno (?:me |nos )?(?:digan|digas|vengan|crean a|creas a|le creas|les crean)|\bdicen que (?:es|son|todo es)|aunque digan|lo llaman|\b(?:dijo|dice|dicen|desmiente|desmienten|niega|niegan|marca)\b[^?]{0,80}[,.] ?[^?]{0,40}\b(?:llen[oa]s?|muert[oa]s?|murio|murieron|vacio|enferm\w+|igual)\b|\b(?:cifras|datos|gobierno|desmentid[oa]s|oficial|oficiales|medios|television)\b[^,.?]{0,20} (?:son|es) (?:tod[oa]s? )?(?:fals|mentira|un invento)|\b(?:dice|dicen|desmiente|desmienten|niega|niegan|llaman)\b[^?]{0,80}[,.] ?(?:pero|aunque|y ya|mi\b)|nos ocultan|quieren ocultar",
)
ES_ASKS = (
    r"\b(?:es|sera|seria|son) (?:esto |eso |este |esta |realmente |de )?(?:verdad|cierto|cierta|real|fake|un bulo|bulo|falso|confiable|fiable)\b[^.?]{0,140}\?",
    r"\b(?:alguien|nadie|ustedes|me|pueden|podeis|puede) (?:me )?(?:sabe|saben|confirma|confirmar|puede confirmar|pueden confirmar|puede verificar|verificar)\b|(?:saben|sabeis|sabes|sabe) si\b|si es (?:cierto|verdad)|(?:verdad|cierto|verdadero|real) o (?:mentira|falso|bulo|fake|no)|(?:verdad|cierto|bulo|en serio)\s*\?",
)
PT_MESSAGE = r"(?:mensagem|noticia|informacao|audio|video|boato|corrente|imagem|foto|texto|postagem|historia)s?"
PT_HOAX = r"(?:boato|boatos|fake|fake news|mentira|uma mentira|uma fake news|um boato|noticia falsa|uma noticia falsa|desinformacao|montagem|um hoax)"
PT_DENIES = (
    r"^\.[\s|,.:]*(?:fake|falso)\s*[|:]|^\.[\s|,.:]*(?:boato|mentira|desmentido|e fake|e falso|e boato|noticia falsa|verificado.{0,3}falso)\s*[|:.,]",
    rf"(?<!que )(?<!dizem )\b(?:isso|isto|(?:esta|essa|esse|este|a|o) {PT_MESSAGE}(?: [a-z ]{{1,50}}?)?) e (?:tudo |totalmente |apenas |mais um |mais uma |so )?(?:{PT_HOAX}|falso|falsa){END}",
    rf"Q,? e (?:tudo |totalmente )?(?:{PT_HOAX}|falso|falsa){END}",
    r"[,.:|]\s*(?:e falso|e mentira|nao e verdade|nao procede) que\b|\bdesment(?:iu|em|iram|e) (?:que|o|a|os|as|esse|essa)\b|(?:foi|foram) desmentid[oa]s?\b|[,.:|] ?(?:a )?(?:informacao|noticia|mensagem)? ?nao procede[,.]",
)
PT_CALLS_FALSE = (
    rf"[,.:|?]\s*(?:isso |isto )?e (?:tudo )?(?:{PT_HOAX}|falso|falsa){END}",
    rf"\be (?:tudo )?{PT_HOAX}{END}",
)
PT_HOLDS_BACK = (
    r"\bnao (?:o |a |os |as )?(?:compartilh|repass|espalh|encaminh|divulgu|acredit|cai)\w*"
    rf"(?: (?:isso|isto|esta|essa|mais|boatos|{PT_MESSAGE}|por favor|fake news|em|nos|grupos|adiante|nisso)){{0,4}}{END}",
)
PT_INSISTS = (
    r"\bnao (?:e|sao|era|estou) (?:um |uma |nenhum |nenhuma |so )?(?:boato|mentira|fake|brincadeira|falso|falsa|trote|brincando|exagero|invencao|pegadinha)",
    r"\b(?:mas|porem|so que|gente|pois|tudo|isso|pessoal|isto)[, ]+(?:e|eh|foi|era) (?:tudo |muito |realmente )?(?:verdade|real|serio)\b(?! que)(?![^.]{0,60}\?)|[,.:] ?e (?:tudo |a mais pura |pura )?verdade[,.]|esta acontecendo|aconteceu (?:mesmo|com|de)|meus proprios olhos|eu (?:mesmo |mesma )?(?:vi|estava)\b",
    r"\b(?:achei|pensei|achava|pensava|achavamos) que (?:era|fosse)|ate que\b|ate (?:acontecer|ver)|nao (?:me )?(?:digam|diga|venham)|\bdizem que (?:e|isso)|chamam de|\b(?:disse|diz|dizem|desmente|desmentiu|nega)\b[^?]{0,80}[,.] ?[^?]{0,40}\b(?:lotad\w+|cheio|mort[oa]s?|morreu|morreram|vazio|doentes?)\b|\b(?:numeros|dados|governo|oficiais|midia|desmentidos)\b[^,.?]{0,20} (?:sao|e) (?:tudo )?(?:mentira|fals)|\b(?:diz|dizem|desmente|desmentiu|nega|negam)\b[^?]{0,80}[,.] ?(?:mas|porem|e ja|so que)|a (?:midia|globo|imprensa) (?:diz|esconde|mente|chama)",
)
PT_ASKS = (
    r"\b(?:e|sera|isso e|seria) (?:mesmo |isso |isto |que e )?(?:verdade|verdadeira|verdadeiro|fake|real|serio|boato|falso)\b[^.?]{0,140}\?|sera (?:que|mesmo|verdade)\b|alguem (?:sabe|confirma|pode confirmar)|procede\s*(?:isso|essa informacao)?\?|verdade ou (?:mentira|fake|boato)|e serio isso",
)
ID_MESSAGE = r"(?:pesan|kabar|berita|informasi|info|video|foto|isu|klaim|narasi|unggahan|rumor|pesan berantai)"
ID_HOAX = r"(?:hoaks|hoax|tidak benar|bohong|kabar bohong|berita bohong|informasi palsu|berita palsu|disinformasi|misinformasi|tidak terbukti|keliru|fitnah)"
ID_DENIES = (
    r"^\.[\s|,.:]*(?:hoaks|hoax|disinformasi|cek fakta.{0,3}(?:salah|hoaks|hoax|keliru)|salah|keliru|klarifikasi.{0,3}(?:hoaks|hoax)|tidak benar|awas hoaks|awas hoax|stop hoax|stop hoaks)\s*[|:.,]",
    rf"(?<!bilang )(?<!katanya )(?<!kira )(?<!bahwa )(?:[,.:|]\s*(?:ini|itu|semua itu|semua ini)|\b{ID_MESSAGE}(?: [a-z ]{{1,60}}?)?)(?: ini| itu| adalah| merupakan| hanya| cuma| ternyata){{0,3}} {ID_HOAX}{END}",
    rf"\b{ID_MESSAGE} (?:[a-z ]{{1,50}} )?(?:adalah |itu |ini )?palsu{END}|Q(?: itu| ini| adalah| merupakan){{0,2}} (?:{ID_HOAX}|palsu){END}|\btidak benar (?:bahwa|kalau|jika)\b|\b(?:membantah|bantah) (?:kabar|isu|berita|informasi|rumor|klaim)",
)
ID_CALLS_FALSE = (
    rf"[,.:|?]\s*(?:itu |ini )?{ID_HOAX}{END}",
    rf"\b(?:adalah|merupakan|ternyata) {ID_HOAX}{END}",
)
ID_HOLDS_BACK = (
    r"\b(?:jangan|tidak usah|stop|mohon tidak)(?: mudah| langsung| lagi)? (?:di)?(?:sebar|percaya|bagikan|teruskan|share|forward|menyebar|menyebarkan|sebarkan|sebarluaskan)\w*"
    rf"(?: (?:lagi|ini|itu|hoaks|hoax|ya|dan|di|ke|grup|{ID_MESSAGE}|berita bohong|siapa pun)){{0,4}}{END}",
)
ID_INSISTS = (
    r"\bbukan (?:\w+ )?(?:hoaks|hoax|bohong|kabar bohong|berita bohong|rumor|isu|bercanda|main-main|candaan|prank|palsu|gosip|lelucon|kabar burung|fitnah)",
    r"\b(?:ini|itu|memang|ternyata|tapi|sungguh|semuanya|semua ini|padahal)(?: ini| itu| memang| sungguh)? (?:benar|benar-benar|nyata|beneran|asli|fakta|terjadi)(?! (?:gak|ga|nggak|atau|tidak))\b(?!\s*\?)|benar-benar (?:terjadi|nyata|ada)|saya (?:sendiri )?(?:lihat|melihat|alami|mengalami|saksikan)|mata kepala sendiri",
    r"\b(?:kirain|saya kira|kukira|dikira|awalnya kira|saya pikir|tadinya)\b[^.?]{0,20}(?:hoaks|hoax|bohong)|sampai (?:akhirnya|saya|tetangga|benar)|\b(?:katanya|dibilang|mereka bilang|jangan bilang|pemerintah bilang|dikatakan|disebut)\b[^.?]{0,20}(?:hoaks|hoax|bohong)[^?]{0,40}(?:tapi|padahal|ternyata|nyata)|jangan bilang|\b(?:bilang|membantah|bantah|menyebut)\b[^?]{0,80}[,.] ?(?:tapi|padahal|namun)|\b(?:resmi|pemerintah|media|bantahan)\b[^,.?]{0,20}(?:bohong|palsu|hoaks|hoax)|\b(?:bilang|membantah|bantah|menyebut)\b[^?]{0,80}[,.] ?[^?]{0,40}\b(?:penuh|meninggal|mati|tewas|hilang|runtuh)\b|media (?:bilang|menutup)",
)
ID_ASKS = (
    r"\bapakah (?:\w+ ){0,3}?(?:benar|betul|hoaks|hoax|valid|bohong)|\bapa (?:ini |itu |benar |betul )+|benarkah|betulkah|hoaxkah|\b(?:benar|betul|bener|beneran) (?:gak|ga|nggak|ngga|tidak|atau|apa|ya)\b|hoa(?:ks|x) (?:atau|bukan|gak|ga|nggak|ya)\b|ada yang (?:tahu|tau|bisa (?:konfirmasi|memastikan))|(?:beneran|betul|bener|serius|hoaks|hoax|benar)(?: nih| ya| kah| sih)?\s*\?|mohon (?:konfirmasi|info kebenaran)",
)
OTHER_DENIES = (
    r"\bc'est (?:un |une |une vieille |totalement )?(?:faux|fake|rumeur|hoax|intox|canular|fausse information|fausse nouvelle|infox)\b|\b(?:cette|la) (?:information|rumeur|nouvelle)[^.?]{0,40} est fausse\b|ne (?:partagez|diffusez|relayez) pas (?:cette|ce) (?:message|information|rumeur|fausse)",
    r"\bdas ist (?:ein |eine )?(?:fake|falsch|falschmeldung|ente|hoax|fake news|geruecht)\b|faktencheck[:,.][^?]{0,60}(?:falsch|nicht|kein)|^\.[\s|]*(?:falschmeldung|faux|intox|infox)\s*[:.|,]",
)
OTHER_INSISTS = (
    r"\bce n'est pas (?:un |une )?(?:rumeur|fake|blague|faux|canular)|\bkein(?:e)? (?:fake|witz|scherz|gerucht|geruecht|falschmeldung|ente)|mais c'est vrai|aber es (?:ist wahr|stimmt)",
)
OTHER_ASKS = (
    r"c'est vrai\s*\?|est-ce (?:vrai|que c'est vrai)|vrai ou faux|ist das wahr|stimmt das|weiss jemand,? ob|stimmt es",
)
LATIN_WARNS = _any(
    r"impersonat|knock|scam|beware|watch out|strangers|counterfeit|pretend|badge|\bpills?\b|cuidado|estafa",
    r"desconocid|puerta|falsific|golpe|desconhecid|porta\b|penipu|waspada|awas (?!hoa)|palsu",
)
EN_RHETORICAL = (
    r"\b(?:who|what|why|how|where|when|can you believe|did you know|have you|will you|could you|would you"
    r"|don't you|do you|aren't|isn't|ready|want)\b"
)
ES_PT_RHETORICAL = r"\b(?:sabias|sabian|quien|como|por que|que|cuando|donde|hasta cuando|quem|quando|onde|voce|voces)\b"
ID_RHETORICAL = r"\b(?:siapa|kenapa|bagaimana|kapan|mengapa|apa|tahukah)\b"
EN = Cues(
    hints=re.compile(
        "fake|false|hoax|rumo|true|real|fact|debunk|refut|denie|deny|misinfo|disinfo|mislead|baseless|unfound"
        "|fabricat|photoshop|made.up|incorrect|confirm|verif|anyone|does any|wonder|legit|serious|satire|nonsense"
        "|disprov|no truth|\\?|unfounded|urban legend|doctored|out of context"
    ),
    asks=_any(*EN_ASKS),
    insists=_any(*EN_INSISTS),
    denies=_any(*EN_DENIES),
    calls_false=_any(*EN_CALLS_FALSE),
    holds_back=_any(*EN_HOLDS_BACK),
    rhetorical=_any(EN_RHETORICAL),
    warns=LATIN_WARNS,
)
ES = Cues(
    hints=re.compile(
        "bulo|fals[oa]|mentira|desmi|verdad|ciert[oa]|sabe|engano|(?:es|son|una?|fue) fake|montaje|invento|confirma|si es|verific|rumor|en serio"
    ),
    asks=_any(*ES_ASKS),
    insists=_any(*ES_INSISTS),
    denies=_any(*ES_DENIES),
    calls_false=_any(*ES_CALLS_FALSE),
    holds_back=_any(*ES_HOLDS_BACK),
    rhetorical=_any(ES_PT_RHETORICAL),
    warns=LATIN_WARNS,
)
PT = Cues(
    hints=re.compile(
        "boato|fals[oa]|mentira|desment|verdade|serio|\\bsera\\b|(?:e|uma|era|de) fake|procede|alguem|montagem|hoax|real\\?"
    ),
    asks=_any(*PT_ASKS),
    insists=_any(*PT_INSISTS),
    denies=_any(*PT_DENIES),
    calls_false=_any(*PT_CALLS_FALSE),
    holds_back=_any(*PT_HOLDS_BACK),
    rhetorical=_any(ES_PT_RHETORICAL),
    warns=LATIN_WARNS,
)
INDONESIAN = Cues(
    hints=re.compile(
        "hoak|hoax|bohong|palsu|benar|betul|bener|apakah|keliru|salah|fitnah|ada yang|\\bapa |mohon|bantah"
    ),
    asks=_any(*ID_ASKS),
    insists=_any(*ID_INSISTS),
    denies=_any(*ID_DENIES),
    calls_false=_any(*ID_CALLS_FALSE),
    holds_back=_any(*ID_HOLDS_BACK),
    rhetorical=_any(ID_RHETORICAL),
    warns=LATIN_WARNS,
)
FR_DE = Cues(
    hints=re.compile(
        "faux|vrai|fake|rumeur|intox|fausse|canular|falsch|stimmt|wahr|faktencheck|gerucht|geruecht|\\bente"
    ),
    asks=_any(*OTHER_ASKS),
    insists=_any(*OTHER_INSISTS),
    denies=_any(*OTHER_DENIES),
    calls_false=(),
    holds_back=(),
    rhetorical=_any(r"\b(?:comment|pourquoi|warum|wer|qui|was)\b"),
    warns=(),
)

# -- Arabic script (Arabic, a little Persian and Urdu)
# ------------------------------------------------------

AR_FALSE = "(?:غير صحيح(?:ه)?|كاذب(?:ه)?|زائف(?:ه)?|مفبرك(?:ه)?|مضلل(?:ه)?|(?:مجرد )?(?:اشاعه|شائعه|اشاعات|شائعات)(?: كاذبه)?|كذب|ليس(?:ت)? صحيح(?:ا|ه)|غير دقيق(?:ه)?|ملفق(?:ه)?|عار(?:يه)? (?:عن|من) الصحه)"
AR_END = r"(?=\s*[,.:|]|\s+(?:و?لا|ولم|تماما|جمله|يرجي|الرجاء|نرجو)\b)"
AR_MESSAGE = "(?:خبر|الخبر|الرساله|رساله|المنشور|منشور|الفيديو|المعلومه|المعلومات|الصوره|الاخبار|الكلام|التسجيل|الادعاء|ما يتداول|ما تم تداوله|المقطع|الانباء|الشائعه|الاشاعه)"
ARABIC_CUES = Cues(
    hints=re.compile(
        "شاع|شائع|كاذب|كذب|صحيح|صحه|زائف|مفبرك|مضلل|نفي|نفت|تنفي|هل|حقيق|\\?|اساس|ملفق|دروغ|شايعه|جعلي|جھوٹ|احد يعرف|واقع|تاكيد"
    ),
    asks=_any(
        "هل (?:هذا|هذه|الخبر|صحيح|صحيحه|فعلا|حقا|هو|المعلومه|صدق|ما يقال|يوجد|من الصحيح|هناك)",
        r"(?:صحيح|حقيقي|حقيقه|صدق|صحيح هذا|صحيح الكلام|بجد)[^,.?]{0,20}\?|ما (?:صحه|مدي صحه|حقيقه)|صحه (?:الخبر|هذا|المعلومه)[^.?]{0,20}\?|حقيقه ام|صح ام|احد (?:يعرف|يعلم|عنده)|من يعرف|ممكن (?:تاكيد|احد)|ايا (?:اين|اين خبر)|واقعيت دارد|راست است\\?|کیا یہ سچ|آیا",
    ),
    insists=_any(
        "ليس(?:ت)? (?:مجرد |ب)?(?:ال)?(?:اشاعه|شائعه|اشاعات|شائعات|كذب|كذبه|مزح|مزاح|خبرا كاذبا|كاذب|نكته)|(?:مش|مو|ما هي|مهي|ماهي|مب|موش) (?:اشاعه|شائعه|كذب|مزح|نكته|خبر كاذب)",
        r"(?:لكن|ولكن|بل|والله|لكنه|لكنها|انه|انها|هذا|والامر|الامر|الخبر|فعلا)[^,.?]{0,14} ?(?:حقيقي|حقيقيه|حقيقه|صحيح|صحيحه|واقع|واقعي)(?!\s*\?)(?<!غير صحيح)(?<!ليس صحيح)|حدث (?:فعلا|بالفعل)|يحدث (?:فعلا|الان|بالفعل|حقا)|بعيني|شفت|رايت|شاهدت بنفسي",
        "(?:قال|نفي|نفت|تنفي|ينفي)[^?]{0,60}[,.][^?]{0,30}(?:ممتلئ|مات|قتل|جثث|انقطع|فارغ|مغلق)|(?:يقولون|قالوا|يقولوا|يدعون|الاعلام|الحكومه|المسؤولون)[^?]{0,60}(?:لكن|ولكن|لكنه|لكنها|والحقيقه|بل|الا ان)|لا تقولوا?|لا تقل|لا تقولولي|ظننت|كنت اظن|حسبت|كنت احسب|حتي (?:رايت|حدث|وقع|حصل)",
    ),
    denies=_any(
        r"^\.[\s|,.:]*(?:تكذيب|نفي|اشاعه|شائعه|خبر كاذب|خبر زائف|كاذب|خبر غير صحيح|تصحيح شائعه|غير صحيح|زائف)\s*[:.|,]",
        "لا صحه ل|لا اساس ل(?:ه|ها|هذا|هذه)|لا اساس (?:له|لها) من الصحه|لا يمت للحقيقه|لا يوجد اي صحه",
        f"(?:هذا|هذه|{AR_MESSAGE}|Q)(?: {AR_MESSAGE})?(?: [^,.?:]{{1,50}}?)? {AR_FALSE}{AR_END}",
        f"[,.:|?]\\s*(?:هي |هو |انها |انه |كلها )?(?:مجرد )?(?:اشاعه|شائعه|اشاعات|خبر كاذب|اخبار كاذبه|غير صحيح|كلام غير صحيح){AR_END}",
        "(?:نفت|تنفي|ينفي|نفي|نفي|كذبت|فندت)(?: [^ ,.?]+){1,5}? (?:صحه|ما يتداول|ما تم تداوله|ما يتم تداوله|الخبر|هذا الخبر|هذه الشائعه|الشائعات|الاشاعات|الشائعه|الاشاعه|الانباء|ما تردد|ما نشر)",
        "(?:ليس|غير) صحيح(?:ا)? (?:ان|ما)|این خبر[^.?]{0,30}(?:دروغ|جعلي|كذب|شايعه)|شايعه است|یہ خبر[^.?]{0,30}جھوٹ",
    ),
    calls_false=_any(f" (?:مجرد )?(?:اشاعه|شائعه|اشاعات|خبر كاذب|اخبار كاذبه){AR_END}"),
    holds_back=_any(
        r"(?:لا|عدم|بدون) (?:ت|ال|ن)?(?:نشر|صدق|رسل|تداول|شارك|عيد|تنشر|صدقوا|نشروا|روج|عد)\w*"
    ),
    rhetorical=_any("من |ماذا|لماذا|كيف|متي|اين|الي متي|هل تعلم"),
    warns=_any("احذروا|انتبهوا|نصب|احتيال|محتال|مزور|الباب|تحذير|ينتحل"),
)

# -- Devanagari (Hindi, Marathi)
# ----------------------------------------------------------------------------

HI_FALSE = "(?:फर्जी|झूठी|झूठा|झूठे|झूठ|गलत|अफवाह|अफवाहें|फेक|फेक न्यूज|भ्रामक|निराधार|असत्य|बेबुनियाद|सच नहीं|सही नहीं|सत्य नहीं|फर्जी खबर)"
HI_MESSAGE = "(?:खबर|संदेश|मैसेज|मेसेज|दावा|दावे|वीडियो|पोस्ट|बात|सूचना|फोटो|तस्वीर|जानकारी|न्यूज|वायरल)"
HI_END = r"(?: (?:है|हैं|निकला|निकली|था|थी|बताया|और|है और)){0,5}(?=\s*[,.:|]| कृपया| इसे| इस| शेयर| आगे)"
DEVANAGARI_CUES = Cues(
    hints=re.compile(
        "फर्जी|झूठ|गलत|अफवाह|फेक|भ्रामक|निराधार|असत्य|बेबुनियाद|सच|सही|क्या|खंडन|फैक्ट|पता|पुष्टि|\\?"
    ),
    asks=_any(
        "क्या (?:यह|ये|सच|वाकई|सचमुच|ऐसा|सही|इस|वो|वह)|क्या[^,.?]{0,80}(?:सच|सही|अफवाह|फर्जी|झूठ)[^,.?]{0,10}\\?|(?:सच|सही|अफवाह|फर्जी|झूठ) (?:है|हैं) (?:क्या|या)|(?:सच|सही) (?:है|हैं)\\s*\\?|सच है ना|सच या झूठ",
        "किसी को (?:पता|मालूम)|कोई (?:बता|पुष्टि|कन्फर्म)|पुष्टि (?:कर|करें) (?:सकता|सकते|सकती)",
    ),
    insists=_any(
        "(?:अफवाह|झूठ|फर्जी|मजाक|फेक|झूठी|झूठी खबर|फर्जी खबर|झूठा|गलत) (?:नहीं|मत (?:कह|समझ|मान|बोल))|(?:लेकिन|पर|मगर|असल में|बल्कि|परंतु)[^.?]{0,40}(?:सच|सही|असली|हकीकत|हो रहा)(?! नहीं)",
        "(?:यह|ये|बात|खबर)(?: बिल्कुल| एकदम| पूरी तरह)? (?:सच|सही|असली|हकीकत) (?:है|हैं)(?!\\s*\\?| क्या)|सच (?:में|निकल)|सच साबित|आंखों|आँखों|मैंने (?:खुद|देखा)|मेरे (?:पड़ोस|भाई|दोस्त|सामने|घर)",
        "(?:कहा|कहते|बताया)[^?]{0,60}[,.][^?]{0,30}(?:भरे|मर|मौत|लाश|बंद हो)|(?:वे|वो|लोग|मीडिया|सरकार|पुलिस)[^.?]{0,30}(?:कह|बता|बोल)[^.?]{0,30}(?:लेकिन|पर|मगर)|(?:लगा|सोचा|समझा) (?:था )?(?:कि )?[^.?]{0,20}(?:अफवाह|झूठ|फर्जी)|जब तक",
    ),
    denies=_any(
        r"^\.[\s|,.:]*(?:फैक्ट चेक[^?]{0,80}(?:फर्जी|झूठ|गलत|भ्रामक|नहीं)|फर्जी खबर|फर्जी|अफवाह|फेक न्यूज|झूठ|झूठी खबर|फेक)\s*[:.|,]?(?<=[:.|,])",
        r"फैक्ट चेक\s*[:.|,][^?]{0,80}(?:फर्जी|झूठ|गलत|भ्रामक|नहीं)",
        f"(?:यह|ये|इस|वह|उक्त|वायरल|सोशल मीडिया)(?: [^,.?:]{{0,20}}?)?{HI_MESSAGE}(?: [^,.?:]{{0,40}}?)? {HI_FALSE}{HI_END}",
        "(?:यह|ये|Q)(?: सब| एक| सिर्फ| केवल| पूरी तरह| बिल्कुल| सरासर| महज){0,5} (?:अफवाह|झूठ|फेक न्यूज|झूठी खबर|फर्जी खबर|फर्जी|झूठी|झूठा|गलत|अफवाहें)"
        + HI_END,
        f"(?:खबर|दावा|मैसेज|संदेश|वीडियो|पोस्ट) (?:पूरी तरह |बिल्कुल |एकदम )?{HI_FALSE}{HI_END}|(?:खबर|दावे|अफवाह|बात)[^,.?]{{0,20}}खंडन",
    ),
    calls_false=_any(f"[ ,.:|?](?:अफवाह|अफवाहें|झूठी खबर|फर्जी खबर|फेक न्यूज|भ्रामक|निराधार){HI_END}"),
    holds_back=_any(
        "(?:शेयर|फॉरवर्ड|विश्वास|यकीन|भरोसा|प्रसारित|साझा) (?:न|ना|मत|नहीं) (?:कर|दें)\\S*|(?:न|ना|मत) (?:फैला|भेज|मान)\\S*|ध्यान (?:न|ना|मत) दें|आगे (?:न|ना|मत)",
    ),
    rhetorical=_any("कौन|क्यों|कैसे|कब|कहाँ|कहां|क्या आप"),
    warns=_any("सावधान|ठग|नकली|दरवाजा|धोखा"),
)

# -- Cyrillic (Russian, a little Ukrainian)
# -----------------------------------------------------------------

RU_FALSE = r"(?:фейк|ложь|неправда|вранье|вброс|слухи|слух|дезинформация|дезинфа|утка|выдумка|брехня|розыгрыш|монтаж)"
RU_MESSAGE = r"(?:информаци|сообщени|новост|видео|рассылк|слух|пост|запис|аудио|фото|скриншот|публикаци|данные|сведени)\w*"
RU_END = r"(?=\s*[,.:|]|\s+(?:и|не|пожалуйста|просьба|прошу)\b)"
RU_SAID = r"(?<!что )(?<!говорят )(?<!якобы )(?<!если )(?<!мол )"
CYRILLIC_CUES = Cues(
    hints=re.compile(
        "фейк|лож|неправд|врань|вброс|слух|дезинф|утка|выдумк|обман|бред|чушь|брехн|правд|опровер|действительн|недостовер|\\?|знает|подтверд|монтаж|розыгрыш"
    ),
    asks=_any(
        r"правда ли|правда,?\s*(?:что[^.?]{0,100})?\?|это (?:правда|фейк|точно|слухи|ложь)\s*(?:или[^.?]{0,20})?\?|(?:правда|фейк|неправда) или|кто-?(?:нибудь|то|нить)? ?(?:знает|может подтвердить|в курсе)|подтвердите|можете подтвердить|верно ли|действительно ли|не фейк ли|так ли это|чи правда",
        r", ?(?:да|верно|правда|так)\s*\?",
    ),
    insists=_any(
        r"\b(?:не|никакой не|никакие не|вовсе не|совсем не) (?:просто )?(?:фейк|слух|слухи|шутка|шутки|шучу|ложь|вранье|вброс|выдумка|неправда|розыгрыш|учения|обман)",
        r"(?<!если )(?<!не )(?<!что )\b(?:это|все|но|чистая|истинная|оказалось|оказалась|сущая)(?: это| все| же| чистая| сущая){0,5} правда\b(?! ли)(?!\s*(?:или[^?]{0,40})?\?)|(?:действительно|реально|правда) (?:происход|был|случил|есть|отключ|закр|идет)\w*|своими глазами|(?:сам|сама|лично) (?:видел|видела|был|была|слышал)",
        r"\b(?:говорят|пишут|власти|чиновники|сми|они|нам|телевизор)\b[^?]{0,70}(?:но|однако|а на деле|на самом деле)\b|\bдумал[аи]?,? что[^.?]{0,20}(?:фейк|слух|шутк|лож|врань)|пока (?:не|сам)|(?:сказал|говорят|заяви|опроверг)\w*[^?]{0,80}[,.][^?]{0,40}(?:переполнен|умер|погиб|мертв|пропал|рухнул|треснул)|(?:официальн|опроверж|власт|правительств|телевизор)[^,.?]{0,30}(?:ложь|врут|лгут|вранье|фейк)|не (?:говорите|рассказывайте|надо|верьте)[^.?]{0,20}(?:что это|опроверж|власт|сми|чиновник)|скрывают|не верьте (?:им|опровержениям|официальн)",
    ),
    denies=_any(
        r"^\.[\s|,.:]*(?:(?:внимание|осторожно)[\s|,.:!]{1,4})?(?:фейк|опровержение|ложь|неправда|фейковая новость|это фейк|вброс|фактчек[^?]{0,60}(?:фейк|ложь|нет|не))\s*[:.|,]",
        rf"{RU_SAID}\bэто(?: все| просто| очередной| очередная| полный| полная| чистая| чистой воды| наглая| старый| всего лишь){{0,5}} {RU_FALSE}{RU_END}",
        rf"\b{RU_MESSAGE}[^.?:]{{0,70}}(?:не соответству\w+ действительности|недостовер\w+|ложн\w+{RU_END}|фейк\w*{RU_END}|неправда{RU_END}|(?:является|оказал\w+) {RU_FALSE})|Q\s*,?(?: это)? {RU_FALSE}{RU_END}|не соответству\w+ действительности",
        rf"опроверг\w* (?:\w+ ){{0,3}}{RU_MESSAGE}|{RU_MESSAGE} (?:\w+ ){{0,3}}опроверг\w+|\bнет,? это (?:фейк|неправда|ложь)|це (?:фейк|неправда|брехня)",
    ),
    calls_false=_any(
        rf"[,.:|?]\s*(?:это )?(?:{RU_FALSE}){RU_END}",
        rf"\b(?:это|является|оказался|оказалось) {RU_FALSE}{RU_END}",
    ),
    holds_back=_any(
        r"\bне (?:\w+ )?(?:пересыла|распростран|верьте|верь|репост|делитесь|ведитесь|рассыла|поддавайтесь)\w*(?: (?:это|эту|этому|этим|такое|такие|дальше|фейк\w*|слух\w*|ложь|сообщени\w*|информаци\w*)){0,3}(?=\s*[,.:|])",
    ),
    rhetorical=_any(r"\b(?:кто|что|почему|как|где|когда|зачем|сколько|доколе|вы|ты)\b"),
    warns=_any("осторожно|мошенник|поддельн|не открывайте|звонят|аферист"),
)
SCRIPTS = (
    (CJK, ZH),
    *((LATIN, cues) for cues in (EN, ES, PT, INDONESIAN, FR_DE)),
    (ARABIC, ARABIC_CUES),
    (DEVANAGARI, DEVANAGARI_CUES),
    (CYRILLIC, CYRILLIC_CUES),
)


def fold(text: str) -> str:
    """The beginning and the end of a text as the patterns expect it; quotes are a `Q` each."""
    text = text.strip()
    if len(text) > HEAD + TAIL:
        text = f"{text[:HEAD]}\n{text[-TAIL:]}"
    whole = QUOTED.fullmatch(text)
    text = text[1:-1] if whole else QUOTED.sub("\ue000", text)
    return f".{text.lower().translate(FOLD)}."
