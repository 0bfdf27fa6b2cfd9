"""The form of a text that the patterns expect: a fold of its own, which keeps clauses apart.

Lower case, one sign for each kind of punctuation, simplified characters, no accents, and every
quote one `Q`: what somebody else says is not what the wording says. Every clause has a sign before
and behind it.
"""

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from streams.core.text.classes import CharacterClasses
from streams.core.text.letters import QUESTION_MARKS
from streams.core.text.points import points_of

HEAD = 600  # characters read of a long text: who denies or asks does so at the beginning ...
TAIL = 200  # ... or at the end

# No sign may stand inside its own quote: then every search is linear, however many are never
# closed.
QUOTED = re.compile(
    '“[^“”]*”|「[^「」]*」|『[^『』]*』|《[^《》]*》|«[^«»]*»|„[^„“”]*[“”]|‹[^‹›]*›|"[^"]*"'
)
OPENING = CharacterClasses(re.compile('[“「『《«„‹"]'))
QUOTE = "\ue000"
CODE_POINTS = 0x110000
FEW = 10  # texts that are folded sooner one by one
GONE = 0  # in the table: what is left out; a NUL says nothing either
# Only the characters that occur in patterns.
TRADITIONAL = (
    "並亂併來係個們偽傢傳僞內別則剛區卻問單喲嗎噹嚇圖團報場媽學實寶將專對屬幷幾廠廣廳"
    "張彔後從徹惡憑應掃擔據擴敎於時曆會査條業構樣機權歷沒況為烏無熱爲現當發睜瞞確碼種"
    "稱簡糰純紛終結絕給經維網緊編繼續纔罵習聞聯聳聽臉臺與舊華萬藥虛衕裏裡覈視親覺訊記"
    "訛訴詐話該認語誤說説誰調談請論謂講謠謡證譜議讀變豈貨買貼賬趕輕轉辦這連進過還鄰醫"
    "針銀錄錯録鏈門開間關闢隊際隨隱電預頭頻題類顯風飾駡騙驗驚體髮麫麼麽點"
    "駁諮詢護師長複衛輯復聲鑑殺漲寧準營課爺嚴幫運國員錶眾斷隻釣魚"
)
SIMPLIFIED = (
    "并乱并来系个们伪家传伪内别则刚区却问单哟吗当吓图团报场妈学实宝将专对属并几厂广厅"
    "张录后从彻恶凭应扫担据扩教于时历会查条业构样机权历没况为乌无热为现当发睁瞒确码种"
    "称简团纯纷终结绝给经维网紧编继续才骂习闻联耸听脸台与旧华万药虚同里里核视亲觉讯记"
    "讹诉诈话该认语误说说谁调谈请论谓讲谣谣证谱议读变岂货买贴账赶轻转办这连进过还邻医"
    "针银录错录链门开间关辟队际随隐电预头频题类显风饰骂骗验惊体发面么么点"
    "驳咨询护师长复卫辑复声鉴杀涨宁准营课爷严帮运国员表众断只钓鱼"
)
FOLD = (
    dict(zip(TRADITIONAL, SIMPLIFIED, strict=True))
    | dict.fromkeys("，;；،؛—–", ",")
    | dict.fromkeys("。!！…⋯।\n~～¡", ".")
    | dict.fromkeys(QUESTION_MARKS, "?")
    | dict.fromkeys("：", ":")
    | dict.fromkeys("【】[]()（）〔〕〖〗｜丨❌🚫⚠✅#", "|")
    | {QUOTE: "Q", "\0": ""}
    | dict.fromkeys("*_¿\u200b\u200d\ufe0f\u0640\u093c", "")
    | dict.fromkeys(map(chr, range(0x64B, 0x653)), "")  # Arabic vowel signs
    | dict.fromkeys("’‘ʼ`´", "'")
    | dict(zip("áàâãäåéèêëíìîïóòôõöúùûüñç", "aaaaaaeeeeiiiiooooouuuunc", strict=True))
    | dict(zip("أإآٱةىکیё", "اااا" + "هيكيе", strict=True))
)


def fold(text: str) -> str:
    """The beginning and the end of a text as the patterns expect it; quotes are a `Q` each."""
    return f".{_quotes_marked(text).lower()}.".translate(_translation())


def as_folded(pattern: str) -> str:
    """A pattern whose letters are those of folded texts; its signs stay what they are."""
    return pattern.translate(_letters())


def fold_all(texts: Sequence[str]) -> list[str]:
    """Each text folded: one look into a table for the characters of all of them."""
    if len(texts) <= FEW:
        return list(map(fold, texts))
    read = [
        f".{(_quotes_marked(text) if bits else _ends_of(text.strip())).lower()}."
        for text, bits in zip(texts, OPENING.bits_of(texts), strict=True)
    ]
    points, at = points_of(read)
    folded = _table()[points]
    is_kept = folded != GONE
    if not is_kept.all():
        at = np.concatenate([[0], np.cumsum(is_kept)])[at]
        folded = folded[is_kept]
    whole = folded.tobytes().decode("utf-32-le", "surrogatepass")
    return [whole[begin:end] for begin, end in pairwise(at.tolist())]


def _quotes_marked(text: str) -> str:
    """What is read of a text, with a sign for each quote: a Q of the text is none, and becomes
    small.
    """
    text = _ends_of(text.strip())
    return text[1:-1] if QUOTED.fullmatch(text) else QUOTED.sub(QUOTE, text)


def _ends_of(text: str) -> str:
    return text if len(text) <= HEAD + TAIL else f"{text[:HEAD]}\n{text[-TAIL:]}"


@cache
def _translation() -> dict[int, str]:
    return {ord(character): shown for character, shown in FOLD.items()}


@cache
def _letters() -> dict[int, str]:
    return {point: shown for point, shown in _translation().items() if chr(point).isalpha()}


@cache
def _table() -> NDArray[np.uint32]:
    table = np.arange(CODE_POINTS, dtype=np.uint32)
    for character, shown in FOLD.items():
        table[ord(character)] = ord(shown) if shown else GONE
    return table
