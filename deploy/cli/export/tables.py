"""What is exported: the columns of each table, and how an answer of the API becomes its row.

Types are ClickHouse's, whose engine writes Parquet. Columns are only ever added.
"""

from collections.abc import Mapping
from typing import Any

Row = dict[str, Any]

TEXT = "String"
SOME_TEXT = "Nullable(String)"
COUNT = "Int64"
NUMBER = "Nullable(Float64)"
# Null where nothing was seen: a fact-check that nobody reported.
TIME = "Nullable(DateTime64(3, 'UTC'))"

RUMORS = {
    "rumor_id": TEXT,
    "title": TEXT,
    "rating": SOME_TEXT,
    "summary": SOME_TEXT,
    "link": SOME_TEXT,
    "assignee": SOME_TEXT,
    "reports": COUNT,
    "reporters": COUNT,
    "variants": COUNT,
    "reports_1h": COUNT,
    "growth": NUMBER,
    "first_seen": TIME,
    "last_seen": TIME,
}
VARIANTS = {
    "rumor_id": TEXT,
    "variant_id": TEXT,
    "parent_variant_id": SOME_TEXT,
    "text": TEXT,
    "stance": TEXT,
    "score": NUMBER,
    "explanation": TEXT,
    "red_flags": "Array(String)",
    "reports": COUNT,
    "first_seen": TIME,
    "last_seen": TIME,
}
VERDICTS = {
    "rumor_id": TEXT,
    "title": TEXT,
    "claim": TEXT,
    "rating": TEXT,
    "summary": TEXT,
    "link": TEXT,
    "reports": COUNT,
    "reporters": COUNT,
    "first_seen": TIME,
    "last_seen": TIME,
}
SPREAD = {
    "rumor_id": TEXT,
    "series": TEXT,
    "time": TIME,
    "reports": COUNT,
    "reporters": COUNT,
}
TABLES = {"rumors": RUMORS, "variants": VARIANTS, "verdicts": VERDICTS, "spread": SPREAD}

# The rating's place between the worst and the best, as ClaimReview asks for.
RATING_VALUES = {"false": 1, "misleading": 2, "unverified": 3, "satire": 3, "true": 5}
BEST = 5
WORST = 1


def rumor_row(item: Mapping[str, Any]) -> Row:
    """A rumor of a list."""
    verdict = item["verdict"] or {}
    said = {name: verdict.get(name) for name in ("rating", "summary", "link")}
    return _of(RUMORS, {**item, **said})


def variant_row(rumor_id: str, item: Mapping[str, Any]) -> Row:
    """A wording of a rumor."""
    return _of(VARIANTS, {**item, "rumor_id": rumor_id})


def verdict_row(item: Mapping[str, Any], claim: str) -> Row:
    """A rated rumor and the wording that founded it."""
    return _of(VERDICTS, {**item, **item["verdict"], "claim": claim})


def spread_row(rumor_id: str, series: str, point: Mapping[str, Any]) -> Row:
    """A step of a rumor in which something was reported."""
    return _of(SPREAD, {**point, "rumor_id": rumor_id, "series": series})


def claim_review(row: Row) -> Row:
    """A row of `verdicts` as schema.org's ClaimReview; `import factchecks` reads it, too."""
    found: Row = {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "claimReviewed": row["claim"],
        "reviewRating": {
            "@type": "Rating",
            "alternateName": row["rating"].capitalize(),
            "ratingValue": RATING_VALUES[row["rating"]],
            "bestRating": BEST,
            "worstRating": WORST,
        },
    }
    if row["link"]:
        found["url"] = row["link"]
    if row["summary"]:
        found["reviewBody"] = row["summary"]
    return found


def _of(table: Mapping[str, str], found: Mapping[str, Any]) -> Row:
    return {name: found[name] for name in table}
