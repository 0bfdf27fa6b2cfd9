"""What values of events look like: texts, ids, pseudonyms, times, names.

Used before a fold trusts a record, whoever wrote it: intake checks more, but others may write to
the log, too.
"""

import re
from collections.abc import Collection

from schemas.events import Report
from streams.core.text import has_something_to_match

UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
UUID_LENGTH = 36
UUID_DIGITS = 32
HYPHENS = (8, 13, 18, 23)  # where they stand in a UUID
HEX = re.compile(r"[0-9a-f]*")
HEX_DIGITS = 16  # of a variant, a rumor, a reporter
HEX_SIGNS = b"0123456789abcdef"
UUID_SIGNS = HEX_SIGNS + b"ABCDEF"
LENGTHS_OF_HEX = frozenset((HEX_DIGITS,))
LENGTHS_OF_UUIDS = frozenset((UUID_LENGTH,))
LATEST_MS = 4_102_444_800_000  # 2100-01-01, the end of the dates that the API takes
# In characters, as the API has them.
LONGEST_TEXT = 10_000
LONGEST_NAME = 64  # of a channel, a place
LONGEST_EXTERNAL_ID = 200  # the app's own id of a report
LONGEST_APP = 200

WRONG = {
    "empty_text": "text is empty",
    "text_too_long": f"text has more than {LONGEST_TEXT:,} characters",
    "nothing_to_match": "text has no letter or digit",
    "bad_report_id": "report_id is no UUID as text, like 6f1d2a3b-0c4d-5e6f-8a9b-0c1d2e3f4a5b",
    "bad_reporter": "reporter is neither 16 lower-case hexadecimal digits nor empty",
    "bad_time": "observed_at_ms lies outside 1970 to 2100",
    "bad_channel": f"channel has more than {LONGEST_NAME} characters",
    "bad_place": f"place has more than {LONGEST_NAME} characters",
    "bad_external_id": f"external_id has more than {LONGEST_EXTERNAL_ID} characters",
    "bad_app": f"app has more than {LONGEST_APP} characters",
}


def is_uuid(value: str) -> bool:
    """Whether it is a UUID as text, with its hyphens, in small or capital letters."""
    return UUID.fullmatch(value) is not None


def is_hex(value: str) -> bool:
    """Whether it is 16 lower-case hexadecimal digits."""
    return len(value) == HEX_DIGITS and HEX.fullmatch(value) is not None


def all_hex(values: Collection[str]) -> bool:
    """Whether each is 16 lower-case hexadecimal digits; one look at all together."""
    # Lengths one by one: joined, a long and a short one would pass together.
    whole = LENGTHS_OF_HEX.issuperset(map(len, values))
    return whole and _only("".join(values), HEX_SIGNS)


def all_uuids(values: Collection[str]) -> bool:
    """Whether each is a UUID as text; one look at all together."""
    # Lengths one by one, as above.
    if not LENGTHS_OF_UUIDS.issuperset(map(len, values)):
        return False
    whole = "".join(values)
    hyphens = "-" * len(values)
    if any(whole[place::UUID_LENGTH] != hyphens for place in HYPHENS):
        return False
    digits = whole.replace("-", "")
    return len(digits) == len(values) * UUID_DIGITS and _only(digits, UUID_SIGNS)


def _only(text: str, signs: bytes) -> bool:
    """Whether a text is made of these signs, all of them ASCII: in a tenth of a pattern's time."""
    return text.isascii() and not text.encode("ascii").translate(None, signs)


def is_time(ms: int) -> bool:
    """Whether milliseconds lie within 1970 to 2100."""
    return 0 <= ms < LATEST_MS


def all_sound(reports: Collection[Report]) -> bool:
    """Whether nothing is wrong with any field of these reports, as far as one look at all together
    can say.

    False says that they have to be looked at one by one.
    """
    reporters = [report.reporter for report in reports if report.reporter]
    return (
        all_uuids([report.report_id for report in reports])
        and all_hex(reporters)
        and all(
            report.text
            and 0 <= report.observed_at_ms < LATEST_MS
            and len(report.text) <= LONGEST_TEXT
            and len(report.channel) <= LONGEST_NAME
            and len(report.place) <= LONGEST_NAME
            and len(report.external_id) <= LONGEST_EXTERNAL_ID
            and len(report.app) <= LONGEST_APP
            and has_something_to_match(report.text)
            for report in reports
        )
    )


def wrong_field(report: Report) -> str:
    """Which field of a report but its text no fold can take, as a key of `WRONG`; else empty."""
    if not is_uuid(report.report_id):
        return "bad_report_id"
    if report.reporter and not is_hex(report.reporter):
        return "bad_reporter"
    if not is_time(report.observed_at_ms):
        return "bad_time"
    if len(report.channel) > LONGEST_NAME:
        return "bad_channel"
    if len(report.place) > LONGEST_NAME:
        return "bad_place"
    if len(report.external_id) > LONGEST_EXTERNAL_ID:
        return "bad_external_id"
    return "bad_app" if len(report.app) > LONGEST_APP else ""
