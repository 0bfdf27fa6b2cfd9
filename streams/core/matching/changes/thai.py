"""Times, dates, amounts and places in Thai, which writes no spaces between words.

The patterns are in the normal form of `spelling`: there one of the vowels is two characters.
"""

import re
import unicodedata

from streams.core.matching.changes import calendar, names
from streams.core.matching.changes.numerals import THAI, in_digits

NUMBER = rf"(?:{THAI.signs.pattern}|ล้าน)"
UNITS = (
    "วัน(?!ที่|นี้|จันทร์|อังคาร|พุธ|พฤหัส|ศุกร์|เสาร์|อาทิตย์)|คน|บาท|ชั่วโมง|นาที|เดือน|ปี|ราย|ศพ|ครั้ง|แห่ง|ตัว"
    "|เปอร์เซ็นต์|กิโลกรัม|กิโลเมตร|กิโล|เมตร|ลิตร|หลัง|คัน|โรงเรียน|โรง|จังหวัด|สัปดาห์|อาทิตย์|ชิ้น|ขวด|เม็ด|ซอง|ฟอง"
    "|ลูก|เท่า|หมู่บ้าน|ดอลลาร์"
)
AMOUNT = (
    rf"(?:{NUMBER}{{1,9}}|(?<![\d.,])\d[\d,.]{{0,15}} ?(?:ล้าน|แสน|หมื่น|พัน|ร้อย)?)"
    rf" ?(?:กว่า)? ?(?:{UNITS})"
)
TIME = (
    rf"ตี ?{NUMBER}|บ่าย ?{NUMBER}(?:โมง)?|{NUMBER}{{1,3}} ?(?:โมง(?:เช้า|เย็น)?|ทุ่ม(?:ครึ่ง)?)"
    f"|{calendar.OTHER_TIME}"
)
MONTHS = "มกราคม|กุมภาพันธ์|มีนาคม|เมษายน|พฤษภาคม|มิถุนายน|กรกฎาคม|สิงหาคม|กันยายน|ตุลาคม|พฤศจิกายน|ธันวาคม"
DATE = rf"(?:\d{{1,2}} ?)?(?:{MONTHS})|สัปดาห์หน้า|เดือนหน้า|อาทิตย์หน้า|ปีหน้า|มะรืนนี้|{calendar.OTHER_DATE}"
HAS_THAI = re.compile("[\u0e00-\u0e7f]")
PLATFORMS = "|".join(name for name in names.PLATFORM if HAS_THAI.match(name))
SLOTS = re.compile(
    unicodedata.normalize(
        "NFKC",
        rf"(?P<amount>{AMOUNT})|(?P<time>{TIME})|(?P<date>{DATE})|(?P<place>{names.THAI_PLACES})"
        rf"|(?P<platform>{PLATFORMS})",
    )
)


def value_of(text: str) -> str:
    """What a slot says, with digits for words of numbers."""
    return in_digits(text, THAI)
