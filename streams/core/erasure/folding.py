"""Texts as they are compared: what chats, pages and JSON make of a text changes nothing in it.

In: a text, or the bytes of a record. Out: its signs without spaces, line feeds, signs that nobody
sees and brackets, in which messages put dots; markup, full width and links are as they were
written.
"""

import re
from dataclasses import dataclass

from streams.core.receivers.defanging import FULL_WIDTH_SLASH
from streams.core.receivers.markup import FULL_WIDTH

UNSEEN = "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"'}
# `&amp;lt;` is what becomes of an entity that somebody wrote
ENTITY = rf"&(?:amp;)*({'|'.join(ENTITIES)});"
SIGN = re.compile(rf"{ENTITY}|[^\s\[\]{UNSEEN}]")
SCHEME = re.compile(r"(?i:h(?:tt|xx)ps?)(?=\[?:\]?//)")
NARROW = {wide: chr(sign) for sign, wide in FULL_WIDTH.items()} | {ord(FULL_WIDTH_SLASH): "/"}
ESCAPE = re.compile(rb"\\+(?:u[0-9a-fA-F]{4}|[nrtbf])?|" + ENTITY.encode())
BESIDES = bytes(byte for byte in range(128) if not chr(byte).isalnum())
BESIDES_ASCII = re.compile(rf"[^\S\x00-\x7f]|[{UNSEEN}{''.join(map(chr, NARROW))}]")


@dataclass(frozen=True, slots=True)
class Folded:
    """Signs of a text, with where each begins and ends in it."""

    signs: str
    starts: list[int]
    ends: list[int]


def folded(text: str) -> Folded:
    """A text as it is compared."""
    plain = SCHEME.sub(_scheme, text.translate(NARROW))  # as long as before
    found = list(SIGN.finditer(plain))
    signs = "".join(ENTITIES[one[1]] if one[1] else one[0] for one in found)
    return Folded(signs, [one.start() for one in found], [one.end() for one in found])


def fold(text: str) -> str:
    """Only the signs."""
    return folded(text).signs


def letters(record: bytes) -> bytes:
    """What no way of writing a text changes in it, in JSON within JSON, too: letters and digits of
    ASCII, and most of what is no ASCII.
    """
    plain = ESCAPE.sub(b"", record).translate(None, BESIDES).replace(b"hxxp", b"http")
    return BESIDES_ASCII.sub("", plain.decode("utf-8", "replace")).encode()


def letters_of(text: str) -> set[bytes]:
    """The same of a text, in each way that a record may hold it."""
    # A backslash before a letter is no escape where its full width stands in a message.
    ways = {one for way in (text, fold(text)) for one in (way, way.replace("\\", ""))}
    return {letters(one.encode("utf-8", "replace")) for one in ways}


def _scheme(found: re.Match[str]) -> str:
    return found[0].lower().replace("xx", "tt")
