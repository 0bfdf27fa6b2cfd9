"""Texts as they are compared: what chats, pages and JSON make of a text changes nothing in it.

In: a text, or the bytes of a record. Out: its signs without spaces, line feeds, signs that nobody
sees and brackets, in which messages put dots; markup and links are as they were written, and signs
are narrow, small and Simplified.
"""

import re
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from streams.core.erasure.alike import alike, signs_alike

UNSEEN = "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"'}
# `&amp;lt;` is what becomes of an entity that somebody wrote
ENTITY = rf"&(?:amp;)*({'|'.join(ENTITIES)});"
SIGN = re.compile(rf"{ENTITY}|[^\s\[\]{UNSEEN}]")
SCHEME = re.compile(r"h(?:tt|xx)ps?(?=\[?:\]?//)")
ESCAPE = re.compile(rb"\\+(?:u[0-9a-fA-F]{4}|[nrtbf])?|(?i:" + ENTITY.encode() + b")")
WIDE = re.compile("[\uff06\ufe60]")  # an entity may begin with these, too
WIDE_ENTITY = re.compile(ENTITY)
BESIDES = re.compile(rf"[\s{UNSEEN}]|(?![a-zA-Z0-9])[\x00-\x7f]")


@dataclass(frozen=True, slots=True)
class Folded:
    """Signs of a text, with where each begins and ends in it."""

    signs: str
    starts: list[int]
    ends: list[int]


def folded(text: str) -> Folded:
    """A text as it is compared."""
    plain = SCHEME.sub(_scheme, alike(text))  # as long as before
    found = list(SIGN.finditer(plain))
    signs = "".join(ENTITIES[one[1]] if one[1] else one[0] for one in found)
    return Folded(signs, [one.start() for one in found], [one.end() for one in found])


def fold(text: str) -> str:
    """Only the signs."""
    return folded(text).signs


def letters(record: bytes) -> bytes:
    """What no way of writing a text changes in it, in JSON within JSON, too: letters and digits of
    ASCII, and most of what is no ASCII, as they are compared.
    """
    plain = ESCAPE.sub(b"", record).decode("utf-8", "replace")
    if WIDE.search(plain):
        plain = WIDE_ENTITY.sub("", alike(plain))
    points = _letters()[np.frombuffer(plain.encode("utf-32-le"), "<u4")]
    kept: str = points[points != 0].tobytes().decode("utf-32-le")
    return kept.replace("hxxp", "http").encode()


@cache
def _letters() -> NDArray[np.uint32]:
    """Code point -> the one it is compared as, 0 where it is left out: records are long, and a look
    at each sign by itself takes ten times as long.
    """
    table = np.arange(0x110000, dtype="<u4")
    for point, sign in signs_alike().items():
        table[point] = ord(sign)
    everything = "".join(map(chr, range(0x10000)))
    besides = [found.start() for found in BESIDES.finditer(everything)]
    table[np.isin(table, besides)] = 0
    return table


def letters_of(text: str) -> set[bytes]:
    """The same of a text, in each way that a record may hold it."""
    # A backslash before a letter is no escape where its full width stands in a message.
    ways = {one for way in (text, fold(text)) for one in (way, way.replace("\\", ""))}
    return {letters(one.encode("utf-8", "replace")) for one in ways}


def _scheme(found: re.Match[str]) -> str:
    return found[0].replace("xx", "tt")
