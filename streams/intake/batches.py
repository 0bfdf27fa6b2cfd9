"""Finds the items of a batch, counts them, then judges them. In: the bytes of a body. Out: usable
reports, and what is wrong with the others.

An array is decoded in pieces, which end where one object follows another: pieces that are each a
list of reports are one when joined. Only within a piece that is none are items looked for one by
one, and decoded once all are counted. NDJSON is cut at line ends. All of it is work in turns, with
pauses at most some milliseconds apart whatever the body holds.
"""

import re
from collections.abc import Sequence

import msgspec

from schemas.api.fields import MOST_REPORTS
from schemas.api.problems import FieldError
from schemas.api.reports import RejectedItem, ReportIn
from streams.intake.decoding import BYTE_ORDER_MARK, ONE, decode, field_error, well_formed
from streams.intake.problems import Problem
from streams.intake.turns import Work
from streams.intake.validation import judge

LARGEST_ITEM = 256 << 10  # bytes: more than any good report needs, however it is escaped
MOST_QUOTES = 1_000  # in an item larger than that; more of them could make decoding it slow
PIECE = 256 << 10  # bytes decoded in one go: a millisecond or two
# From bracket to bracket: five times as many as so many reports with attributes have; a tenth of a
# second.
MOST_STEPS = 200_000
OFTEN = 32  # items between two pauses, where each is quick
MANY = msgspec.json.Decoder(list[ReportIn])

# Possessive (*+, ++) throughout: nothing is tried twice, so time grows with length only.
SPACE = re.compile(rb"[ \t\r\n]*+")
BETWEEN = re.compile(rb"\}[ \t\r\n]*+(?=,[ \t\r\n]*+\{)")
SCALAR = re.compile(rb'[^"\[\]{},]++')
STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
PART = rb'[^"\[\]{}]++|"[^"\\]*+(?:\\.[^"\\]*+)*+"'
FLAT = rb"[\[{](?:%b){0,1000}[\]}]" % PART
# What lies inside an object or array: what needs no counting, else brackets. Bounded, so that a
# pause comes soon enough.
INSIDE = re.compile(rb"(?:%b|%b){1,1000}|([\[{]++)|([\]}]++)" % (PART, FLAT), re.DOTALL)
OBJECT_ENDS = (b"}", b"}\r")
COMMA = ord(",")
OPENING = 1  # groups of INSIDE
CLOSING = 2


class Batch:
    """The items of one body. `items` are those found so far, also where the whole is refused."""

    def __init__(self, *, lines: bool) -> None:
        self.lines = lines
        self.items: list[ReportIn | bytes] = []  # decoded, or as they stand in the body
        self._steps = 0
        self._body = b""
        self._end = 0

    def judge(self, body: bytes) -> Work[tuple[list[ReportIn], list[RejectedItem]]]:
        """The good items, and the others with their indexes.

        Raises a 400, 413 or 422 problem for the whole.
        """
        self._body = body
        self._end = len(body)
        yield from self._find_lines() if self.lines else self._find_in_array()
        if not self.items:
            raise Problem(422, "empty_batch", "the batch holds no report")
        good = list[ReportIn]()
        rejected = list[RejectedItem]()
        for first in range(0, len(self.items), OFTEN):
            some = self.items[first : first + OFTEN]
            for index, item in enumerate(self._decode_together(some), first):
                found = item if isinstance(item, ReportIn) else self._decode(index, item)
                wrong = judge(found) if isinstance(found, ReportIn) else found
                if wrong is not None:
                    rejected.append(_rejected(index, wrong))
                    # the slow reader may have taken some milliseconds to see what is wrong
                    yield
                elif isinstance(found, ReportIn):
                    good.append(found)
            yield
        return good, rejected

    def _find_lines(self) -> Work[None]:
        at = 0
        while (at := self._skip_space(at)) < self._end:
            stop = self._body.find(b"\n", at + PIECE)
            stop = self._end if stop < 0 else stop
            self.items += [
                line for line in self._body[at:stop].split(b"\n") if line and not line.isspace()
            ]
            self._expect_few()
            at = stop
            yield

    def _find_in_array(self) -> Work[None]:
        at, self._end = _inside_of_array(self._body)
        if self._skip_space(at) == self._end:
            return
        while True:
            at = yield from self._find_in_piece(at)
            yield
            if at == self._end:
                return
            at += 1  # the comma

    def _find_in_piece(self, at: int) -> Work[int]:
        """Finds items from here on -> where the comma after them is, or the end."""
        stop = self._end
        if stop - at > 2 * PIECE:
            between = BETWEEN.search(self._body, at + PIECE, at + 2 * PIECE)
            stop = between.end() if between else at
        try:
            found = MANY.decode(b"[%b]" % self._body[at:stop])
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            found = []  # which item it is shows below, one by one
        if not found:
            return (yield from self._find_one_by_one(at))
        self.items += found
        self._expect_few()
        return stop

    def _find_one_by_one(self, at: int) -> Work[int]:
        enough = min(at + PIECE, self._end)
        while True:
            start = self._skip_space(at)
            stop = yield from self._end_of_value(start)
            at = self._skip_space(stop)
            if stop == start or (at < self._end and self._body[at] != COMMA):
                raise _malformed(f"item {len(self.items)} is no value, or no comma follows it")
            self.items.append(self._body[start:stop])
            self._expect_few()
            if at >= enough:
                return at
            at += 1

    def _end_of_value(self, start: int) -> Work[int]:
        """Where the value that begins here ends; nothing but brackets and strings is looked at.

        `start` where none begins or it does not end.
        """
        first = self._body[start : start + 1]
        if not first or first not in b"[{":
            found = (STRING if first == b'"' else SCALAR).match(self._body, start, self._end)
            return found.end() if found else start
        at = start + 1
        depth = 1
        while part := INSIDE.match(self._body, at, self._end):
            at = part.end()
            long = part.end() - part.start()
            if part.lastindex == OPENING:
                depth += long
            elif part.lastindex == CLOSING:
                if long >= depth:
                    return part.start() + depth
                depth -= long
            self._steps += 1
            if self._steps > MOST_STEPS:
                detail = (
                    f"item {len(self.items)} holds more objects and arrays than any batch of "
                    "reports; a report is flat"
                )
                raise Problem(413, "too_deep", detail)
            if self._steps % OFTEN == 0:
                yield
        return start

    def _expect_few(self) -> None:
        if len(self.items) > MOST_REPORTS:
            raise Problem(
                413,
                "too_many_reports",
                f"a batch holds at most {MOST_REPORTS} reports, this one more: send several",
            )

    def _skip_space(self, at: int) -> int:
        found = SPACE.match(self._body, at, self._end)
        return found.end() if found else at

    def _decode_together(self, items: Sequence[ReportIn | bytes]) -> Sequence[ReportIn | bytes]:
        """Lines as reports, in half the time that one after another takes; as they are where some
        have to be looked at by themselves.
        """
        lines = [
            item
            for item in items
            if isinstance(item, bytes) and item[:1] == b"{" and item.endswith(OBJECT_ENDS)
        ]
        if not self.lines or len(lines) < len(items) or sum(map(len, lines)) > PIECE:
            return items
        try:
            found: list[ReportIn] = ONE.decode_lines(b"\n".join(lines))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return items
        # As many as lines: then each is one. What a line leaves open the next cannot go on with,
        # since it begins with a bracket, and within strings no line ends.
        return found if len(found) == len(lines) else items

    def _decode(self, index: int, item: bytes) -> ReportIn | FieldError:
        if len(item) > LARGEST_ITEM:
            return _decode_large(item)
        if self.lines:
            # files with a mark each, joined by somebody's `cat`
            return decode(item.removeprefix(BYTE_ORDER_MARK))
        found = decode(item)
        if isinstance(found, FieldError) and (
            found.code == "malformed_json" or not well_formed(item)
        ):
            raise _malformed(f"item {index} is no JSON")
        return found


def _rejected(index: int, wrong: FieldError) -> RejectedItem:
    return RejectedItem(index=index, pointer=wrong.pointer, code=wrong.code, message=wrong.message)


def _decode_large(item: bytes) -> ReportIn | FieldError:
    """An item that is large because one of its values is:

    which one is worth saying, but not at any price.
    """
    if item.count(b'"') <= MOST_QUOTES:
        try:
            return ONE.decode(item)
        except msgspec.ValidationError as error:
            return field_error(str(error))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            pass
    return FieldError(
        "", "too_large", f"a report holds at most {LARGEST_ITEM} bytes; send the relevant part"
    )


def _inside_of_array(body: bytes) -> tuple[int, int]:
    """Where the content of the array begins and ends.

    Raises 400 or 422 where the body is no array.
    """
    stripped = body.strip(b" \t\r\n")
    if stripped[:1] != b"[":
        if well_formed(body):
            detail = (
                "a batch is a JSON array of reports, "
                "or NDJSON with content type application/x-ndjson"
            )
            raise Problem(422, "not_an_array", detail)
        raise _malformed("the body is no JSON array")
    if len(stripped) < 2 or not stripped.endswith(b"]"):
        raise _malformed("the array does not end")
    start = body.index(b"[")
    return start + 1, start + len(stripped) - 1


def _malformed(why: str) -> Problem:
    return Problem(400, "malformed_json", f"the JSON cannot be read: {why}")
