"""Fact-checks in both forms, what their ratings mean, and what is wrong with others."""

from typing import Any

import pytest

from schemas.api.problems import FieldError
from streams.intake.factchecks import FactCheck, fact_check
from streams.intake.ratings import rating_of

NOW_MS = 1_700_000_000_000
PLAIN: dict[str, Any] = {
    "claim": "Drinking hot water cures the flu",
    "rating": "false",
    "summary": "It does not.",
    "link": "https://check.example/1",
    "published_at": "2023-01-31T12:00:00+08:00",
    "wordings": ["Hot water kills the flu virus, doctors say"],
}
REVIEW: dict[str, Any] = {
    "@context": "https://schema.org",
    "@type": "ClaimReview",
    "claimReviewed": "喝热水能治流感",
    "url": "https://check.example/2",
    "datePublished": "2023-01-31",
    "author": {"@type": "Organization", "name": "Check"},
    "reviewRating": {"@type": "Rating", "ratingValue": "1", "alternateName": "谣言"},
}


def judged(item: Any) -> FactCheck:
    found = fact_check(item, now_ms=NOW_MS)
    assert isinstance(found, FactCheck), found
    return found


def test_the_plain_form() -> None:
    found = judged(PLAIN)
    assert found.texts == (PLAIN["claim"], PLAIN["wordings"][0])
    assert (found.rating, found.summary, found.link) == ("false", "It does not.", PLAIN["link"])
    assert found.published_at_ms == 1_675_137_600_000


def test_a_claim_review() -> None:
    found = judged(REVIEW)
    assert (found.texts, found.rating, found.link) == (("喝热水能治流感",), "false", REVIEW["url"])
    assert found.published_at_ms == 1_675_123_200_000


def test_what_is_left_out_is_nothing() -> None:
    found = judged({"claim": "喝热水能治流感", "rating": "true", "summary": None, "wordings": None})
    assert (found.summary, found.link, found.published_at_ms) == ("", "", NOW_MS)


@pytest.mark.parametrize(
    ("name", "rating"),
    [
        ("False", "false"),
        ("Pants on Fire!", "false"),
        ("FAKE NEWS", "false"),
        ("Mostly false", "misleading"),
        ("Half True", "misleading"),
        ("Missing Context", "misleading"),
        ("Mostly True", "misleading"),
        ("True", "true"),
        ("Correct Attribution", "true"),
        ("Unproven", "unverified"),
        ("No Evidence", "unverified"),
        ("Labeled Satire", "satire"),
        ("Satire", "satire"),
        ("Falso", "false"),
        ("Engañoso", "misleading"),
        ("Salah", "false"),
        ("Menyesatkan", "misleading"),
        ("错误", "false"),
        ("部分错误", "misleading"),
        ("易生誤解", "misleading"),
        ("事實釐清", "unverified"),
        ("属实", "true"),
        ("misleading", "misleading"),
        ("Größtenteils falsch", "misleading"),
        ("Plutôt vrai", "misleading"),
        ("MOSTLY-CORRECT", "misleading"),
        ("ミスリード", "misleading"),
        ("مضلل", "misleading"),
        ("誤り", "false"),
        ("거짓", "false"),
        ("خاطئ", "false"),
        ("सच नहीं है", "false"),
        ("Tidak benar", "false"),
        ("Correcto", "true"),
        ("“TRUE.”", "true"),
        ("真实信息", "true"),
        ("", ""),
        ("?", ""),
    ],
)
def test_a_rating_in_words(name: str, rating: str) -> None:
    assert rating_of({"alternateName": name}) == rating


@pytest.mark.parametrize(
    ("name", "rating"),
    [
        ("Verdadero, pero", "misleading"),
        ("VERDADEIRO, MAS", "misleading"),
        ("True but out of context", "misleading"),
        ("属实，但已过时", "misleading"),
        ("真假参半", "misleading"),
        ("真实性存疑", ""),
        ("正确性存疑", ""),
        ("Wahrscheinlich falsch", ""),
        ("Realmente falso", ""),
        ("Correction needed", ""),
        ("Right numbers, wrong conclusion", ""),
        ("सही जानकारी नहीं", ""),
        ("صحيح جزئيا", ""),
    ],
)
def test_what_only_begins_as_true_is_not_rated_true(name: str, rating: str) -> None:
    assert rating_of({"alternateName": name}) == rating
    assert rating_of({"alternateName": name, "ratingValue": 1}) == (rating or "false")


def test_a_property_may_be_a_list_of_values() -> None:
    named = {"@type": "Rating", "alternateName": ["★", "Misleading"]}
    listed = {
        "claimReviewed": ["喝热水能治流感"],
        "url": ["https://check.example/2"],
        "datePublished": ["2023-01-31"],
        "reviewRating": [None, {"alternateName": "?"}, named],
        "description": ["It does not.", "第二"],
    }
    found = judged(REVIEW | listed)
    assert (found.rating, found.summary) == ("misleading", "It does not.")
    assert (found.texts, found.link) == (judged(REVIEW).texts, judged(REVIEW).link)
    assert found.published_at_ms == judged(REVIEW).published_at_ms
    wrong = fact_check(REVIEW | {"claimReviewed": []}, now_ms=NOW_MS)
    assert isinstance(wrong, FieldError)
    assert wrong.pointer == "/claimReviewed"


@pytest.mark.parametrize(
    ("value", "worst", "best", "rating"),
    [
        (1, None, None, "false"),
        ("5", None, None, "true"),
        (3, 1, 5, "misleading"),
        (0, 0, 1, "false"),
        (10, 0, 10, "true"),
        (1, 5, 1, "true"),  # worse is more
        (-1, 1, 5, "unverified"),
        (3, 3, 3, ""),
        ("many", 1, 5, ""),
        (None, 1, 5, ""),
        (float("nan"), 1, 5, ""),
    ],
)
def test_a_rating_in_numbers(value: object, worst: object, best: object, rating: str) -> None:
    review = {"ratingValue": value, "worstRating": worst, "bestRating": best}
    assert rating_of(review) == rating


def test_words_that_say_nothing_leave_the_numbers() -> None:
    assert rating_of({"alternateName": "★", "ratingValue": 1}) == "false"


@pytest.mark.parametrize(
    ("item", "pointer", "code"),
    [
        (["a"], "", "wrong_type"),
        (b"{", "", "wrong_type"),
        ({**PLAIN, "claim": ""}, "/claim", "empty_text"),
        ({**PLAIN, "claim": "😀"}, "/claim", "nothing_to_match"),
        ({"rating": "false"}, "/claim", "missing_field"),
        ({**PLAIN, "rating": "bad"}, "/rating", "bad_rating"),
        ({**PLAIN, "rating": ["false"]}, "/rating", "bad_rating"),
        ({**PLAIN, "link": "ftp://x"}, "/link", "bad_link"),
        ({**PLAIN, "link": 5}, "/link", "bad_link"),
        ({**PLAIN, "summary": "x" * 2_001}, "/summary", "too_long"),
        ({**PLAIN, "summary": "\x1b[31mno"}, "/summary", "control_character"),
        ({**PLAIN, "published_at": "yesterday"}, "/published_at", "bad_time"),
        ({**PLAIN, "published_at": "1969-01-01"}, "/published_at", "bad_time"),
        ({**PLAIN, "wordings": "one"}, "/wordings", "wrong_type"),
        ({**PLAIN, "wordings": {}}, "/wordings", "wrong_type"),
        ({**PLAIN, "wordings": 0}, "/wordings", "wrong_type"),
        ({**PLAIN, "wordings": ["ok ok", 5]}, "/wordings/1", "missing_field"),
        ({**PLAIN, "colour": "red"}, "/colour", "unknown_field"),
        ({**REVIEW, "claimReviewed": None}, "/claimReviewed", "missing_field"),
        ({**REVIEW, "reviewRating": None}, "/reviewRating", "bad_rating"),
        ({**REVIEW, "reviewRating": {"alternateName": "?"}}, "/reviewRating", "bad_rating"),
        ({"@type": ["ClaimReview"]}, "/reviewRating", "bad_rating"),
    ],
)
def test_what_is_wrong_is_named(item: Any, pointer: str, code: str) -> None:
    found = fact_check(item, now_ms=NOW_MS)
    assert isinstance(found, FieldError)
    assert (found.pointer, found.code) == (pointer, code)
