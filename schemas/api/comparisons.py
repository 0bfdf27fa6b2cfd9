"""A wording beside another one: what it kept, changed, added and left out."""

from msgspec import Struct


class Change(Struct):
    """One thing that a wording did to another, both masked.

    `kind`: changed, added, left_out, moved (a passage that stands elsewhere), kept (a long passage
    of a text that is mostly something else), disguise (the same, spelt otherwise). `what`: words,
    time, date, amount, phone, link, platform, place, account, address, name; of a disguise: script,
    width, spaces, homophones, look-alikes, accents, spelling.
    """

    kind: str
    what: str
    before: str
    after: str


class Compared(Struct):
    """A wording beside an earlier one: `shared` of its `characters` are in the new one.

    `rule`: what decided that it joined: same (the same letters), score, long_passage (a lower score
    and one long passage in common); not_joined; passage (not joined: a passage of it alone would
    be); empty where it is not known.
    """

    shared: int
    characters: int
    rule: str
    changes: list[Change]
