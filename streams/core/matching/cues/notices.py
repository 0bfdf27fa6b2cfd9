"""Who calls an office's notice fake and goes on to alarm, a row for each language, for folded text.

"The mayor's statement is fake news, the water is poisoned, do not drink it" denies what calms, and
claims what alarms. Whether the notice was real, the text does not tell: it carries. "The notice of
a curfew is fake, there is none" goes on in the sense of its denial.
"""

_ACT_ZH = (
    "赶[紧快]|抓紧|快(?:去|来|跑|逃|囤|存|取|买|撤|走)|(?<![不别勿需用必])(?:囤|存水|备水|储水|撤离"
    "|逃)|(?:千万)?(?:不要|别|不能)(?:再)?(?:喝|吃|用水|出门|开门|去|接种|打)|一定(?:会)?[停断封涨倒塌]"
    "|(?<![没无])有毒|已经?有?[^,.?:|没未]{0,8}(?:死|中毒|送医|住院|倒下|失踪)|就在(?:今|明|后)"
)
NOTICES = {
    "chinese": (
        "(?:物业|居委会?|村委会?|社区|街道|官方|政府|市府|警方|公安|银行|医院|学校|公司|厂家|商家"
        "|市长|专家|部门|[局厅署委])[^,.?:|传]{0,12}?(?:通知|公告|声明|通报|通告|说明|承诺|报告|说法)"
        "(?:都|全|就|根本|完全)?(?:是|为|系)(?:假|骗|谎|谣|忽悠|瞎)"
        f"[^?]{{0,60}}?(?:{_ACT_ZH})"
        "|(?:安全|无毒|没毒|无害|能喝|能吃|不停[水电气]|没问题)[^,.?:|]{0,4}(?:是|为|系)(?:假|骗|谎|谣)"
        f"[^?]{{0,40}}?(?:{_ACT_ZH})"
        # "Do not believe the maker's rumors": what a denier says.
        "|(?:别|不要|勿|休|莫)(?:再)?(?:去|轻易)?(?:相信|听信|轻信|信|听)(?:什么|那些|这些)?(?:官方"
        "|政府|警方|厂[家商方]|商[家人]|卖家|老板|资本|公司|银行|物业|医院|专家|开发商|房东|药厂"
        "|学校|媒体)(?:们)?的?(?:谣言|谎[言话]|忽悠|鬼话|骗|洗白|承诺|保证|辟谣|狡辩)"
    ),
    "cantonese": (
        "(?:管理處|政府|警方|銀行|醫院|學校|公司|港鐵|[署局處])(?:嘅|出嘅|發嘅)?[^,.?:|傳]{0,8}?"
        "(?:通告|公告|聲明|通知|講法)(?:都|根本)?係(?:假|流|呃|謠)[^?]{0,60}?(?:快啲|一定[停斷封]"
        "|唔好(?:飲|食|去|出街)|儲水|有毒|趕快)"
    ),
    "english": (
        r"\b(?:mayor|government|council|police|bank|company|hospital|school|ministry|minister"
        r"|governor|president|city|landlord|manufacturer|utility|board|authorities|official"
        r"|management|office)(?:'?s'?)?(?: [a-z]+){0,2} (?:statement|notice|announcement|release"
        r"|report|assurances?|reassurance|promise|tests?|results?|data)s?(?: [a-z']+){0,8}?"
        r" (?:is|are|was|were)(?: [a-z]+){0,3} (?:fake(?: news)?|false|lies?|hoax|bogus"
        r"|misinformation|made up|propaganda)\b[^?]{0,120}?\b(?:(?:do not|don't|dont"
        r"|never) (?:drink"
        r"|eat|use|go|take|touch|breathe|open|leave)|stock up|fill|stay inside|get out|evacuate|run"
        r"|withdraw|for sure|hurry|poisoned|contaminated)\b"
        r"|\b(?:it is|it's|its|is it) (?:false|not true|untrue|a lie|a myth|a hoax|fake news) that"
        r"[^,.?]{0,60}\b(?:safe|harmless|fine|clean|drinkable|under control|normal)\b[^?]{0,120}?"
        r"\b(?:(?:do not|don't|dont|never) (?:drink|eat|use|go|take|touch|breathe)|stay inside"
        r"|get out|evacuate|hospital|dead|died|dying|fainting|sick|poisoned|stock up)\b"
    ),
    "spanish": (
        r"\b(?:comunicado|aviso|declaracion|anuncio|nota|informe)s? (?:oficial )?(?:de la|del"
        r"|de los"
        r"|de) (?:alcald\w+|gobierno|policia|ayuntamiento|banco|hospital|ministeri\w+|empresa"
        r"|escuela)(?: [a-z]+){0,4} (?:es|son) (?:fals|mentira|un bulo|un engano|fake)[^?]{0,100}?"
        r"\b(?:envenenad|contaminad|compren|saquen|huyan|salgan|junten|guarden|ya hay"
        r"|no (?:la |lo |las |los )?(?:beb|tom|com|us|salg)(?!prob|part))"
        r"|\bes (?:falso|mentira) que [^,.?]{0,50}\b(?:segur|potable"
        r"|normal)[^?]{0,100}?\b(?:no (?:la "
        r"|lo )?(?:beb|tom|com)|muert|hospital|intoxicad)"
    ),
    "portuguese": (
        r"\b(?:comunicado|aviso|declaracao|anuncio|nota|boletim)s? (?:oficial )?(?:da|do|dos"
        r"|das|de)"
        r" (?:prefeit\w+|governo|policia|banco|hospital|ministerio|empresa|escola|condominio)"
        r"(?: [a-z]+){0,4} (?:e|eh|sao) (?:fals|mentira|boato|fake)[^?]{0,100}?\b(?:envenenad"
        r"|contaminad|nao (?:a |o )?(?:beb|tom|com|us|sai)(?!part)|estoquem|fujam|saquem|corram)"
        r"|\be (?:falso|mentira) que [^,.?]{0,50}\b(?:segur|potavel|normal)[^?]{0,100}?\b(?:nao "
        r"(?:beb|tom|com)|mort|hospital|intoxicad)"
    ),
    "indonesian": (
        r"\b(?:pernyataan|pengumuman|pemberitahuan|klarifikasi|surat|kenyataan|notis|siaran pers)"
        r" (?:resmi )?(?:dari |oleh )?(?:wali ?kota|walikota|pemerintah|polisi|polis|bank"
        r"|rumah sakit"
        r"|sekolah|pdam|pln|kementerian|menteri|gubernur|bupati|kerajaan|pengelola|dinas)"
        r"(?: [a-z]+){0,4}? (?:hoa(?:ks|x)|bohong|palsu|tipu)[^?]{0,100}?\b(?:beracun"
        r"|jangan (?:di)?(?:minum|makan|keluar)|cepat|segera (?!lap)|tampung|timbun|pasti (?:mati"
        r"|padam|tutup))"
    ),
    "french": (
        r"\b(?:communique|avis|annonce|declaration) (?:officiel(?:le)? )?(?:du|de la|des|de l')"
        r" ?(?:maire|mairie|gouvernement|police|banque|hopital|prefet|prefecture|ministere)"
        r"(?: [a-z]+){0,4} est (?:un |une )?(?:faux|fausse|mensonge|fake|intox)[^?]{0,100}?\b(?:"
        r"empoisonne|contamine|ne (?:la |le |l')?(?:buvez|mangez|sortez|touchez)|fuyez|stockez)"
    ),
    "german": (
        r"\b(?:mitteilung|erklarung|bekanntmachung|meldung|aushang) (?:der|des|vom) (?:stadt"
        r"|polizei|regierung|bank|burgermeister\w*|behorde|verwaltung"
        r"|krankenhaus\w*)(?: [a-z]+){0,4}"
        r" ist (?:eine? )?(?:falsch|luge|fake|gelogen)[^?]{0,100}?\b(?:vergiftet|verseucht|trinkt"
        r"|esst|flieht|hamstert|hebt)"
    ),
    "arabic": (
        "(?:بيان|اعلان|تصريح|بلاغ) (?:ال)?(?:بلديه|حكومه|وزاره|وزير|شرطه|بنك|محافظ|شركه|مستشفي"
        "|رئيس)"
        "[^?]{0,30}?(?:كاذب|كذب|مفبرك|مزيف|غير صحيح)[^?]{0,80}?(?:مسموم|ملوث|لا تشرب|لا تاكل"
        "|لا تخرج|اهرب|خزن|اسحب)"
    ),
    "devanagari": (
        "(?:मेयर|सरकार|पुलिस|बैंक|प्रशासन|नगर निगम|अस्पताल|मंत्री|कंपनी|स्कूल) (?:का|की|के) (?:बयान|नोटिस"
        "|घोषणा|सूचना|बयानबाजी)[^?]{0,16}?(?:फर्जी|फर्ज़ी|झूठ|फेक|गलत)[^?]{0,80}?(?:जहर|ज़हर|मत (?:पी"
        "|खा|जा)"
        "|न पी|भर ल|निकाल ल|भाग|बंद हो(?:गा|गी|ने वाल))"
    ),
    "cyrillic": (
        r"\b(?:заявлени[ея]|объявлени[ея]|сообщени[ея]|уведомлени[ея]|заява|оголошення|повідомлення)"
        r" (?:мэр\w*|мэрии|власт\w+|полиции|банка|больницы|управляющей \w+|правительства"
        r"|министерства|водоканала|школы|мера|поліції|влади|мерії)[ ,-]{1,4}(?:это |просто "
        r"|полный |це )?(?:фейк|ложь|вранье|неправда|обман|брехня|лож)[^?]{0,100}?(?:отравлен"
        r"|заражен|отруєн|не пейте|не пийте|не ешьте|запасайтесь|запасайте|бегите|уезжайте|снимайте"
        r"|точно )"
    ),
    "vietnamese": (
        "(?:thông báo|tuyên bố|phát biểu|công bố)(?: chính thức)? của (?:thị trưởng|ban quản lý"
        "|chính quyền|công an|ngân hàng|bệnh viện|nhà trường|công ty|chủ tịch|bộ|sở)[^?,.]{0,24}?là"
        " (?:tin )?(?:giả|bịa|xạo|dối|láo)[^?]{0,80}?(?:nhiễm độc|có độc|đừng (?:uống|ăn|ra)"
        "|mau |trữ nước|chắc chắn (?:cúp|mất|đóng)|rút tiền)"
    ),
    "thai": (
        "(?:คำแถลง|ประกาศ|แถลงการณ์|คำชี้แจง)ของ(?:นายก|ผู้ว่า|รัฐบาล|ตำรวจ|ธนาคาร|โรงพยาบาล|เทศบาล|ประปา"
        "|การประปา|โรงเรียน|บริษัท|นิติ)[^?,.\\s]{0,24}?(?:ปลอม|โกหก|เท็จ|ไม่จริง)[^?]{0,80}?(?:มีพิษ|ปนเปื้อน"
        "|อย่า(?:ดื่ม|กิน|ออก)|รีบ|ตุน|แน่(?:นอน)?)"
    ),
    "japanese": (
        "(?:市長|政府|警察|市役所|市|県|会社|銀行|病院|学校|管理会社|水道局)の(?:発表|声明|お知らせ|通知"
        "|会見)は(?:すべて|全部|全て)?(?:デマ|嘘|うそ|ウソ|フェイク|虚偽)[^?]{0,60}?(?:毒が入|汚染され"
        "|飲まないで|食べないで|逃げて|買いだめ|備蓄して|絶対に(?:止|断))"
    ),
    "korean": (
        "(?:시장|정부|경찰|시청|구청|은행|병원|학교|회사|관리사무소|수도국|대통령"
        "|당국)(?:의)? ?(?:발표"
        "|공지|성명|안내문|해명)(?:은|는) ?(?:모두 |전부 )?(?:가짜|거짓|허위)[^?]{0,60}?(?:독이"
        "|오염되|마시지 ?마|먹지 ?마|대피|사두|받아 ?두|인출|됩니다[.\\s|]*물)"
    ),
}
