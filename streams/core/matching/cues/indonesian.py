"""Indonesian and Malay."""

import re

from streams.core.matching.cues.deniers import of_deniers
from streams.core.matching.cues.disbelief import of_open_disbelief
from streams.core.matching.cues.distrust import INDONESIAN as DISTRUST
from streams.core.matching.cues.latin import END, LATIN_WARNS
from streams.core.matching.cues.parts import Cues, any_of, weighed
from streams.core.matching.cues.plainly import plain_denial

MESSAGE = (
    r"(?:pesan|kabar|berita|informasi|info|video|foto|isu|klaim|narasi|unggahan|rumor"
    r"|pesan berantai)"
)
HOAX = (
    r"(?:hoaks|hoax|tidak benar|bohong|kabar bohong|berita bohong|informasi palsu|berita palsu"
    r"|disinformasi|misinformasi|tidak terbukti|keliru|fitnah)"
)
OFFICIAL = (
    r"\b(?:polisi|polda|polres|polri|kementerian|kemenkes|kemendikbud|menteri|pemerintah|pemkot"
    r"|pemda|pemprov|pln|bank|sekolah|rumah sakit|pemadam"
    r"(?: kebakaran)?|bmkg|dinas|wali ?kota|bupati|gubernur|bpom|kominfo|perusahaan|pertamina"
    r"|pihak)\b"
)
WRONG = (
    r"(?:hoaks|hoax|bohong|tidak benar|kabar bohong|berita bohong|berita palsu|informasi palsu"
    r"|palsu|keliru|salah|disinformasi|fitnah)"
)
LABEL = (
    r"(?:hoaks|hoax|bohong|tidak benar|berita bohong|berita palsu|kabar bohong|keliru"
    r"|disinformasi|misinformasi|fitnah)"
)
TRAP = (
    r"(?![^?]{0,60}(?:klik|tautan|link|saldo|rekening|data |data\.|pulsa|rampok|kuras|otp|dibuka"
    r"|uang))"
)
REPORTS = (
    rf"{OFFICIAL}[^.?]{{0,40}}\b(?:membantah|bantah|menyangkal|menepis)\b(?![^?]{{0,50}}\b(?:tapi"
    rf"|tetapi|padahal|namun)\b)",
    rf"\b(?:{OFFICIAL}|menurut)[^.?]{{0,40}}?(?:memastikan|pastikan|menegaskan|menyatakan"
    rf"|klarifikasi|mengatakan|menyebut|mengimbau|menurut|tegaskan|nyatakan|polisi)"
    rf"\b[^?]{{0,80}}?\b{WRONG}{END}",
)
DENIES = (
    r"\bterbukti (?:bukan|negatif|aman|tidak (?:mengandung|ada|benar|berbahaya|tercemar|beracun))\b"
    r"[^?]{0,80}\bjangan (?:lagi )?(?:di)?(?:sebar|share)\w*(?: lagi| hoa(?:ks|x)| ya)?"
    r"(?=\s*[,.|])",
    # "Stop passing it on. I rang them: nothing."
    r"\b(?:stop|berhenti|jangan(?: lagi)?) (?:me)?(?:nyebar|sebar|share|kirim|terus)\w*[^?]{0,60}"
    r"\b(?:telepon|telpon|tanya|hubungi|konfirmasi)\b[^?]{0,60}"
    r"\b(?:tidak|nggak|gak|ga) (?:ada|benar)\b",
    rf"^\.[\s|,.:]*(?:{LABEL}|salah)(?: alert)?\s*[|:.,]|^\.[\s|,.:]*(?:{LABEL}|salah)[|]|^\.[\s"
    rf"|]*tidak benar\b|^\.[\s|,.:]*cek fakta\b[^?]{{0,90}}(?:tidak|{WRONG}|lama)",
    rf"[,.:|]\s*(?:itu |ini |cuma |hanya )?{LABEL}[.|\s]*$|(?:^\.|[.?:]) ?(?:bukan"
    rf"|tidak),[^.?]{{0,80}}(?:tidak|bukan|{LABEL})",
    rf"\bmenurut [^.?]{{3,60}} {WRONG}{END}|\b(?:telepon|tanya|hubungi|cek)\b[^?]{{0,50}}"
    rf"(?:katanya|bilang|jawab)[^.?]{{0,16}}(?:tidak benar|hoaks|hoax|bohong)",
    rf"\b(?:kakak|adik|teman|saudara|ibu|bapak|suami|istri)\b[^.?]{{0,40}},? (?:katanya|bilang) "
    rf"(?:itu |ini )?(?:cuma |hanya )?(?:hoax|hoaks|tidak benar|bohong){END}",
    r"\b(?:foto|video|gambar|rekaman)(?: suara| banjir)?(?: \w+){0,5}? (?:lama|kejadian lama"
    r"|editan|rekayasa)\b|\b(?:video|foto|berita) lama\b",
    rf"\b(?:kabar|isu|berita|info|pesan)\b[^.?]{{0,70}}\b(?:hanya|cuma) (?:isu|hoax|hoaks|gosip)"
    rf"|\b(?:ini|itu) tidak benar{END}|\b(?:itu|ini) (?:cuma |hanya )?"
    rf"(?:hoaks|hoax|kabar bohong|berita bohong){END}|\b(?:informasi|kabar|berita) (?:keliru"
    rf"|salah|bohong|palsu){END}",
    rf"\b{MESSAGE}(?: [a-z ]{{1,60}}?)? (?:itu |ini |adalah )?(?:palsu{TRAP}|{LABEL}){END}",
    r"^\.[\s|,.:]*(?:hoaks|hoax|disinformasi|cek fakta.{0,3}(?:salah|hoaks|hoax|keliru)|salah"
    r"|keliru|klarifikasi.{0,3}(?:hoaks|hoax)|tidak benar|awas hoaks|awas hoax|stop hoax"
    r"|stop hoaks)\s*[|:.,]",
    rf"(?<!bilang )(?<!katanya )(?<!kira )(?<!bahwa )(?:[,.:|]\s*(?:ini|itu|semua itu|semua ini)"
    rf"|\b{MESSAGE}(?: [a-z ]{{1,60}}?)?)(?: ini| itu| adalah| merupakan| hanya| cuma"
    rf"| ternyata){{0,3}} {HOAX}{END}",
    rf"\b{MESSAGE} (?:[a-z ]{{1,50}} )?(?:adalah |itu |ini )?palsu{END}{TRAP}"
    rf"|Q(?: itu| ini| adalah| merupakan){{0,2}} (?:{HOAX}|palsu){END}"
    rf"|\btidak benar (?:bahwa|kalau|jika)\b|^\.[\s|]*bohong bahwa\b"
    rf"|\b(?:membantah|bantah) (?:kabar|isu|berita|informasi"
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
SCORNS = (
    r"^\.[\s|]*(?:iya,? iya|tentu saja|iya deh|ya,? ya|jelas lah)\b",
    r"^\.[\s|]*Q?(?:hoaks|hoax|bohong)Q?\?(?=[^?]{12})",
)
INSISTS = (
    # A claim about those who spread fakes is a claim.
    r"^\.[^,.?]{0,24}\b(?:yang|siapa(?: pun)?|penyebar|semua yang) ?(?:menyebar|sebar|share|posting"
    r"|membagi)?\w*[^.?]{0,20}\b(?:hoaks|hoax|bohong|palsu)\b[^.?]{0,60}\b(?:penjara|denda|didenda"
    r"|ditangkap|dipenjara)\b",
    r"\bpalsu\b[^?]{0,60}\b(?:habis|hilang|dicuri|rampok|merampok|ludes|terkuras|dikuras)\b",
    r"\b(?:orang|mereka|semua|biar|walau|meski)\w*(?: \w+){0,2} (?:bilang|dibilang|menyangkal"
    r"|bantah)\b|\b(?:dicap|ditandai|kali dihapus|dihapus dan)\b"
    r"|\b(?:membantah|bantah)\b[^?]{0,40},? (?:tapi|tetapi|namun|padahal)\b",
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
    r"\bapa(?:kah)? (?:ini |itu |info |kabar |berita )*(?:benar|betul|bener|beneran|hoax|hoaks"
    r"|valid)|\bapakah\b[^.?]{0,100}(?:\?|\.$)"
    r"|(?:bisa|tolong|mohon)(?: di)?(?:konfirmasi|cek|dicek)|emang(?:nya)? (?:iya|benar|bener)"
    r"|beneran (?:apa|atau|nih)"
    r"|(?:benar|asli|fakta) atau (?:salah|palsu|hoax|hoaks)|ada yang (?:tau|tahu|bisa)|hoa(?:x"
    r"|ks) atau (?:fakta|benar|bukan)|\basli\?",
    r"\bapakah (?:\w+ ){0,3}?(?:benar|betul|hoaks|hoax|valid|bohong)"
    r"|\bapa (?:ini |itu |benar |betul )+|benarkah|betulkah|hoaxkah"
    r"|\b(?:benar|betul|bener|beneran) (?:gak|ga|nggak|ngga|tidak|atau|apa|ya)\b"
    r"|(?<!bukan )hoa(?:ks|x) (?:atau|bukan|gak|ga|nggak|ya|apa (?:bukan|benar|fakta|tidak|gak"
    r"|nggak|asli))\b"
    r"|ada yang (?:tahu|tau|bisa (?:konfirmasi|memastikan))"
    r"|(?:beneran|betul|bener|serius|hoaks|hoax|benar)(?: nih| ya| kah| sih)?\s*\?"
    r"|mohon (?:konfirmasi|info kebenaran)",
)
RHETORICAL = r"\b(?:siapa|kenapa|bagaimana|kapan|mengapa|apa|tahukah)\b"
CUES = Cues(
    asking=re.compile(
        r"hoak|hoax|bohong|benar|betul|bener|apakah|ada yang| apa |apa ini|apa itu|apa info|mohon"
        r"|konfirmasi|valid|asli|emang|serius",
    ),
    denying=re.compile(
        r"terbukti|menyesatkan|karangan"
        r"|hoak|hoax|bohong|palsu|tidak benar|keliru|salah|fitnah|bantah|lama"
        r"|disinform|misinform| isu|bukan, |tidak, |cek fakta|rekayasa|editan"
        r"|stop sebar|stop share|stop menyebar|berhenti|jangan (?:lagi )?(?:sebar|share|meny)",
    ),
    asks=any_of(*ASKS),
    scorns=any_of(*SCORNS),
    insists=any_of(*INSISTS, *of_deniers("indonesian")),
    distrusts=any_of(*DISTRUST),
    disbelieves=any_of(of_open_disbelief("indonesian")),
    plainly=any_of(plain_denial("indonesian")),
    denies=any_of(*DENIES),
    reports=any_of(*REPORTS),
    calls_false=any_of(*CALLS_FALSE),
    holds_back=any_of(*HOLDS_BACK),
    rhetorical=any_of(RHETORICAL),
    warns=LATIN_WARNS,
    signs=weighed(
        (2, r"hoaks|disinformasi|menyesatkan|karangan|tidak benar|\bbantah|membantah"),
        (1, r"\b(?:hoax|bohong|palsu|keliru|rumor|isu|ceritanya bohong)\b"),
        (1, r"\b(?:tidak|bukan|belum|tak)\b"),
        (
            1,
            r"\bjangan (?:sebar|disebar|percaya|dipercaya|teruskan|panik)|\b(?:tenang|normal"
            r"|seperti biasa|mohon)\b",
        ),
        (1, r"\bmenurut\b|\btanya\b|\btelepon\b"),
        (
            1,
            r"\b(?:pesan|kabar|berita|video|foto|cerita|ceritanya|info|informasi"
            r"|semua yang masuk)\b",
        ),
        (1, r"\b(?:lama|dari (?:19|20)\d\d|tahun lalu)\b"),
    ),
    spreads=any_of(
        r"\b(?:denda|dipenjara|penjara|ditangkap|tapi|tetapi|padahal|namun|katanya|orang bilang"
        r"|waspada|awas|hati-hati|simpan|bagikan|sebarkan|dengar|uang|saldo|asing)\b",
    ),
    calms=re.compile(
        r"\b(?:mohon|harap|jangan|tenang|normal|aman|imbau\w*|mengimbau|hoaks|hoax|bohong|palsu"
        r"|tidak benar|lama|tidak ada|seperti biasa|masyarakat)\b"
    ),
    turns=re.compile(r"\b(?:lalu|tapi|tetapi|namun|padahal|sementara|kemudian)\b"),
)
