"""Lanes: where near-duplicates meet. A lane is "tenant/family", the key of the records it lies in.

Tenants never meet. Neither do the script families: what makes two texts alike differs between them,
and an index is tuned for one.
"""

import re
from collections.abc import Sequence

from streams.core.text import words_of
from streams.core.text.classes import CharacterClasses
from streams.core.text.patterns import CJK_LETTER_WEIGHS, is_dense

FEW = 12  # texts: looked at together they take as long as one by one
# Nearly all that Chinese texts are written with; and without any of these a text is its own words:
# see `words_of`. Of links the "/" or the "www.".
PLAIN = CharacterClasses(re.compile("[\u3400-\u9fff]"), re.compile("[/w@\uff20\ufe6b\\[]"))

FAMILIES = ("cjk", "alphabet")


def family(text: str) -> str:
    """The family that carries more of what the text says.

    Its own words decide: a link of a hundred letters says nothing, nor does whom it is sent to.
    """
    if text.isascii():
        return "alphabet"
    return "cjk" if is_dense(words_of(text)) else "alphabet"


def lane_of(tenant: str, text: str) -> str:
    """The lane in which near-duplicates of the text meet."""
    return f"{tenant}/{family(text)}"


def lanes_of(tenant: str, texts: Sequence[str]) -> list[str]:
    """`lane_of` many texts: the plainly Chinese are told by one look at all together."""
    if len(texts) < FEW:
        return [lane_of(tenant, text) for text in texts]
    dense = f"{tenant}/cjk"
    return [
        dense if plainly else lane_of(tenant, text)
        for text, plainly in zip(texts, _plainly_dense(texts), strict=True)
    ]


def _plainly_dense(texts: Sequence[str]) -> list[bool]:
    """Whether a text without anything but words holds enough ideographs to be dense by those."""
    return [
        not others and (CJK_LETTER_WEIGHS + 1) * dense > len(text)
        for text, dense, others in zip(texts, *PLAIN.counts_of(texts), strict=True)
    ]


def tenant_of(lane: str) -> str:
    """The tenant of a lane; empty where it is none."""
    return lane.rpartition("/")[0]


def family_of(lane: str) -> str:
    """The script family of a lane, one of `FAMILIES` where it is one."""
    return lane.rpartition("/")[2]
