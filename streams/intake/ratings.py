"""What publishers of fact-checks write as a rating, in words or numbers, and which of ours it is.

In: `reviewRating` of a ClaimReview. Out: a rating, or an empty string where it means none.
"""

import re
from collections.abc import Mapping
from typing import Any

from schemas.events.vocabulary import RATINGS
from streams.parsing.numbers import number

TRUE = "true"
MISLEADING = "misleading"
# What publishers write as alternateName, by what it begins with once case and marks are gone; the
# first that fits holds, so what is said of half of it stands before what is said of the whole.
WORDS: tuple[tuple[str, str], ...] = (
    (
        r"(mostly|partly|partially|largely|somewhat)[ _-](false|true|right|wrong|correct|accurate)"
        r"|half.?true|half.?truth|misleading|missing context|needs context|lacks context"
        r"|out of context|distort|exagger|mixture|mixed|altered|enganoso|enganos|engañoso|parcial"
        r"|parzial|fuera de contexto|fora de contexto|sem contexto|distorcid|irreführend|teilweise"
        r"|größtenteils|überwiegend|trompeu|partiellement|plutôt (vrai|faux)|menyesatkan|sebagian"
        r"|误导|誤導|部分|片面|断章取义|斷章取義|有误|有誤|易生誤解|真假|半真|ミスリード|不正確|一部"
        r"|절반의? 사실|대체로|полуправда|भ्रामक|आधा सच|مضلل",
        MISLEADING,
    ),
    (r"(labell?ed )?satir|sátira|parod|humor|讽刺|諷刺|恶搞|惡搞", "satire"),
    (
        r"unproven|unverified|unsupported|unfounded|not proven|no evidence|unconfirmed|research"
        r"|sin (pruebas|evidencia)|sem (provas|evid)|insustent|unbelegt|non (prouv|vérif)"
        r"|belum terbukti|tidak terbukti|根拠不明|存疑|待证实|待查证|待查證|尚无定论|尚無定論"
        r"|未经证实|未經證實|无法证实|事實釐清|证据不足|證據不足",
        "unverified",
    ),
    (
        r"false|fake|pants on fire|hoax|incorrect|wrong|inaccurate|not true|untrue|fabricat|debunk"
        r"|scam|fraud|four pinocchios|falso|falsa|fals|bulo|mentira|mentir|no es (cierto|verdad)"
        r"|fraude|falsch|faux|fausse|salah|palsu|hoaks|bohong|tidak benar|yanlış|虚假|虛假|不实"
        r"|不實|谣言|謠言|错误|錯誤|假|造谣|诈骗|詐騙|不是真|無稽|无稽|誤り|虚偽|デマ|거짓"
        r"|사실 ?(이 )?아님|ложь|фейк|неправда|не правда|झूठ|गलत|फर्जी|सच नहीं|सही नहीं"
        r"|خطأ|خاطئ|كاذب|زائف|غير صحيح",
        "false",
    ),
    (
        r"true|correct[oa]?|accurate|right|confirm(ed|ad[oa])|real|verdader[oa]"
        r"|verdadeir[oa]|verdade?|ciert[oa]|richtig|wahr|vraie?|benar|fakta|vero|doğru|属实|屬實|真实|真實|真"
        r"|正确|正確|事実|사실|правда|सच|सही|صحيح",
        TRUE,
    ),
)
PATTERNS = tuple((re.compile(words, re.IGNORECASE), rating) for words, rating in WORDS)
# A rumor rated true is told to hardly anybody, so no longer sentence is guessed to say so: of "true
# names, false story" and "真实性存疑" the first word says nothing.
NOTHING_MORE = ("", "attribution", "的", "信息", "消息")
BUT = re.compile(
    r"(but|however|though|pero|aunque|mas|mais|aber|tapi|namun|но|लेकिन|لكن|ولكن)\b|但|却|卻",
    re.IGNORECASE,
)
# Of the way from the worst rating to the best: a quarter from either end is that end.
LOWEST_QUARTER = 0.25
HIGHEST_QUARTER = 0.75
DEFAULT_WORST = 1.0  # as schema.org has it
DEFAULT_BEST = 5.0


def rating_of(review: Mapping[str, Any]) -> str:
    """The rating that a `reviewRating` means; empty where it means none of ours.

    Its name in words, else where its value lies between the worst and the best.
    """
    names = review.get("alternateName")
    for name in names if isinstance(names, list) else [names]:
        if isinstance(name, str) and (rating := _in_words(_from_first_letter(name))):
            return rating
    return _in_numbers(review)


def _in_words(name: str) -> str:
    if name.strip().lower() in RATINGS:
        return name.strip().lower()
    for pattern, rating in PATTERNS:
        if (found := pattern.match(name)) is None:
            continue
        rest = _from_first_letter(name[found.end() :])
        if rating != TRUE or rest.lower() in NOTHING_MORE:
            return rating
        return MISLEADING if BUT.match(rest) else ""
    return ""


def _from_first_letter(name: str) -> str:
    """Without the quotes and signs before it. A pattern for them would begin at each of many."""
    at = next((at for at, letter in enumerate(name) if letter.isalnum()), len(name))
    return name[at:]


def _in_numbers(review: Mapping[str, Any]) -> str:
    value = _number(review.get("ratingValue"))
    if value is None:
        return ""
    worst = _number(review.get("worstRating"), DEFAULT_WORST)
    best = _number(review.get("bestRating"), DEFAULT_BEST)
    if worst is None or best is None or worst == best:
        return ""
    share = (value - worst) / (best - worst)
    if not 0 <= share <= 1:
        return "unverified"  # publishers write -1 for what they could not rate
    if share <= LOWEST_QUARTER:
        return "false"
    return TRUE if share >= HIGHEST_QUARTER else MISLEADING


def _number(value: Any, default: float | None = None) -> float | None:
    if value is None or value == "":
        return default
    found = number(value)
    return found if found is not None and abs(found) < 1e9 else None
