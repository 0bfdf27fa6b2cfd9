"""Known fact-checks: schema.org's ClaimReview, or the plain form.

In: what a JSON item holds. Out: a fact-check, or what is wrong with it and where.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from schemas.api import FieldError
from schemas.api.fields import LONGEST_LINK, LONGEST_SUMMARY
from schemas.events.vocabulary import RATINGS
from streams.intake.validation import END_OF_TIME, FIRST_TIME, LINK, judge_text

PLAIN = ("claim", "rating", "summary", "link", "published_at", "wordings")
MOST_WORDINGS = 100  # of one fact-check: each is matched like a report
CLAIM_REVIEW = "ClaimReview"
# What publishers write as alternateName, by what it begins with once case and marks are gone; the
# first that fits holds, so what is said of half of it stands before what is said of the whole.
WORDS: tuple[tuple[str, str], ...] = (
    (
        r"(mostly|partly|partially|largely) (false|true|right|wrong)|half.?true|half.?truth"
        r"|misleading|missing context|needs context|lacks context|out of context|distort|exagger"
        r"|mixture|mixed|altered|enganoso|enganos|engañoso|parcial|fuera de contexto"
        r"|fora de contexto|sem contexto|distorcid|irreführend|teilweise|trompeu|partiellement"
        r"|menyesatkan|sebagian|误导|誤導|部分|片面|断章取义|斷章取義|有误|有誤|易生誤解",
        "misleading",
    ),
    (r"(labell?ed )?satir|sátira|parod|humor|讽刺|諷刺|恶搞|惡搞", "satire"),
    (
        r"unproven|unverified|unsupported|unfounded|not proven|no evidence|unconfirmed|research"
        r"|sin (pruebas|evidencia)|sem (provas|evid)|insustent|unbelegt|non (prouv|vérif)"
        r"|belum terbukti|tidak terbukti|存疑|待证实|待查证|待查證|尚无定论|尚無定論|未经证实"
        r"|未經證實|无法证实|事實釐清|证据不足|證據不足",
        "unverified",
    ),
    (
        r"false|fake|pants on fire|hoax|incorrect|wrong|inaccurate|not true|untrue|fabricat|debunk"
        r"|scam|fraud|four pinocchios|falso|falsa|fals|bulo|mentira|mentir|fraude|falsch|faux"
        r"|fausse|salah|palsu|hoaks|bohong|虚假|虛假|不实|不實|谣言|謠言|错误|錯誤|假|造谣|诈骗|詐騙"
        r"|不是真|無稽|无稽|ложь|фейк|неправда|झूठ|गलत|फर्जी|خطأ|كاذب|زائف|مضلل",
        "false",
    ),
    (
        r"true|correct|accurate|right|confirmed|real|verdade|verdadero|verdadeir|cierto|richtig|wahr"
        r"|vrai|benar|fakta|属实|屬實|真|正确|正確|правда|सच|सही|صحيح",
        "true",
    ),
)
PATTERNS = tuple((re.compile(words, re.IGNORECASE), rating) for words, rating in WORDS)
# Of the way from the worst rating to the best: a quarter from either end is that end.
LOWEST_QUARTER = 0.25
HIGHEST_QUARTER = 0.75
DEFAULT_WORST = 1.0  # as schema.org has it
DEFAULT_BEST = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FactCheck:
    """A claim that was checked. `texts` are its wordings, the claim first."""

    texts: tuple[str, ...]
    rating: str
    summary: str
    link: str
    published_at_ms: int


def fact_check(item: Any, *, now_ms: int) -> FactCheck | FieldError:
    """The fact-check of an item, in whichever form it is."""
    if not isinstance(item, Mapping):
        return FieldError("", "wrong_type", "a fact-check is a JSON object")
    if "claimReviewed" in item or CLAIM_REVIEW in _types(item):
        return _of_claim_review(item, now_ms)
    if unknown := next((name for name in item if name not in PLAIN), ""):
        why = f"there is no field {unknown[:100]!r}; the fields are {', '.join(PLAIN)}"
        return FieldError(f"/{unknown[:100]}", "unknown_field", why)
    wordings = item.get("wordings")
    wordings = [] if wordings is None else wordings
    if not isinstance(wordings, list) or len(wordings) > MOST_WORDINGS:
        why = f"wordings is a list of at most {MOST_WORDINGS} texts"
        return FieldError("/wordings", "wrong_type", why)
    rating = item.get("rating")
    if rating not in RATINGS:
        return FieldError("/rating", "bad_rating", f"rating is one of {', '.join(RATINGS)}")
    texts = [("/claim", item.get("claim"))]
    texts += [(f"/wordings/{at}", one) for at, one in enumerate(wordings)]
    names = ("/summary", "/link", "/published_at")
    return _made(
        texts,
        rating,
        item.get("summary"),
        item.get("link"),
        item.get("published_at"),
        names,
        now_ms,
    )


def _from_first_letter(name: str) -> str:
    """Without the quotes and signs before it. A pattern for them would begin at each of many."""
    at = next((at for at, letter in enumerate(name) if letter.isalnum()), len(name))
    return name[at:]


def rating_of(review: Mapping[str, Any]) -> str:
    """The rating that a `reviewRating` means; empty where it means none of ours.

    Its name in words, else where its value lies between the worst and the best.
    """
    name = review.get("alternateName")
    if isinstance(name, str):
        folded = _from_first_letter(name.strip())
        if folded.lower() in RATINGS:
            return folded.lower()
        for pattern, rating in PATTERNS:
            if pattern.match(folded):
                return rating
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
    return "true" if share >= HIGHEST_QUARTER else "misleading"


def _of_claim_review(item: Mapping[str, Any], now_ms: int) -> FactCheck | FieldError:
    review = item.get("reviewRating")
    rating = rating_of(review) if isinstance(review, Mapping) else ""
    if not rating:
        why = "neither alternateName nor ratingValue of reviewRating says how it was rated"
        return FieldError("/reviewRating", "bad_rating", why)
    summary = next(
        (
            said
            for name in ("reviewBody", "description", "headline", "name")
            if isinstance(said := item.get(name), str) and said.strip()
        ),
        "",
    )
    link = item.get("url") or item.get("@id")
    texts = [("/claimReviewed", item.get("claimReviewed"))]
    names = ("/description", "/url", "/datePublished")
    return _made(
        texts, rating, summary[:LONGEST_SUMMARY], link, item.get("datePublished"), names, now_ms
    )


def _made(
    texts: list[tuple[str, Any]],
    rating: str,
    summary: Any,
    link: Any,
    published_at: Any,
    names: tuple[str, str, str],
    now_ms: int,
) -> FactCheck | FieldError:
    found = []
    for pointer, text in texts:
        if not isinstance(text, str):
            return FieldError(pointer, "missing_field", "the claim that was checked is needed")
        if (wrong := judge_text(text.strip())) is not None:
            return FieldError(pointer, wrong.code, wrong.message)
        found.append(text.strip())
    summary = "" if summary is None else summary
    if not isinstance(summary, str) or len(summary) > LONGEST_SUMMARY:
        why = f"a text of at most {LONGEST_SUMMARY} characters is needed"
        return FieldError(names[0], "too_long", why)
    link = "" if link is None else link
    if not isinstance(link, str) or (link and not LINK.match(link)) or len(link) > LONGEST_LINK:
        return FieldError(names[1], "bad_link", "an http:// or https:// URL is needed")
    at_ms = _ms(published_at, now_ms)
    if at_ms is None:
        why = "a date or a time with its zone is needed, from 1970-01-02 to 2099"
        return FieldError(names[2], "bad_time", why)
    return FactCheck(
        texts=tuple(dict.fromkeys(found)),
        rating=rating,
        summary=summary.strip(),
        link=link,
        published_at_ms=min(at_ms, now_ms),
    )


def _types(item: Mapping[str, Any]) -> tuple[str, ...]:
    types = item.get("@type")
    return tuple(map(str, types)) if isinstance(types, list) else (str(types),)


def _number(value: Any, default: float | None = None) -> float | None:
    if value is None or value == "":
        return default
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if abs(number) < 1e9 else None


def _ms(value: Any, now_ms: int) -> int | None:
    """A date or time; publishers write dates alone, and times without a zone."""
    if value is None or value == "":
        return now_ms
    try:
        at = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return round(at.timestamp() * 1_000) if FIRST_TIME <= at < END_OF_TIME else None
