"""The state of a rumor at rest as it lies in memory: half as long as on the log.

In: the form that `quiet` writes. Out: a shorter one, and back. Numbers are whole and small: times
lie before the last report, decimals are counted. A state that would not come back with the same
values stays as it is.
"""

import msgspec

from streams.core.surge.quiet import FORM, Quiet

THOUSANDTHS = 1_000  # of `learnt` and `compartment`, as `quiet` rounds them
HUNDREDTHS = 100  # of `exposure_h`
PLAIN = FORM[:1].encode()  # what a state begins with that stays as it is
UTF8 = "utf-8"
UTF16 = "utf-16-le"  # two bytes where UTF-8 takes three for most of Asia's letters
# Of most rumors: no episode, all reports carry, no flags, merged into nothing, never muted.
Rest = tuple[tuple[int, int] | None, list[int], list[str], str, bool, str, int]


class Brief(msgspec.Struct, array_like=True):
    """`Quiet`: times before `at_ms`, decimals as whole numbers, and what few have in `rest`."""

    offset: int
    at_ms: int
    born_before_ms: int
    learnt_before_ms: int
    learnt: int
    exposure: int
    compartment: int
    reports: int
    wordings: int
    counted: int
    is_wide: bool  # whether the text is UTF-16
    text: bytes
    rest: Rest | None


ENCODER = msgspec.msgpack.Encoder()
DECODER = msgspec.msgpack.Decoder(Brief)


def shortened(whole: bytes, state: Quiet) -> bytes:
    """The shorter form of what `quiet` wrote, and what it says."""
    learnt = round(state.learnt * THOUSANDTHS)
    exposure = round(state.exposure_h * HUNDREDTHS)
    compartment = round(state.compartment * THOUSANDTHS)
    if (
        learnt / THOUSANDTHS != state.learnt
        or exposure / HUNDREDTHS != state.exposure_h
        or compartment / THOUSANDTHS != state.compartment
    ):
        return whole  # of another rounding
    rest: Rest = (
        state.last,
        state.stances,
        state.red_flags,
        state.merged_into,
        state.merged_as_fact,
        state.mute,
        state.mute_from,
    )
    is_wide, text = _short_text(state.text)
    try:
        return ENCODER.encode(
            Brief(
                offset=state.offset,
                at_ms=state.at_ms,
                born_before_ms=state.at_ms - state.born_ms,
                learnt_before_ms=state.at_ms - state.learnt_ms,
                learnt=learnt,
                exposure=exposure,
                compartment=compartment,
                reports=state.reports,
                wordings=state.wordings,
                counted=state.counted,
                is_wide=is_wide,
                text=text,
                rest=None if rest == _usual(state.reports) else rest,
            )
        )
    except OverflowError:
        return whole  # a number of more than 64 bits


def lengthened(short: bytes) -> bytes:
    """The form that `quiet` writes."""
    if short.startswith(PLAIN):
        return short
    brief = DECODER.decode(short)
    last, stances, red_flags, merged_into, merged_as_fact, mute, mute_from = brief.rest or _usual(
        brief.reports
    )
    return msgspec.json.encode(
        Quiet(
            form=4,
            offset=brief.offset,
            at_ms=brief.at_ms,
            born_ms=brief.at_ms - brief.born_before_ms,
            learnt_ms=brief.at_ms - brief.learnt_before_ms,
            learnt=brief.learnt / THOUSANDTHS,
            exposure_h=brief.exposure / HUNDREDTHS,
            compartment=brief.compartment / THOUSANDTHS,
            last=last,
            reports=brief.reports,
            wordings=brief.wordings,
            stances=stances,
            counted=brief.counted,
            text=brief.text.decode(UTF16 if brief.is_wide else UTF8),
            red_flags=red_flags,
            merged_into=merged_into,
            merged_as_fact=merged_as_fact,
            mute=mute,
            mute_from=mute_from,
        )
    )


def _usual(reports: int) -> Rest:
    return (None, [reports, 0, 0], [], "", False, "", 0)


def _short_text(text: str) -> tuple[bool, bytes]:
    narrow = text.encode(UTF8)
    if len(narrow) <= 2 * len(text):
        return False, narrow  # nearly all letters are Latin; a wide form is no shorter
    wide = text.encode(UTF16)
    return len(wide) < len(narrow), min(wide, narrow, key=len)
