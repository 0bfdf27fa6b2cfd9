"""What insisting wordings say of those who deny a claim, a row for each kind and language.

Whoever writes so passes the claim on, whatever words of a denial stand beside it. A row holds an
alternation, for folded text; those that `as_folded` has to fold are folded where they are used.
"""

from streams.core.matching.cues.notices import NOTICES

# "Do not believe those who say that it is fake", "ignore the debunkers".
THOSE_WHO_DENY = {
    "chinese": (
        "(?:别|不要|勿|休|莫|甭)(?:再|去|要){0,2}(?:相信|听信|信|听|理会?|搭理|管)(?:那些|那帮|这些"
        "|这帮|某些|所有|任何|什么)?(?:说|喊|称|讲)(?:这|那|它|我们?|别人|人家)?(?:就|都)?是?"
        "(?:谣|造谣|假|不实)"
        "|(?:说|喊|讲)[^,.?]{0,4}(?:谣言|假的?|不实|假消息)的人?(?:都|才|全|那些)"
        "|(?:别|不要|甭|少)(?:再|去)?(?:理会?|搭理|管)(?:他们|它们|那些?|这些?|官方|专家|媒体|警察"
        "|警方|政府|什么辟谣)"
    ),
    "cantonese": (
        "(?:唔好|咪|唔使|千祈唔好)(?:再)?(?:信|聽|理)(?:晒)?(?:嗰啲|嗰班|嗰個|啲|班|所有)?(?:話|講)"
        "[^,.?]{0,8}(?:謠|假|流料|老作)|(?:話|講)[^,.?]{0,4}(?:假|流料|謠言|老作|造謠)[^,.?]{0,2}"
        "(?:嗰啲|嗰班|嗰個|啲|班|嘅)人?(?:先|至|都係)"
        "|(?:唔好|咪|唔使)(?:再)?理(?:佢哋|嗰啲|嗰班|啲)"
    ),
    "english": (
        r"\b(?:do not|don't|dont|never|stop|no need to|nobody should) (?:believ(?:e|ing)"
        r"|trust(?:ing)?|listen(?:ing)? to|fall(?:ing)? for|buy(?:ing)?) (?:the |all |any |those )?"
        r"(?:people|those|anyone|anybody|everyone|everybody|whoever|ones|folks)\b[^,.?]{0,14}"
        r"\b(?:say|says|saying|tell|tells|telling|call|calls|calling|claim|claims|claiming|deny"
        r"|denies|denying|debunk|debunking)\b"
        r"|\b(?:ignore|forget|screw|never mind) (?:the |all |those |these |any ){0,2}"
        r"(?:so[- ]called |self-styled |paid |official ){0,2}(?:debunk\w+|fact[ -]?check\w*"
        r"|denials?|(?:people|those|anyone|everyone) (?:who )?(?:say|call|claim|deny)\w*|media"
        r"|experts|officials)\b"
        r"|\b(?:whoever|anyone|anybody|those|everyone) (?:who )?(?:say|says|saying|call|calls"
        r"|calling|claims?|claiming|tells?|telling)\b(?:(?!\breal\b|\btrue\b|\bspread"
        r"|\bshar)[^.?]){0,24}"
        r"\b(?:fake|false|hoax|rumou?r|not true|untrue|misinformation)\b"
    ),
    "spanish": (
        r"\bno (?:les? |se )?(?:cre|hag|escuch|confi|fi)\w*(?: caso)?(?: a| en| de)?"
        r" (?:los que|las que|el que|quien|quienes|nadie que|aquellos que|la gente que)"
        r" (?:dic|dig|nieg|llam|desmient|asegur)"
        r"|\bno (?:se )?fi\w+ de (?:los|las|la|el) (?:medios|prensa|policia|gobierno|banco|alcald)"
        r"|\bignor\w+ (?:a |al |los |las |el |la |esos ){0,2}(?:supuest\w+ |llamad\w+ )?"
        r"(?:verificador|desmentid|medios|prensa|fact|expertos|gobierno)"
    ),
    "portuguese": (
        r"\bnao (?:acredit|confi|escut|ouc|lig|va)\w*(?: na conversa)? (?:em|de|a|para|n?os"
        r"|n?as)? ?"
        r"(?:quem|os que|nos que|aqueles que|gente que) (?:diz|fal|neg|cham|desment)"
        r"|\bignor\w+ (?:os|as|o|a|esses|essas) (?:supost\w+ |tais )?(?:agencia|checador"
        r"|verificador|desmentid|midia|imprensa|especialista|governo)"
    ),
    "indonesian": (
        r"\b(?:jangan|tidak usah|tak usah|gak usah|usah) (?:percaya|dengar\w*|termakan|hirau\w*"
        r"|endah\w*|layan)(?: pada| kepada| sama| kata| cakap| omongan| dengan| kat){0,2}"
        r" (?:(?:orang|mereka|siapa|sesiapa|pihak)(?: pun)? )?yang (?:bilang|kata|mengata\w+|sebut"
        r"|menyebut|cakap|dakwa|mendakwa|membantah|menafikan)\b"
        r"|\b(?:jangan|usah|tak usah) (?:dengar|percaya|layan) (?:cakap|kata) (?:media|polis|bank"
        r"|kerajaan|pemerintah|menteri|akhbar|mereka)\b"
        r"|\b(?:abaikan|lupakan|hiraukan) (?:saja |para |tukang |orang |si "
        r"|pihak ){0,2}(?:cek fakta"
        r"|pemeriksa|pembantah|bantahan|penafian|media|fact)"
    ),
    "french": (
        r"\b(?:ne croyez|ne crois|n'ecoutez|n'ecoute|ne faites) (?:pas|plus)(?: confiance)? (?:a )?"
        r"(?:ceux|celles|celui|tous ceux|les gens|quiconque)\b"
        r"|\bn'ecoute[rz]? (?:pas|plus) (?:les?|la|ces) (?:medias|journal\w*|police|mairie|maire"
        r"|banque|gouvernement|autorites|experts|presse)\b"
        r"|\bignorez (?:les|ces|la|le) (?:soi-disant |pretendus? )?(?:verificat|fact|medias|dementi"
        r"|debunk|presse|experts)"
    ),
    "german": (
        r"\b(?:glaubt?|traut?|vertraut?) (?:nicht |bloss nicht |ja nicht )?(?:denen|den leuten"
        r"|leuten|niemandem|keinem)(?: nicht)?, (?:die|der)\b"
        r"|\bhort? nicht auf (?:die|den|das|sie|leute)\b"
        r"|\bignoriert? (?:die|den|das|diese) (?:sogenannten )?(?:fakten|medien|dement|presse"
        r"|behorden|polizei)"
    ),
    "arabic": (
        "(?:لا|ما) ?ت(?:صدق|سمع|ستمع|ثق)\\S* (?:ل|ب|الي |في )?(?:من|الذين|اللي|كل من|اي احد"
        "|اي شخص) "
        "?(?:يقول|قال|ينفي|نفي|ينكر|يزعم|يدعي|يكذب)"
        "|(?:لا|ما) ?ت(?:سمعو?ا?|ستمعو?ا?|صدقو?ا?) (?:ل|الي )?(?:ال|لل)?(?:اعلام|شرطه|حكومه|بنك)"
        "|تجاهلوا? (?:ال)?(?:نفي|تكذيب|اعلام|مدققي|من)"
    ),
    "devanagari": (
        "जो (?:लोग |भी |भी लोग )?[^.?]{0,50}(?:कह|बोल|बता)[^.?]{0,50} (?:मत|न|ना) "
        "|(?:अफवाह|झूठ|झूठा|फर्जी|फेक|गलत) (?:कहने|बताने|बोलने) वाल"
        "|(?:मीडिया|सरकार|पुलिस|बैंक|प्रशासन|उन) ?(?:लोगों )?की (?:बात )?(?:मत|न|ना) (?:सुन|मान)"
    ),
    "cyrillic": (
        r"\bне (?:верь|верьте|слушай|слушайте|доверяйте|вір|вірте|слухай|слухайте)"
        r" (?:всем |всех )?(?:тем|тех|тим|тих|никому|нікому),? (?:кто|хто|что)\b"
        r"|\b(?:те|все|тот|всякий|ті|усі),? (?:кто|хто)\b[^.?]{0,20}(?:крич|говор|пиш|назыв|каж)"
        r"[^.?]{0,24}(?:фейк|лож|слух|неправд|чутк|брехн|Q)"
        r"|\b(?:игнорируйте|ігноруйте) (?:так называемых |так званих )?(?:разоблач|опроверж|сми"
        r"|фактчек|спростув|змі|эксперт|власт)"
    ),
    "vietnamese": (
        r"\b(?:đừng|chớ|không nên) (?:có )?(?:tin|nghe)(?: lời| theo)? (?:những |mấy |các |bất cứ "
        r"|bất kỳ |bọn |lũ ){0,2}(?:người|kẻ|ai|đứa|bọn|thằng)(?: nào)? (?:nói|bảo|cho rằng|kêu|gọi"
        r"|phủ nhận|bác bỏ)\b"
    ),
    "thai": (
        "(?:อย่า|ไม่ต้อง)(?:ไป|ได้|ไปหลง|หลง){0,2}(?:เชื่อ|ฟัง|สนใจ)(?:พวก|คน|ใคร){1,2}(?:ๆ)?\\s?(?:ที่"
        "|ซึ่ง)"
        "|(?:อย่า|ไม่ต้อง)(?:ไป|ได้|ไปหลง)?(?:เชื่อ|ฟัง)(?:พวก)?(?:ที่)?(?:บอก|พูด|อ้าง)ว่า"
        "|(?:คน|พวก|ใคร)(?:ที่)?(?:บอก|พูด|อ้าง)ว่า(?:เป็น|มัน|นี่){0,2}(?:ข่าว)?(?:ปลอม|ลวง|ลือ|เท็จ"
        "|เฟค|โกหก)"
        "[^?]{0,12}(?:โกหก|นั่นแหละ|ต่างหาก|โดนจ้าง)"
    ),
    "japanese": (
        "(?:デマ|嘘|うそ|ウソ|フェイク(?:ニュース)?|ガセ|誤情報|Q)(?:だ)?(?:と|って)(?:言う|いう"
        "|言っ(?:てる|ている|た)|騒ぐ|騒いで(?:る|いる)|決めつける|主張する)(?:人|奴|やつ|ヤツ|連中"
        "|方々|側|マスコミ)"
    ),
    "korean": (
        "(?:가짜(?: ?뉴스)?|거짓(?:말)?|헛소문|유언비어|루머|허위|뜬소문|사실무근)(?:이?라고"
        "|이?라는"
        "|이?라며|이?래) ?(?:말)?(?:하는|우기는|떠드는|하시는|주장하는)? ?(?:사람|놈|분|것들|애들)"
    ),
}
# "The denial is a lie."
FALSE_DENIALS = {
    "chinese": (
        "(?:辟谣|澄清|否认|说(?:这|那|它)?(?:是)?(?:谣言|假的?|不实)|公告|声明|通报|警方|官方|他们)"
        "[^,.?]{0,10}才(?:是|真是|真的是|是在|在)(?:最)?(?:假的|假消息|造谣|谣言|骗|撒谎|说谎|谎)"
        "|(?:辟谣|澄清)Q?(?:的|那个?|那篇|文章|公告|声明|视频|消息|帖子?|图|稿){0,3}(?:才|都|就"
        "|全)?"
        "(?:是(?:假|谎|骗|瞎)|骗人|在骗)|Q辟谣Q?[^,.?]{0,4}是(?:假|谎|骗)"
    ),
    "cantonese": (
        "(?:(?:話|講)[^,.?]{0,3}(?:假|流料|謠言|造謠)|否認|澄清|闢謠|警方|政府|醫院"
        "|佢哋)[^,.?]{0,8}"
        "(?:先|至|先至)(?:係|真係)(?:假|流料|謠言|造謠|老作|呃)"
        "|(?:闢謠|澄清|否認)(?:嗰(?:篇|個|段|條)|嘅|啲)?[^,.?]{0,3}(?:都|先)?(?:係|喺度)?(?:假|流料"
        "|呃人|老作)"
    ),
    "english": (
        r"\b(?:denials?|debunkings?|debunk|retraction|so-called fact[ -]?check)(?: [a-z]+){0,3}"
        r"(?: is| was|'s| are| were) (?:itself |themselves |all |just |only |a |an |the "
        r"|pure ){0,3}"
        r"(?:fake|false|lies?|lying|hoax|bullshit|nonsense|bogus|untrue)\b"
    ),
    "spanish": (
        r"\b(?:desmentid[oa]s?|aclaracion)(?: [a-z]+){0,3} (?:es|son)(?: lo| que| es| son"
        r"| tod[oa]s?"
        r"| pura| un| una){0,3} (?:fals|mentira|bulo|engano|fake)"
    ),
    "portuguese": (
        r"\b(?:desmentidos?|checagem|nota)(?: (?!que\b)[a-z]+){0,2} (?:e|sao|eh) (?:que (?:e|sao"
        r"|eh) )"
        r"(?:um |uma |tudo |pura )?(?:fals|mentira|fake|boato|golpe)"
        r"|\bdesmentidos?(?: [a-z]+){0,2} (?:e|sao|eh) (?:um |uma |tudo |pura )?(?:fals|mentira"
        r"|fake)"
    ),
    "indonesian": (
        r"\b(?:bantahan|klarifikasi|penafian|sangkalan)(?:nya|lah)?(?: itu| ini| mereka| polisi"
        r"| pemerintah| bank)? (?:yang |justru |malah |itulah |adalah |lah ){0,2}(?:bohong|palsu"
        r"|hoaks|hoax|dusta|tipu)"
    ),
    "french": (
        r"\bdementis?\b[^,.?]{0,20} (?:est|sont)(?: un| une| lui-meme| en fait| totalement){0,2}"
        r" (?:faux|mensonge|bidon|fake|mensonger|intox)"
    ),
    "german": (
        r"\b(?:dementi|dementis|richtigstellung)(?: [a-z]+){0,2} (?:ist|sind|war) (?:selbst |eine "
        r"|die |nur ){0,2}(?:gelogen|luge|falsch|fake)"
    ),
    "arabic": (
        "(?:النفي|التكذيب|نفيهم|تكذيبهم|بيان النفي)(?: نفسه| هو| هذا){0,2} (?:هو )?(?:ال)?(?:كاذب"
        "|كذب|كذبه|مفبرك|مزيف)"
    ),
    "devanagari": "खंडन (?:ही |खुद |भी |तो ){0,2}(?:झूठ|फर्जी|फेक|गलत)",
    "cyrillic": (
        r"\b(?:опровержени[ея]|спростування)[^,.?]{0,16}[,\s]{1,3}(?:это |и есть |само |це |саме "
        r"|сплошная |чистая ){0,2}(?:ложь|лож|фейк|врань|неправда|вброс|обман|брехня|вкид)"
    ),
    "vietnamese": (
        r"\b(?:đính chính|bác bỏ|phủ nhận|cải chính)(?: đó| này| kia| ấy| của họ)?(?: mới| chính)? "
        r"là (?:giả|tin giả|nói dối|xạo|bịa|dối trá|láo|sai)\b"
    ),
    "thai": (
        "(?:คำปฏิเสธ|การปฏิเสธ|คำชี้แจง|คำแถลง|ข่าวแก้)(?:นั่น|นั้น|นี่|ของเขา|แหละ"
        "|ต่างหาก){0,2}\\s?(?:เป็น|คือ|ที่){0,2}"
        "(?:เรื่อง|คำ)?(?:โกหก|เท็จ|ปลอม|ไม่จริง)"
    ),
    "japanese": (
        "(?:デマ|嘘|うそ|ウソ|フェイク(?:ニュース)?|ガセ|誤情報|事実無根|Q)(?:だ|の)?(?:という"
        "|っていう"
        "|って|との|とかいう|とする)(?:の|話|こと|発表|説明|主張|言い分|ほう|方|報道){0,2}(?:は"
        "|が|こそ"
        "|も){1,2}(?:嘘|うそ|ウソ|デマ|フェイク|虚偽|でたらめ|間違い)"
        "|(?:否定|発表|説明|声明|打ち消し)(?:自体|こそ|のほう|の方){1,2}(?:が|は|こそ)?(?:嘘|うそ"
        "|ウソ|デマ|フェイク|虚偽|でたらめ)"
    ),
    "korean": (
        "(?:가짜(?: ?뉴스)?|거짓(?:말)?|헛소문|유언비어|루머|허위|사실무근|Q)(?:이?라|다)(?:는|던"
        "|고 ?하는"
        "|고 ?한) ?(?:[가-힣]{1,6} )?(?:말|발표|해명|주장|얘기|게|보도|기사|것|소리)(?:이|은|는"
        "|야말로"
        "|들이|가|도)? ?(?:오히려 |더 |다 |바로 |전부 )?(?:거짓|가짜|새빨간|허위)"
    ),
}
# "They will say that it is fake": who says so before has no denial to pass on.
FORETOLD = {
    "chinese": (
        "(?:他们|官方|政府|媒体|警方|专家|官媒|银行|医院)(?:肯定|一定|又|还|马上|明天|都|很快|待会"
        "|等下){0,3}(?:会|要)(?:跳?出来)?(?:说|辟谣|否认)"
    ),
    "cantonese": (
        "(?:佢哋|政府|警方|警察|銀行|傳媒|醫院)(?:一定|實|梗|肯定|又){0,2}會(?:出嚟)?(?:話|否認"
        "|闢謠)"
    ),
    "english": (
        r"\b(?:they|police|officials?|authorities|(?:the )?(?:media|government|bank|mayor|company"
        r"|council|news))(?:'ll| will| are going to|'re going to| gonna) (?:all |just |soon "
        r"|probably |of course |try to |only |then ){0,2}(?:say|label|brand|call (?:it|this|us|me)"
        r"|(?:tell (?:you|us|everyone)|claim) (?:it|this|that)|deny (?:it|this|everything)"
        r"|deny(?=[,.]))\b"
    ),
    "spanish": (
        r"\b(?:van? a (?:decir que|negarlo|negar todo|desmentir)|lo negaran|lo desmentiran"
        r"|negaran todo)\b"
    ),
    "portuguese": (r"\b(?:dirao|va(?:o|i) (?:dizer que|falar que|negar tudo|desmentir)|negarao)\b"),
    "indonesian": (
        r"\b(?:mereka|pemerintah|polisi|polis|media|bank|kerajaan) (?:akan|bakal|pasti|mesti|nanti)"
        r"(?: akan)? (?:bilang|kata|katakan|mengatakan|menyangkal|membantah|bantah|menafikan)\b"
    ),
    "french": (
        r"\b(?:(?:ils|elles|on) (?:vous |nous )?)?(?:diront|vont (?:vous |nous )?(?:dire|nier"
        r"|dementir)|nieront|dementiront)\b"
    ),
    "german": r"\bsie werden (?:euch |uns |alle )?(?:sagen|behaupten|leugnen|dementieren)\b",
    "arabic": "سيقولون|سوف يقولون|راح يقولو|حيقولو|هيقولو|سينفون|سينكرون|سيقول(?:ون)? لكم",
    "devanagari": "कहेंगे|कहेगी|कहेगा|बोलेंगे|बोलेगी|बोलेगा|बताएंगे|बताएगी|बताएगा",
    "cyrillic": (
        r"\b(?:скажут|назовут|скажуть|назвуть|казатимуть|(?:будут|станут|начнут|будуть)"
        r" (?:говорить|отрицать|опровергать|говорити|заперечувати))\b"
        r"|\b(?:все|всё|усе|все это) (?:опроверга|отрица|заперечу)\w+"
        r"|\b(?:опроверга|отрица|заперечу)\w+ (?:все|усе)\b"
    ),
    "vietnamese": (
        r"\b(?:họ|công an|chính quyền|báo chí|ngân hàng|người ta|bệnh viện|chúng) (?:rồi )?(?:sẽ"
        r"|sắp)"
        r" (?:nói|bảo|phủ nhận|bác bỏ|chối)\b"
    ),
    "thai": (
        "(?:เขา|ตำรวจ|รัฐบาล|รัฐ|สื่อ)(?:ก็)?(?:จะ|คงจะ|คง)(?:ออกมา)?(?:บอก|พูด|ปฏิเสธ|อ้าง)ว่า"
        "|(?:เขา|ตำรวจ|รัฐบาล|รัฐ|สื่อ)(?:ก็)?(?:จะ|คงจะ|คง)(?:ออกมา)?ปฏิเสธ"
    ),
    "japanese": (
        "(?:言い出す|言ってくる|否定する|否定してくる|デマ扱いする)(?:だろう|でしょう|はず|に決ま)"
    ),
    "korean": "(?:라고|다고) ?(?:할|말할|우길|발뺌할) ?(?:거|것|테|겁)|부인할 ?(?:거|것|테|겁)",
}
# "The police say that it is fake, yeah right": only where somebody who may know has said so. Who
# denies may scorn those who believe the claim as well.
SCORNED = {
    "chinese": (
        "(?:官方|政府|专家|警方|警察|网警|媒体|医院|银行|公司|他们|物业|学校|校方|工厂|厂家"
        "|领导)[^,.?]{0,6}"
        "(?:说|称|回应|声明|通报|否认|辟谣|澄清)[^?]{0,24}[,.?](?:谁信谁|我(?:才|可|反正|是"
        "|就)?不信"
        "|鬼才?信|信(?:他|你|它)?们?(?:才|就)(?:怪|傻|有鬼)|骗(?:谁|鬼)|反正(?:我不|别)信|呵呵)"
    ),
    "cantonese": (
        "(?:政府|警方|警察|銀行|醫院|學校|港鐵|佢哋|傳媒|局長)[^,.?]{0,4}(?:話|否認"
        "|澄清)[^?]{0,24}[,.?]"
        "(?:呃人|呃鬼|鬼信|信佢哋?(?:先|就)(?:奇|怪|死)|我唔信|我先唔信|當我)"
    ),
    "english": (
        r"\b(?:police|officials?|authorities|mayor|government|bank|hospital|council|company|media"
        r"|school|they)\b[^.?]{0,40}\b(?:says?|said|den(?:y|ies|ied)|calls?|called|claims?)\b"
        r"[^?]{0,60}[,.?] ?(?:yeah,? right|as if\b|like (?:i|we)'?d? believe|who(?:'d"
        r"| would) believe"
        r"|nobody believes|i don't believe|not buying|my foot)"
        r"|\byeah,? right[,.] ?(?:don't|do not|dont) (?:believe|trust|listen)"
    ),
    "cyrillic": (
        r"\b(?:полици\w+|власт\w+|банк\w*|больниц\w+|мэр\w*|чиновник\w*|школ\w+|сми|врачи"
        r"|минздрав\w*)"
        r"\b[^.?]{0,60}(?:говор|заяв|опроверг|отриц|пиш|уверя)\w*[^?]{0,60}[,.?] ?(?:ага\b"
        r"|верьте больше|так я и поверил|кто (?:им|в это) (?:по)?верит|не верю)"
    ),
}
KINDS = (THOSE_WHO_DENY, FALSE_DENIALS, FORETOLD, SCORNED)


def of_deniers(language: str) -> tuple[str, ...]:
    """What insists in a language, a pattern for each kind that it has."""
    return tuple(
        f"{rows[language]}|{NOTICES[language]}" if rows is FALSE_DENIALS else rows[language]
        for rows in KINDS
        if language in rows
    )
