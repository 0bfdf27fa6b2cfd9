"""The words by which chain letters are known, by script: what `flags` looks for.

Simplified and Traditional stand beside each other, since raw text is read, in small letters. What
a rumor says may be a flag, too ("否则"). Each branch begins with a letter, so that a search skips
what cannot begin one. `mistakes` are tell-tales of haste: words that are often misspelt (Chinese
ones with another character of the same sound), doubled signs, a sign without a space behind, a
short word twice.
"""

import re

CHINESE = {
    "urgency": (
        "紧急|緊急|速看|速转|速轉|马上|馬上|立即|立刻|赶紧|趕緊|赶快|趕快|尽快|盡快|今晚|明天起"
        "|最后期限|最後期限"
        "|火速|十万火急|十萬火急|刻不容缓|来不及|來不及|截止"
    ),
    "threat": (
        "否则|否則|不然|封号|封號|封群|后果|後果|罚款|罰款|坐牢|拘留|致癌|中毒|死亡|会死|會死"
        "|停用|冻结|凍結|倾家荡产"
        "|傾家蕩產|没命|沒命"
    ),
    "forward_me": (
        "转发|轉發|转起|轉起|转告|轉告|扩散|擴散|群发|群發|分享给|分享給|让更多人|讓更多人"
        "|告诉家人|告訴家人|告诉身边"
        "|告訴身邊|告诉亲友|转给|轉給|转到|轉到|广而告之|功德无量|功德無量|奔走相告|互相转|互相轉"
    ),
    "unnamed_authority": (
        "据说|據說|据悉|據悉|据内部|据可靠|内部消息|內部消息|内部人士|内部文件|內部|公安朋友"
        "|公安局朋友|专家说|專家說"
        "|央视|央視|刚接到通知|剛接到通知|接上级|接上級|朋友说|朋友說|医院的朋友|醫院的朋友"
        "|朋友透露|知情人|有关专家"
        "|有關專家|老中医|老中醫|听说|聽說|同学在|同學在|同事说|同事說|可靠消息|美国研究|哈佛"
    ),
    "secrecy": (
        "删前速看|刪前速看|被删|被刪|马上删|馬上刪|不让说|不讓說|媒体不敢|媒體不敢|看完就删"
        "|看完就刪|不敢报|不敢報"
        "|不要外传|不要外傳|封锁消息|封鎖消息|隐瞒|隱瞞|压下来|壓下來"
    ),
    "money": (
        "免费领|免費領|领红包|領紅包|红包|紅包|中奖|中獎|返现|返現|补贴|補貼|赚钱|賺錢|日赚|日賺"
        "|高额回报|高額回報"
        "|稳赚|穩賺|领取|領取|奖金|獎金|送话费|送話費|免单|免單"
    ),
    "announces": (
        "刚刚|剛剛|最新消息|突发|突發|通知|重大|明天起|明日起|下月起|今天起|下周|下週|新规|新規"
        "|规定|規定|官宣|注意了|提醒"
    ),
    "mistakes": (
        "因该|因該|己经|己經|既使|登陆账|登陆帐|必需要|做为|迫不急待|安祥|再所不惜|甘败下风|密秘"
        "|部暑|严竣|出奇不意"
        "|防碍|欢渡|挖墙角|一愁莫展|，，|、、|,,|;;|！，|！。|，！|。，|，。"
    ),
}
LATIN = {
    "urgency": (
        r"urgente?|immediately|right now|before (?:it'?s|midnight)|tonight|asap|last chance|hurry"
        r"|don'?t wait|ahora mismo|antes de|de inmediato|cuanto antes|agora mesmo|corram"
        r"|imediatamente|segera|darurat|sekarang juga|mendesak|malam ini|buruan|cepetan"
    ),
    "threat": (
        r"or else|will be (?:banned|deleted|fined|charged|closed|blocked|arrested)|you will "
        r"(?:lose|die)"
        r"|deadly|poison|, si no|multas?\b|mortal|perder[áa]s|cancer[íi]gen|sen[ãa]o|ser[áa] "
        r"(?:bloquead|cobrad)"
        r"|veneno|kalau tidak|jika tidak|denda |diblokir|mematikan|beracun|ditangkap"
    ),
    "forward_me": (
        r"forward|share (?:this|it|with|now)|please share|pass (?:it|this) on|send (?:this )?to"
        r"|tell everyone|tell your|spread the word|reenv[ií]a|reenvi[ée]|compartilh|comparte"
        r"|comp[áa]rt|difund"
        r"|avisa a|p[áa]salo|repass|encaminh|espalh|avisem|sebarkan|bagikan|teruskan"
        r"|viralkan|share ke|kirim ke"
    ),
    "unnamed_authority": (
        r"sources? say|a friend (?:who|in|at|of)|my friend|experts? say|insider|confirmed by"
        r"|someone i know"
        r"|doctors say|a nurse|a doctor|un amigo|una amiga|fuentes|un m[ée]dico|expertos|dicen que"
        r"|um amigo|uma amiga|fontes|um m[ée]dico|especialistas|teman saya|katanya|orang dalam"
        r"|seorang dokter|menurut sumber|sumber terpercaya"
    ),
    "secrecy": (
        r"before (?:it'?s|they) (?:deleted?|delete|taken|remove)|they don'?t want you|media won'?t"
        r"|hidden from|hide the truth|what they hide|cover.?up|antes de que lo borren"
        r"|no quieren que sepas"
        r"|los medios (?:callan|ocultan)|antes que apaguem|n[ãa]o querem que voc|a m[íi]dia "
        r"(?:esconde"
        r"|n[ãa]o)|sebelum dihapus|ditutup-tutupi|disembunyikan"
    ),
    "money": (
        r"free (?:gift|money|voucher|laptop|data|flight|phone|grocer)|win (?:a|an|up to)|you "
        r"(?:have )?won"
        r"|prize|cash(?:back| reward)|earn (?:up to|money)|gift card|gratis|regal[ao]n?|premio"
        r"|bonos? de"
        r"|gana (?:dinero|hasta)|pr[êe]mio|ganhe|dinheiro f[áa]cil|de gra[çc]a|hadiah"
        r"|pulsa gratis|bantuan"
        r"|uang tunai|undian"
    ),
    "announces": (
        r"breaking|starting (?:tomorrow|monday|today|next)|from (?:tomorrow|monday|today|now on)"
        r"|new (?:law|rule|regulation)|just (?:announced|received|in(?! case))|attention|warning"
        r"|alert[ae]?\b"
        r"|atenci[óo]n|a partir de|nueva ley|última hora|ultima hora|aten[çc][ãa]o|nova lei"
        r"|pemberitahuan"
        r"|mulai (?:besok|hari)|perhatian|aturan baru"
    ),
    "mistakes": (
        # A short word twice, and words that are parts of others, stand between spaces.
        r" (?:(the|of|to|is|and|que|de|la|os|da) \1|wich|teh|alot|thier|hechar|valla a|ay que"
        r"|menas|,[a-z]+) "
        r"|recieve|goverment|definately|untill|tommorow|tommorrow|tomorow|adress|occured|becuase"
        r"|immediatly"
        r"|seperate|informations|beleive|peple|hospitl|vacine|posion|haver\b|porfavor|enserio"
        r"|atravez|nesesit"
        r"|haci\b|abiso|concerteza|derrepente|voçe|agente vai|mim ajud|,,|;;"
    ),
}
ARABIC = {
    "urgency": "عاجل|فورا|فوراً|الآن|الان|قبل فوات|بسرعة|الليلة|سارعوا",
    "threat": "ستفقد|وإلا|والا|غرامة|سيتم (?:إغلاق|حظر|اغلاق)|يسجن|قاتل|مسرطن|تموت|سامة",
    "forward_me": "انشر|أرسل|ارسل|شارك|بلغوا|عمموا|وصلوها|للنشر|مرروا",
    "unnamed_authority": "مصدر|خبير|خبراء|صديق|طبيب في|أطباء|يقولون|مصادر|سمعت",
    "secrecy": "قبل الحذف|يحذف|يخفون|لا يريدون|تتكتم|التعتيم",
    "money": "مجان|جائزة|جوائز|ربح|اربح|هدية|مبلغ|قسيمة|منحة",
    "announces": "خبر عاجل|اعتبارا|ابتداء من|ابتداءً|قانون جديد|تنبيه|تحذير|اعلان|إعلان|من الغد",
    "mistakes": ("لاكن|إنشاء الله|انشاء الله|،،"),
}
DEVANAGARI = {
    "urgency": "तुरंत|जल्दी|अभी|आज रात|फौरन|जरूरी|आखिरी मौका",
    "threat": "वरना|नहीं तो|जुर्माना|जेल|बंद हो जाए|मौत|जहर|कैंसर",
    "forward_me": "शेयर|फॉरवर्ड|सबको भेज|सभी को भेज|सबको बता|आगे भेज|फैलाए",
    "unnamed_authority": "सूत्र|डॉक्टर ने|डॉक्टर दोस्त|दोस्त ने|विशेषज्ञ|सुना है|किसी ने बताया",
    "secrecy": "डिलीट होने|हटाने से पहले|छुपा|छिपा|मीडिया नहीं",
    "money": "मुफ्त|फ्री|इनाम|जीत|कैशबैक|रुपये मिल|पैसे कमा|लॉटरी",
    "announces": "ब्रेकिंग|कल से|आज से|नया नियम|नया कानून|सूचना|चेतावनी|अभी अभी",
    "mistakes": ("क्रप्या|कृप्या|जानकरी|,,"),
}
CYRILLIC = {
    "urgency": "срочно|немедленно|прямо сейчас|сегодня ночью|пока не поздно|успейте|быстро",
    "threat": "иначе|штраф|заблокир|посадят|смертельн|отравл|канцероген|умрет|умрёт",
    "forward_me": "перешл|поделитесь|репост|распростран|разошл|передайте|расскажите|сообщите всем",
    "unnamed_authority": (
        "знаком|источник|эксперты|врачи говорят|врач сказал|по секрету|инсайд|говорят"
    ),
    "secrecy": "пока не удалили|удаляют|скрывают|замалчив|не расскажут|сми молчат",
    "money": "бесплатн|приз|выигр|подарок|подарки|выплат|заработ|деньги за",
    "announces": "внимание|с завтрашнего|с понедельника|новый закон|только что|объявлен|предупрежд"
    "|с сегодня",
    "mistakes": ("вообщем|сдесь|пожалуста|зделать|придти|извените|незнаю|,,"),
}
TABLES = {
    script: {name: re.compile(pattern) for name, pattern in table.items()}
    for script, table in (
        ("cjk", CHINESE),
        ("latin", LATIN),
        ("arabic", ARABIC),
        ("devanagari", DEVANAGARI),
        ("cyrillic", CYRILLIC),
    )
}
# What could be looked up: a link, or somebody with a name.
SOURCES = re.compile(
    r"https?:|www\.|\[link\]|新华社|新華社|人民日报|人民日報|央视新闻|卫健委|衛福部|公安局|教育局"
    r"|教育部|气象局|氣象"
    r"|来源|來源|據中央社|中央社|according to|reuters|bbc|ministry|police|said on|seg[úu]n (?:el"
    r"|la)"
    r"|polic[íi]a|ministerio|segundo o|minist[ée]rio|menurut (?:polisi|kementerian)|kementerian"
    r"|bmkg"
    r"|وزارة|الشرطة|رويترز|मंत्रालय|पुलिस|रेलवे|министерств|мвд|мчс|по данным"
)
