"""Words of times and dates, in the languages that reports come in."""

from streams.core.matching.changes.lists import words_in

MONTHS = words_in(
    """
    january february march april may june july august september october november december
    jan feb mar apr jun jul aug sep sept oct nov dec
    enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre
    diciembre
    janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro
    janvier février mars avril mai juin juillet août septembre octobre novembre décembre
    januar februar märz juni juli oktober dezember
    januari februari maret mei agustus desember
    gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre
    ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık
    января февраля марта апреля мая июня июля августа сентября октября ноября декабря
    январе феврале марте апреле мае июне июле августе сентябре октябре ноябре декабре
    январь февраль апрель июнь июль сентябрь октябрь ноябрь декабрь
    जनवरी फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर
    يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر
    """
)
# Without a number beside them these mean something else as often.
MONTHS_ONLY_WITH_A_DAY = words_in("may march mar mars mai mart dec sep jan mei nov ocak")

DAYS = words_in(
    """
    today tomorrow yesterday monday tuesday wednesday thursday friday saturday sunday weekend
    mon tue wed thu fri
    hoy ayer lunes martes miércoles miercoles jueves viernes sábado sabado domingo
    hoje amanhã amanha ontem segunda terça quarta quinta sexta segunda-feira terça-feira
    quarta-feira quinta-feira sexta-feira
    aujourd'hui demain hier lundi mardi mercredi jeudi vendredi samedi dimanche
    heute gestern montag dienstag mittwoch donnerstag freitag samstag sonntag
    besok kemarin lusa senin selasa rabu kamis jumat sabtu
    oggi domani ieri lunedì martedì mercoledì giovedì venerdì sabato domenica
    bugün yarın dün pazartesi salı çarşamba perşembe cuma cumartesi pazar
    сегодня завтра вчера понедельник вторник среду среда четверг пятницу пятница субботу суббота
    воскресенье понедельника вторника среды четверга пятницы субботы воскресенья
    오늘 내일 어제 모레 월요일 화요일 수요일 목요일 금요일 토요일 일요일
    आज कल परसों सोमवार मंगलवार बुधवार गुरुवार शुक्रवार शनिवार रविवार
    اليوم غدا غداً أمس الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد
    """
)
# Of more words than one; spaces between.
DAY_PHRASES = (
    "next week",
    "next month",
    "next year",
    "this week",
    "this weekend",
    "this month",
    "last week",
    "last month",
    "hari ini",
    "minggu depan",
    "hôm nay",
    "ngày mai",
    "hôm qua",
    "thứ hai",
    "thứ ba",
    "thứ tư",
    "thứ năm",
    "thứ sáu",
    "thứ bảy",
    "chủ nhật",
    "la próxima semana",
    "na próxima semana",
    "la semaine prochaine",
    "nächste woche",
    "на следующей неделе",
)

VIETNAMESE_MONTH = (
    r"(?:ngày \d{1,2} )?tháng (?:\d{1,2}|mười(?: một| hai)?|giêng|một|hai|ba|tư|năm|sáu|bảy|tám"
    "|chín|chạp)"
)
TIMES = words_in(
    """
    noon midday midnight tonight morning afternoon evening night dawn
    mediodía mediodia medianoche
    meio-dia meia-noite manhã tarde noite noche mañana
    midi minuit soir matin
    mittag mitternacht abend mittags abends früh
    pagi siang sore malam
    stasera stanotte stamattina mezzanotte mezzogiorno
    akşam gece sabah
    вечером утром ночью днём полдень полночь
    sáng trưa chiều tối đêm
    아침 점심 저녁 밤 새벽 오전 오후
    सुबह दोपहर शाम रात
    الليلة صباحا صباحاً مساء مساءً ظهرا
    """
)
# A number that stands beside these is an hour.
BEFORE_AN_HOUR = words_in("jam pukul pkl saat las às alle الساعة around")
AFTER_AN_HOUR = words_in(
    """
    am pm a.m p.m o'clock oclock uhr giờ बजे час часа часов heures horas hs wib wita wit
    น
    """
)
# Between a number and the words above.
JOINTS = words_in("of de di del da do la à por the in at")

# Chinese and Japanese, in Simplified characters, which `spelling` gives.
HAN_DIGITS = "零〇一二两三四五六七八九十"
HAN_PARTS = (
    "凌晨|清晨|早晨|早上|上午|中午|正午|下午|傍晚|晚上|晚间|夜里|夜间|半夜|午夜|深夜|午前|午后|夕方"
)
HAN_DAYS = "明后日|一昨日|后日|今天|今日|明天|明日|昨天|昨日|后天|前天|大后天|当天|本"
HAN_HOUR = (
    rf"(?:\d{{1,2}}:\d{{2}}|\d{{1,2}}(?:点钟|点(?!子|赞|击|名)|时(?!间|候|代))"
    rf"(?:半|整|[{HAN_DIGITS}]{{1,3}}分|\d{{1,2}}分?)?)"
)
HAN_SPELT_HOUR = rf"[{HAN_DIGITS}]{{1,3}}(?:点钟|点半|点整|点|时)(?:[{HAN_DIGITS}]{{1,3}}分)?"
HAN_TIME = (
    # this evening (at eight); a part of a day (at eight); eight o'clock
    rf"(?:[今明昨当][早晚夜晨朝](?:上|里|间)?|(?:{HAN_DAYS})?(?:{HAN_PARTS}))"
    rf"(?:{HAN_HOUR}|{HAN_SPELT_HOUR})?"
    rf"|(?:{HAN_DAYS})?{HAN_HOUR}"
    rf"|[{HAN_DIGITS}]{{1,3}}(?:点钟|点半|点整)"
)
HAN_DATE = (
    rf"(?:(?:\d{{4}}|\d{{2}})年)?\d{{1,2}}月(?:\d{{1,2}}[日号])?"
    rf"|(?:19|20)\d{{2}}年|\d{{1,2}}[日号](?!间|线|楼|院|店|文件)"
    rf"|[{HAN_DIGITS[2:]}]{{1,3}}月(?:[{HAN_DIGITS[2:]}]{{1,3}}[日号]|份|底|初|(?=起|开始|以来|[上中下]旬|至|到))"
    rf"|(?<=[从自到至年])[{HAN_DIGITS[2:]}]{{1,3}}月"
    r"|(?:本|下个?|上个?|这个?)?(?:周|星期|礼拜)[一二三四五六日天末]|[月火水木金土日]曜日?"
    r"|[下上本](?:周|个?星期|个?礼拜|个?月)|[今明去后前]年|周末|月底|年底|来周|来月"
    rf"|{HAN_DAYS[:-2]}|元旦|春节|国庆节?|中秋节?|端午节?|清明节?|除夕"
    rf"|(?:正月|腊月)(?:初?[{HAN_DIGITS[2:]}]{{1,3}})?|初[{HAN_DIGITS[2:]}](?!中|级|步)"
    "|(?:五一|十一)(?=期间|假期|节|长假|小长假|黄金周|放假|前|后|开始|起)"
)
# What any of these begins with.
HAN_FIRST = (
    f"0123456789{HAN_DIGITS}今明昨当凌清早上中正下傍晚夜半午深夕后前大"
    "本这周星礼腊初月火水木金土去年来元春国端除"
)
# Korean and Thai write numbers and these together.
OTHER_TIME = (
    r"\d{1,2}시(?: ?\d{1,2}분| ?반)?"
    r"|\d{1,2}(?:[.:]\d{2})? ?(?:โมง|ทุ่ม|น\.)"
    "|คืนนี้|เช้านี้|พรุ่งนี้เช้า|เที่ยงคืน|พรุ่งนี้เย็น|ตอนเย็น|ตอนเช้า"
)
OTHER_DATE = (
    r"(?:\d{4}년 ?)?\d{1,2}월(?: ?\d{1,2}일)?"
    "|วันนี้|พรุ่งนี้|เมื่อวาน|วัน(?:จันทร์|อังคาร|พุธ|พฤหัสบดี|ศุกร์|เสาร์|อาทิตย์)"
)
# In digits, alike in all languages.
CLOCK = (
    r"\d{1,2}:\d{2}(?::\d{2})?(?: ?[ap]\.?m\b\.?)?"
    r"|\d{1,2}(?:\.\d{2})? ?[ap]\.?m\b\.?"
    r"|\d{1,2} ?h(?: ?\d{2})?\b"
)
NUMBERED_DATE = (
    r"(?:19|20)\d{2}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:(?:19|20)?\d{2})\b"
    r"|\d{1,2}/\d{1,2}(?![\d/])|(?<![\d.,])(?:19|20)\d{2}(?![\d.,]*\d)(?!元|块|人|万|亿|名|个)"
)
