"""Indonesian and Malay."""

import re

from streams.core.matching.cues.latin import END, LATIN_WARNS
from streams.core.matching.cues.parts import Cues, any_of

MESSAGE = (
    r"(?:pesan|kabar|berita|informasi|info|video|foto|isu|klaim|narasi|unggahan|rumor"
    r"|pesan berantai)"
)
HOAX = (
    r"(?:hoaks|hoax|tidak benar|bohong|kabar bohong|berita bohong|informasi palsu|berita palsu"
    r"|disinformasi|misinformasi|tidak terbukti|keliru|fitnah)"
)
DENIES = (
    r"^\.[\s|,.:]*(?:hoaks|hoax|disinformasi|cek fakta.{0,3}(?:salah|hoaks|hoax|keliru)|salah"
    r"|keliru|klarifikasi.{0,3}(?:hoaks|hoax)|tidak benar|awas hoaks|awas hoax|stop hoax"
    r"|stop hoaks)\s*[|:.,]",
    rf"(?<!bilang )(?<!katanya )(?<!kira )(?<!bahwa )(?:[,.:|]\s*(?:ini|itu|semua itu|semua ini)"
    rf"|\b{MESSAGE}(?: [a-z ]{{1,60}}?)?)(?: ini| itu| adalah| merupakan| hanya| cuma"
    rf"| ternyata){{0,3}} {HOAX}{END}",
    rf"\b{MESSAGE} (?:[a-z ]{{1,50}} )?(?:adalah |itu |ini )?palsu{END}"
    rf"|Q(?: itu| ini| adalah| merupakan){{0,2}} (?:{HOAX}|palsu){END}"
    rf"|\btidak benar (?:bahwa|kalau|jika)\b|\b(?:membantah|bantah) (?:kabar|isu|berita|informasi"
    rf"|rumor|klaim)",
)
CALLS_FALSE = (
    rf"[,.:|?]\s*(?:itu |ini )?{HOAX}{END}",
    rf"\b(?:adalah|merupakan|ternyata) {HOAX}{END}",
)
HOLDS_BACK = (
    r"\b(?:jangan|tidak usah|stop|mohon tidak)(?: mudah| langsung| lagi)? (?:di)?(?:sebar|percaya"
    r"|bagikan|teruskan|share|forward|menyebar|menyebarkan|sebarkan|sebarluaskan)\w*"
    rf"(?: (?:lagi|ini|itu|hoaks|hoax|ya|dan|di|ke|grup|{MESSAGE}|berita bohong"
    rf"|siapa pun)){{0,4}}{END}",
)
# They say it is false, "but": who says so spreads it.
INSISTS = (
    r"\bbukan (?:\w+ )?(?:hoaks|hoax|bohong|kabar bohong|berita bohong|rumor|isu|bercanda"
    r"|main-main|candaan|prank|palsu|gosip|lelucon|kabar burung|fitnah)",
    r"\b(?:ini|itu|memang|ternyata|tapi|sungguh|semuanya|semua ini|padahal)(?: ini| itu| memang"
    r"| sungguh)? (?:benar|benar-benar|nyata|beneran|asli|fakta"
    r"|terjadi)(?! (?:gak|ga|nggak|atau|tidak))\b(?!\s*\?)|benar-benar (?:terjadi|nyata|ada)"
    r"|saya (?:sendiri )?(?:lihat|melihat|alami|mengalami|saksikan)|mata kepala sendiri",
    r"\b(?:kirain|saya kira|kukira|dikira|awalnya kira|saya pikir|tadinya)\b[^.?]{0,20}(?:hoaks"
    r"|hoax|bohong)|sampai (?:akhirnya|saya|tetangga|benar)"
    r"|\b(?:katanya|dibilang|mereka bilang|jangan bilang|pemerintah bilang|dikatakan"
    r"|disebut)\b[^.?]{0,20}(?:hoaks|hoax|bohong)[^?]{0,40}(?:tapi|padahal|ternyata|nyata)"
    r"|jangan bilang|\b(?:bilang|membantah|bantah|menyebut)\b[^?]{0,80}[,.] ?(?:tapi|padahal"
    r"|namun)|\b(?:resmi|pemerintah|media|bantahan)\b[^,.?]{0,20}(?:bohong|palsu|hoaks|hoax)"
    r"|\b(?:bilang|membantah|bantah|menyebut)\b[^?]{0,80}[,.] ?[^?]{0,40}\b(?:penuh|meninggal|mati"
    r"|tewas|hilang|runtuh)\b|media (?:bilang|menutup)",
)
ASKS = (
    r"\bapakah (?:\w+ ){0,3}?(?:benar|betul|hoaks|hoax|valid|bohong)"
    r"|\bapa (?:ini |itu |benar |betul )+|benarkah|betulkah|hoaxkah"
    r"|\b(?:benar|betul|bener|beneran) (?:gak|ga|nggak|ngga|tidak|atau|apa|ya)\b"
    r"|hoa(?:ks|x) (?:atau|bukan|gak|ga|nggak|ya)\b"
    r"|ada yang (?:tahu|tau|bisa (?:konfirmasi|memastikan))"
    r"|(?:beneran|betul|bener|serius|hoaks|hoax|benar)(?: nih| ya| kah| sih)?\s*\?"
    r"|mohon (?:konfirmasi|info kebenaran)",
)
RHETORICAL = r"\b(?:siapa|kenapa|bagaimana|kapan|mengapa|apa|tahukah)\b"
CUES = Cues(
    hints=re.compile(
        "hoak|hoax|bohong|palsu|benar|betul|bener|apakah|keliru|salah|fitnah|ada yang|\\bapa "
        "|mohon|bantah"
    ),
    asks=any_of(*ASKS),
    insists=any_of(*INSISTS),
    denies=any_of(*DENIES),
    calls_false=any_of(*CALLS_FALSE),
    holds_back=any_of(*HOLDS_BACK),
    rhetorical=any_of(RHETORICAL),
    warns=LATIN_WARNS,
)
