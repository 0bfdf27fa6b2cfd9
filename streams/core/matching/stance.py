"""What a wording does with its rumor (carries, questions, refutes), and the red flags of a chain
letter.

In: the raw text of a variant, and the wording it joined, if any. Out: one stance, and the names of
red flags. Called by `clusters` once per new variant. Rules, not a model: an analyst can read why.

A refutation never counts for a surge, so a doubt about the reading must not silence an alarm: a
word such as "fake" says nothing by itself (hoaxes warn of fake police, call denials lies, quote
them). A wording refutes only where a denial is clearly said of the claim, and it never refutes
where it insists ("they call it a rumor, but it is true"). Everything else carries or asks; both
count alike.

How a text is read: folded (lower case, one sign for each kind of punctuation, simplified
characters, no accents), everything in quotes one `Q`, and then the patterns of the scripts it is
written in:

- `hints`: words without which nothing else need be tried;
- `asks`: asks whether the claim is true;
- `insists`: says that it is true, or speaks of those who call it false;
- `denies`: says of the claim, the message or the quote that it is false: enough by itself;
- `calls_false`: says "... is a rumor" or "fake!" of something: enough together with `holds_back`, or
  where that is all there is, or where the joined wording has no such words;
- `holds_back`: asks not to believe or forward it;
- `rhetorical`: a question mark at the end asks nothing;
- `warns`: warns of fake people or things, so that "fake!" need not mean the claim.
"""

import re
from collections.abc import Sequence

from rapidfuzz.distance import Indel

from streams.core.matching.stance_cues import ASKING_CLAUSE, SCRIPTS, Cues, fold, found
from streams.core.text import CJK

CARRIES = "carries"
QUESTIONS = "questions"
REFUTES = "refutes"
STANCES = (CARRIES, QUESTIONS, REFUTES)


RED_FLAGS_ZH = {
    "urgency": "紧急|緊急|速看|速转|马上|馬上|立即|立刻|赶紧|趕緊|赶快|今晚|明天起|最后期限",
    "threat": "否则|否則|不然|封号|封號|封群|后果|後果|罚款|罰款|坐牢|拘留|致癌|中毒|死亡|会死",
    "forward_me": "转发|轉發|转起|轉起|转告|轉告|扩散|擴散|群发|群發|分享给|让更多人|告诉家人|告诉身边|告诉亲友",
    "unnamed_authority": "据说|據說|据悉|據悉|据内部|据可靠|内部消息|内部人士|内部文件|內部|公安朋友|公安局朋友|专家说|專家說|央视|央視|刚接到通知|接上级",
    "secrecy": "删前速看|刪前速看|被删|马上删|不让说|媒体不敢|看完就删",
}
RED_FLAGS = {
    "urgency": r"urgent|immediately|right now|before (?:it'?s|midnight)|tonight|ahora mismo|antes de|عاجل|فورا",
    "threat": r"or else|will be (?:banned|deleted|fined|charged|closed)|si no|multa|ستفقد|وإلا|غرامة",
    "forward_me": r"forward|share (?:this|it|with)|pass (?:it|this) on|send (?:this )?to|reenv[ií]a|comparte|compártelo|compartan|difund|انشر|أرسل",
    "unnamed_authority": r"sources? say|a friend (?:who|in|at)|experts? say|insider|confirmed by|un amigo|fuentes|مصدر|خبير",
    "secrecy": r"before (?:it'?s|they) (?:deleted?|delete|taken)|they don'?t want you|antes de que lo borren|قبل الحذف",
}
FLAGS_ZH = tuple((name, re.compile(pattern)) for name, pattern in RED_FLAGS_ZH.items())
FLAGS = tuple((name, re.compile(pattern)) for name, pattern in RED_FLAGS.items())

# -- One more negation
# --------------------------------------------------------------------------------------

SIMILAR = 0.7  # share of the joined wording that must be found again, in order
LENGTHS = 0.8, 1.25  # of a wording over that of the joined one: no more than negations may be added
NEAR = 8  # letters (words: half as many) before a change in which another negation rules it
NEGATION_ZH = re.compile("不|没|未|无|非")
NEGATES_ZH = re.compile(
    "(?:并|绝|根本)?(?:不|没|未|不用|不需|不需要|不必|不会|不是|不能|没有|并没|无需|无须|并非|并不|并未|从未|不再)"
)
MODAL_ZH = re.compile("(?:要|会|得|必须|需|需要|将|将会|须|可能|能|已|已经|是|都|即将|马上)?")
# "will it or won't it", "whoever does not ...", "not this but that", "not only", "incessantly"
NO_NEGATION_ZH = re.compile(
    r"([一-鿿])[不没]\1|如果|假如|要是|若不|谁不|凡是|而是|不[但仅光只断止久幸得料知]|不停[地的响涨]|[不没无][^,.:|?]{1,12}(?:就|便|的话|的人|的都|一律|否则|不然|则|者)"
)
NEGATES = frozenset(
    [
        "not",
        "never",
        "wont",
        "dont",
        "doesnt",
        "isnt",
        "arent",
        "didnt",
        "cant",
        "cannot",
        "wasnt",
        "werent",
        "shouldnt",
        "nunca",
        "nao",
        "tidak",
        "tak",
        "bukan",
        "gak",
        "nicht",
        "kein",
        "keine",
        "pas",
        "لا",
        "لن",
        "لم",
        "ليس",
        "ليست",
        "غير",
        "नहीं",
        "не",
        "нет",
        "no",
    ]
)
HELPERS = frozenset(
    [
        "do",
        "does",
        "did",
        "will",
        "would",
        "be",
        "is",
        "are",
        "to",
        "need",
        "has",
        "have",
        "going",
        "must",
        "should",
        "se",
        "va",
        "van",
        "hay",
        "es",
        "ha",
        "han",
        "vai",
        "vao",
        "e",
        "akan",
        "ada",
        "ist",
        "sind",
        "werden",
        "ne",
        "n",
        "سوف",
        "है",
        "हैं",
        "будет",
        "будут",
    ]
)
CONDITIONS = frozenset(
    [
        "if",
        "unless",
        "who",
        "whoever",
        "whether",
        "only",
        "just",
        "even",
        "si",
        "quien",
        "solo",
        "solamente",
        "se",
        "quem",
        "jika",
        "kalau",
        "wenn",
        "nur",
        "если",
        "кто",
        "только",
        "اذا",
        "من",
        "لو",
        "अगर",
        "जो",
        "यदि",
        "but",
        "sino",
    ]
)
NOT_WORDS = re.compile(r"[\s,.:|?Q'\"-]+")


def stance_of(text: str, joined: str | None = None) -> str:
    """The stance of a wording.

    `joined` is the wording it was matched with, in any form with its words.
    """
    folded = fold(text)
    known = None if joined is None else fold(joined)
    hinted = [
        cues for letters, cues in SCRIPTS if letters.search(folded) and cues.hints.search(folded)
    ]
    read = {_read(cues, folded, known) for cues in hinted}
    for stance in (CARRIES, REFUTES, QUESTIONS):
        if stance in read:
            return stance
    if _ends_asking(folded, known):
        return QUESTIONS
    negated = known is not None and _negates(folded, known)
    insisting = negated and any(found(cues.insists, folded) for cues in hinted)
    return REFUTES if negated and not insisting else CARRIES


def _read(cues: Cues, folded: str, joined: str | None) -> str:
    """What the cues of one script say, or an empty string where they say nothing."""
    asked = folded
    for pattern in cues.asks:
        asked = pattern.sub("?", asked)
    asks = asked != folded
    stated = ASKING_CLAUSE.sub("?", asked)
    refutes = found(cues.denies, stated) or _calls_the_claim_false(cues, stated, joined)
    if (asks or refutes) and found(cues.insists, asked):
        return QUESTIONS if asks and asked.endswith(("?.", "?..")) else CARRIES
    if refutes:
        return REFUTES
    return QUESTIONS if asks else ""


def _calls_the_claim_false(cues: Cues, stated: str, joined: str | None) -> bool:
    called = found(cues.calls_false, stated)
    if called is None:
        return False
    if len(called[0]) >= len(stated) - 3:
        return True
    if found(cues.warns, stated):
        return False
    if found(cues.holds_back, stated):
        return True
    words = cues.hints.findall(called[0])
    return joined is not None and bool(words) and not any(word in joined for word in words)


def _ends_asking(folded: str, joined: str | None) -> bool:
    """Whether all that is added to a claim is a question mark, or `吗`."""
    asked = folded.rstrip(" .|")
    if not asked.endswith(("?", "吗", "么")):
        return False
    claim = asked.rstrip("?吗么").strip(" .|?")
    if joined is not None and NOT_WORDS.sub("", claim) == NOT_WORDS.sub("", joined):
        return True
    if any(sign in claim for sign in ",.:|?"):
        return False
    return not any(
        found(cues.rhetorical, asked) for letters, cues in SCRIPTS if letters.search(asked)
    )


def _negates(folded: str, joined: str) -> bool:
    """Whether the wording is the joined one, nearly, with a negation put into what that asserts."""
    chinese = CJK.search(folded) is not None
    if chinese:
        if NEGATION_ZH.search(folded) is None or NO_NEGATION_ZH.search(folded):
            return False
        before: Sequence[str] = NOT_WORDS.sub("", joined)
        after: Sequence[str] = NOT_WORDS.sub("", folded)
    else:
        after = _words(folded)
        if NEGATES.isdisjoint(after):
            return False
        before = _words(joined)
    if not LENGTHS[0] <= len(after) / max(1, len(before)) <= LENGTHS[1]:
        return False
    return _a_statement_is_negated(before, after, chinese)


def _words(folded: str) -> list[str]:
    return NOT_WORDS.sub(" ", folded.replace("'", "")).split()


def _a_statement_is_negated(before: Sequence[str], after: Sequence[str], chinese: bool) -> bool:
    blocks = list(Indel.opcodes(before, after))
    same = sum(block.src_end - block.src_start for block in blocks if block.tag == "equal")
    if same < SIMILAR * len(before):
        return False
    negated = False
    start = (0, 0)  # where the change began that the next equal block ends
    for block in blocks:
        if block.tag != "equal":
            continue
        if block.src_end - block.src_start >= (2 if chinese else 1):
            gone = before[start[0] : block.src_start]
            new = after[start[1] : block.dest_start]
            ruled = before[max(0, start[0] - (NEAR if chinese else NEAR // 2)) : start[0]]
            negated |= bool(new) and (
                _is_negation_zh("".join(gone), "".join(new), "".join(ruled))
                if chinese
                else _is_negation(gone, new, ruled)
            )
        start = (block.src_end, block.dest_end)
    return negated


def _is_negation_zh(gone: str, new: str, ruled: str) -> bool:
    return (
        NEGATES_ZH.fullmatch(new) is not None
        and MODAL_ZH.fullmatch(gone) is not None
        and NEGATION_ZH.search(ruled) is None
    )


def _is_negation(gone: Sequence[str], new: Sequence[str], ruled: Sequence[str]) -> bool:
    negations = NEGATES.intersection(new)
    if not negations or not NEGATES.union(HELPERS).issuperset(new):
        return False
    if not (NEGATES | CONDITIONS).isdisjoint(ruled):
        return False
    return HELPERS.issuperset(gone)


def red_flags(text: str) -> tuple[str, ...]:
    """Names of the red flags in a wording, in a fixed order."""
    text = text.lower()
    return tuple(
        name for name, pattern in (FLAGS_ZH if CJK.search(text) else FLAGS) if pattern.search(text)
    )
