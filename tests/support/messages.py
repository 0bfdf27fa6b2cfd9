"""What the messages of each kind say."""

import json

from streams.core.receivers.kinds import KINDS
from streams.core.receivers.tellings import Manner, Telling
from tests.support.services import CHECKS

CHATS = tuple(CHECKS)
FOR_PEOPLE = tuple(kind for kind in CHATS if kind != "alertmanager")


def said_by(kind: str, told: Telling, language: str = "en") -> str:
    """What people read."""
    return text_in(json.loads(KINDS[kind].body(told, manner=Manner(language=language))))


def text_in(found: object) -> str:
    """Every text of a message, however deep."""
    if isinstance(found, dict):
        return "\n".join(text_in(value) for value in found.values())
    if isinstance(found, list):
        return "\n".join(text_in(value) for value in found)
    return str(found)
