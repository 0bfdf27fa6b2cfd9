"""Words that make a number of something: units, magnitudes, currencies; and numbers in words."""

from streams.core.matching.changes import numerals
from streams.core.matching.changes.lists import words_in

HAN_NUMERALS = "零〇一二两三四五六七八九十百千万亿"
HAN_UNITS = (
    "公分|厘米|毫米|毫升|公升|千克|日间|个月|万元|亿元|元|块|人民币|美元|港币|台币|日元|韩元|欧元|英镑|人|名|个|位|斤|公斤|克|吨|升|天|小时|分钟|秒|次"
    "|起|例|岁|家|所|辆|架|米|公里|里|倍|层|成|折|种|箱|袋|盒|瓶|头|只|具|床|校|户|周|个月|年|度|级|%"
)
# "A person", "a kind": said of anything, and no amount.
HAN_AMOUNT = (
    rf"百分之[{HAN_NUMERALS}\d][{HAN_NUMERALS}\d.]{{0,5}}"
    r"|(?:(?<![\d.,])\d[\d,.]{0,15}"
    r"|(?!一 ?[个次家名天人起所种位度级年户成层头只]|十成|万一|千万(?!元|人|名))"
    rf"(?:几[十百千万亿]|[{HAN_NUMERALS}])[{HAN_NUMERALS}]{{0,8}})"
    rf"[多余几]? ?[万亿千百]{{0,3}} ?(?:{HAN_UNITS})"
)
# What one begins with.
HAN_FIRST = f"约近超几0123456789{HAN_NUMERALS}"
# A sign or a short name right before or behind a number.
SIGNED_AMOUNT = (
    r"(?:us\$|hk\$|nt\$|r\$|rs\.?|rp\.?|rm|usd|eur|[$€£¥₹₩₫฿₽₺]) ?\d[\d.,]{0,15}(?<=\d)(?:[kmb]\b)?"
    r"|\d[\d.,]{0,15}(?<=\d) ?[%$€£¥₹₩₫฿₽₺‰]|\d[\d.,]{0,15}(?<=\d)"
)

UNITS = words_in(
    """
    percent people persons men women children students dead deaths cases days hours minutes
    weeks
    months years dollars euros pounds rupees yuan million millions billion thousand hundred lakh
    crore
    km kg g ml litres liters miles meters metres times patients victims schools hospitals
    degrees
    pesos reais reales personas muertos casos días dias horas minutos semanas meses años anos
    millones
    milhões mil alunos estudiantes alumnos hospitales escuelas pessoas mortos
    euros personnes morts jours heures minutes semaines mois millions élèves
    euro personen menschen tote tage stunden minuten wochen monate jahre millionen
    persen orang hari jam menit minggu bulan tahun juta ribu rupiah korban siswa anak ringgit
    persone morti giorni ore minuti settimane mesi anni milioni
    kişi gün saat dakika hafta ay yıl lira milyon bin
    человек дней часов минут недель месяцев лет рублей миллионов тысяч
    crianças niños niñas bambini kinder детей дня
    đứa cháu trẻ chiếc căn nhà lần cây cái quả
    người ngày phút tuần tháng năm triệu nghìn ngàn đồng tỷ
    명 원 만원 개 일 시간 분 만 억
    लोग लोगों दिन दिनों घंटे घंटों रुपये रुपए लाख करोड़ मिनट
    बच्चे बच्चों महीने साल हफ्ते मौत मौतें बार
    شخص أشخاص يوم أيام ساعة ساعات دولار مليون ألف جنيه
    """
)
NUMBERS = numerals.NUMBERS | words_in("hundreds thousands billion dozen dozens")
# They are words of other meanings in one of the languages, without a unit behind them.
NUMBERS_ONLY_WITH_A_UNIT = words_in("sei tre due otto hai ba năm chín once cent mil neuf दो")
