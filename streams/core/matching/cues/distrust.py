"""Who asks not to believe those who deny a claim, language by language: such a wording insists.

"The bank says it is fake, do not believe them" holds all that a denial holds. What tells the two
apart is whom one should not believe: people, or the message. Where a word may mean either, it is
taken for people: a denial that is missed does less harm than an alarm that is silenced.
"""

# A whole text is looked through for what "them" may mean.
REACH = 300

_PEOPLE_EN = (
    r"(?:bank|banks|police|council|mayor|hospital|school|government|ministry|minister|company"
    r"|authorities|officials?|experts?|doctors?|scientists?|politicians?|factory|owner|manager"
    r"|media|news|debunkers?|fact[ -]?checkers?|liars?|denials?)"
)
_MESSAGES_EN = (
    r"(?:messages|posts|claims|rumou?rs|videos|stories|reports|hoaxes|photos|texts|forwards"
    r"|images|pictures|screenshots)"
)
_BELIEVE_EN = (
    r"\b(?:do not|don't|dont|never|stop|nobody should) (?:ever )?"
    r"(?:believ(?:e|ing)|trust(?:ing)?|listen(?:ing)? to|fall(?:ing)? for)"
)
ENGLISH = (
    rf"{_BELIEVE_EN} (?:what )?(?:the |those |these |your |our |this |that )?{_PEOPLE_EN}\b"
    r"(?![^,.?]{0,40}\b(?:rumou?rs?|messages?|posts?|hoax|claims?|stor|video|text|clos))",
    rf"^\.(?:(?!\b{_MESSAGES_EN}\b)[^?]){{0,{REACH}}}?{_BELIEVE_EN} (?:them|him|her)\b",
    rf"{_BELIEVE_EN} (?:them|him|her)[,.: ]{{1,3}}(?:they|he|she)(?:'ll| will| want| hide| lie"
    r"|(?:'re| are|'s| is) (?:hiding|lying|going|coming|taking|covering))",
    # People who come or call, and cheat: what they say is no message.
    r"\b(?:claim(?:s|ing)? to be|pos(?:e|es|ing) as|pretend\w* to be|disguised as)\b[^?]{0,120}"
    r"\b(?:hang up|(?:do not|don't|never) (?:open|answer|let|give|pick|believe|trust)|lock your"
    r"|warn your)",
)

_PEOPLE_ES = (
    r"(?:ellos|ellas|ella|policia|banco|bancos|ayuntamiento|gobierno|alcald\w+|hospital|medios"
    r"|autoridades|ministeri\w+|empresa|alcaldia|medicos|expertos|prensa|municipalidad)"
)
SPANISH = (
    r"\bno (?:les?|le) (?:cre|hag|teng)\w+\b(?![^,.?]{0,24}\b(?:mensaje|audio|video|cadena|rumor"
    r"|noticia|texto|bulo))",
    rf"\bno (?:cre\w+|confi\w+|escuch\w+)(?: en| a| al)?(?: la| el| los| las)? {_PEOPLE_ES}\b",
)

_PEOPLE_PT = (
    r"(?:prefeitura|policia|governo|banco|bancos|hospital|prefeito|prefeita|midia|imprensa"
    r"|autoridades|ministerio|empresa|escola|medicos|especialistas|politicos|globo)"
)
_DO_NOT_PT = r"\bnao (?:acredit|confi|escut|ouc)\w*"
PORTUGUESE = (
    rf"{_DO_NOT_PT} (?:em|no|na|nos|nas|o|a|os|as) {_PEOPLE_PT}\b(?![^,.?]{{0,24}}\bfals)",
    r"\bnao confi\w* nel[ea]s?\b",
    rf"^\.(?:(?!\b(?:boatos|mensagens|noticias|audios|videos|correntes|fotos|posts)\b)[^?])"
    rf"{{0,{REACH}}}?{_DO_NOT_PT} nel[ea]s\b",
    rf"^\.(?:(?!\b(?:a|o|essa|esse|esta|este) (?:mensagem|noticia|corrente|boato|audio|video|texto"
    rf"|foto|imagem|historia)\b)[^?]){{0,{REACH}}}?{_DO_NOT_PT} nel[ea]\b",
)

INDONESIAN = (
    r"\b(?:jangan|tidak usah|gak usah|nggak usah)(?: mudah| mau| lagi| pernah)? (?:percaya|percayai"
    r"|dengar|dengarkan|dengerin)(?: sama| kepada| pada| kata| omongan)? (?:mereka|dia|polisi"
    r"|polis|kerajaan|akhbar|bank"
    r"|pemerintah|pejabat|media|kominfo|dinas|rumah sakit|sekolah|walikota|wali kota|bupati"
    r"|gubernur|menteri|kementerian|aparat|bantahan|pabrik)\b"
    r"(?![^,.?]{0,24}\b(?:hoaks|hoax|pesan|kabar|gadungan))",
)

_SAY_FR = r"\b(?:dit|disent|affirme\w*|pretend\w*|parle\w*|nie|nient|dement\w*|appelle\w*)\b"
_NOT_BELIEVE_FR = r"\bne (?:le|la|les|lui|leur) (?:croyez|crois|ecoutez|ecoute|faites|fais) pas\b"
FRENCH = (
    rf"{_SAY_FR}[^?]{{0,100}}{_NOT_BELIEVE_FR}",
    r"\bne (?:leur|lui) (?:faites|fais) pas confiance",
    rf"^\.(?:(?!\b(?:ces|les) (?:rumeurs|messages|informations|nouvelles|videos|photos|images"
    rf"|publications)\b)[^?]){{0,{REACH}}}?\bne les (?:croyez|crois|ecoutez|ecoute) pas\b",
    r"\bne (?:croyez|crois|ecoutez) (?:pas|plus) (?:le|la|les|aux?|ces) (?:mairie|police|banques?"
    r"|gouvernement|medias|autorites|maire|ministre|medecins|experts|politiques|journalistes)\b",
)
GERMAN = (
    r"\b(?:glaubt?|traut?|vertraut?) (?:ihnen|ihm|denen|den (?:behorden|medien|banken|arzten)"
    r"|der (?:polizei|bank|regierung|stadt|presse)) (?:nicht|nie|kein)",
    r"\b(?:sagt|sagen|behaupt\w+|nenn\w+)\b[^?]{0,80}[,.] ?aber\b",
)

ARABIC = (
    # "Do not believe them": of messages one says "it".
    "(?:لا|ما|لاتكونوا|مو) ?ت(?:صدقو?ا?|سمعوا? ل|ستمعوا? ل)هم|(?:لا|ما) ?تثقو?ا? (?:بهم|فيهم|به "
    "|بها )",
    "(?:لا|ما) ?(?:تصدقوا?|تثقوا? ب|تثقوا? في) ?(?:ال)?(?:شرطه|بنك|بنوك|بلديه|وزاره|وزير|مستشفي"
    "|مدرسه|شركه|مصنع|مسؤولين|اعلام|حكومه|اطباء)",
    "(?:قال|يقول|نفي|ينفي|يدعي|تنفي)[^?]{0,80}(?:لا|ما) ?تصدقو?ا?ه\\b",
)

_PEOPLE_HI = "(?:उन|पुलिस|सरकार|बैंक|बैंकों|प्रशासन|मीडिया|नेताओं|डॉक्टरों|अस्पताल|अधिकारियों|कंपनी|स्कूल|मंत्री)"
HINDI = (
    f"{_PEOPLE_HI}(?: लोगों)? ?पर (?:भरोसा|विश्वास|यकीन) (?:मत|न|ना|नहीं)(?: |$)",
    f"{_PEOPLE_HI} ?की (?:बात|बातों)(?: पर)?(?: भरोसा| विश्वास| यकीन| ध्यान)? (?:मत|न|ना|नहीं) ",
)

RUSSIAN = (
    r"\bне (?:верь|верьте|слушай|слушайте|доверяй|доверяйте) (?:им|ему|ей|их|его|ее|полици\w+"
    r"|мэри\w+|мэру|власт\w+|банк\w*|врач\w+|правительств\w+|чиновник\w+|администраци\w+|школ\w+"
    r"|министерств\w+|минздрав\w*|сми|заводу|директору)\b(?![^,.?]{0,30}(?:слух|фейк|сообщ))",
    # Ukrainian
    r"\bне (?:вірте|вір|слухайте) (?:їм|йому|їй|поліці\w+|банку|владі|змі|чиновникам|лікар\w+"
    r"|мер\w+)\b(?![^,.?]{0,30}(?:чутк|фейк|повідом))",
)

_PEOPLE_ZH = (
    "(?:银行|警方|警察|公安|网警|医院|院方|学校|校方|工厂|厂家|厂方|政府|市府|市政府|部门|公司|专家"
    "|医生|记者|物业|村委会?|居委会?|官员|领导|卫生局|教育局|水厂|水务局|他|她)"
)
CHINESE = (
    "(?:别|不要|勿|休|莫|甭|不能|千万别)再?(?:去|会|要)?(?:相信|信|听)(?:什么|那些|那|这些)?"
    f"{_PEOPLE_ZH}(?:们)?(?=[,.:|?]|的(?:话|鬼话|解释|说法|声明|公告|通报|回应))",
)
