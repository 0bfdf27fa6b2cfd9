"""Known fact-checks: schema.org's ClaimReview, or the plain form.

In: what a JSON item holds. Out: a fact-check, or what is wrong with it and where.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from schemas.api.fields import LONGEST_LINK, LONGEST_SUMMARY
from schemas.api.problems import FieldError
from schemas.events.vocabulary import RATINGS
from streams.intake.ratings import rating_of
from streams.intake.validation import CONTROL, END_OF_TIME, FIRST_TIME, LINK, judge_text
from streams.parsing.times import moment

PLAIN = ("claim", "rating", "summary", "link", "published_at", "wordings")
MOST_WORDINGS = 100  # of one fact-check: each is matched like a report
CLAIM_REVIEW = "ClaimReview"


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
        texts=texts,
        rating=rating,
        summary=item.get("summary"),
        link=item.get("link"),
        published_at=item.get("published_at"),
        names=names,
        now_ms=now_ms,
    )


def _of_claim_review(item: Mapping[str, Any], now_ms: int) -> FactCheck | FieldError:
    reviews = item.get("reviewRating")
    rating = _rating(reviews if isinstance(reviews, list) else [reviews])
    if not rating:
        why = "neither alternateName nor ratingValue of reviewRating says how it was rated"
        return FieldError("/reviewRating", "bad_rating", why)
    summary = next(
        (
            said
            for name in ("reviewBody", "description", "headline", "name")
            if isinstance(said := _first(item.get(name)), str) and said.strip()
        ),
        "",
    )
    link = _first(item.get("url")) or item.get("@id")
    texts = [("/claimReviewed", _first(item.get("claimReviewed")))]
    names = ("/description", "/url", "/datePublished")
    published_at = _first(item.get("datePublished"))
    return _made(
        texts=texts,
        rating=rating,
        summary=summary[:LONGEST_SUMMARY],
        link=link,
        published_at=published_at,
        names=names,
        now_ms=now_ms,
    )


def _rating(reviews: list[Any]) -> str:
    """The first rating of several that means one of ours."""
    found = (rating_of(review) for review in reviews if isinstance(review, Mapping))
    return next(filter(None, found), "")


def _first(value: Any) -> Any:
    """In JSON-LD any property may be a list: of one value, nearly always."""
    return next(iter(value), None) if isinstance(value, list) else value


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
    if CONTROL.search(summary):
        why = "it holds NUL or another control character; remove it"
        return FieldError(names[0], "control_character", why)
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


def _ms(value: Any, now_ms: int) -> int | None:
    """A date or time; publishers write dates alone, and times without a zone."""
    if value is None or value == "":
        return now_ms
    at = moment(value) if isinstance(value, str) else None
    if at is None:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return round(at.timestamp() * 1_000) if FIRST_TIME <= at < END_OF_TIME else None
