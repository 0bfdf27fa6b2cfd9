"""Kinds of what a text says: words, and slots of which each wording has another."""

from typing import NamedTuple

WORDS = "words"
TIME = "time"
DATE = "date"
AMOUNT = "amount"
PHONE = "phone"
LINK_KIND = "link"
PLATFORM = "platform"
PLACE = "place"
ACCOUNT = "account"
ADDRESS = "address"
NAME = "name"
LABELS = {
    "[phone]": PHONE,
    "[card]": ACCOUNT,
    "[id]": ACCOUNT,
    "[email]": ADDRESS,
    "@[name]": NAME,
}


class Piece(NamedTuple):
    """`normal[start:end]`. `size` is how many letters and digits it has."""

    start: int
    end: int
    key: str
    kind: str
    value: str
    size: int

    @property
    def is_slot(self) -> bool:
        """Whether it is one of a kind, and not the words themselves."""
        return self.kind != WORDS
