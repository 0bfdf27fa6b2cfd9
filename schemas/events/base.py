"""What every event is made of."""

import msgspec


class Event(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A fact of the log, or a part of one.

    Structs of msgspec, which are made, written and read several times as quickly as dataclasses.
    Fields that hold their default are not written: records are shorter, and a field that came later
    leaves the bytes of those that do not use it as they were. Events hold no cycles, so the garbage
    collector need not look for them.
    """
