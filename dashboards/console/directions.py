"""Texts of others beside our words and figures, in whatever direction they are read.

In: a text, or a whole page. Out: the page without signs that turn the direction of reading; a text
that keeps its own direction to itself.
"""

from markupsafe import Markup, escape

# What receivers leave out of chats, too: a place called so turns the figure beside it round.
TURNING = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def one_way(page: str) -> str:
    """A page without signs that turn the direction of reading, wherever in it they stand."""
    for sign in TURNING:
        page = page.replace(sign, "")
    return page


def as_typed(text: str) -> Markup:
    """What somebody typed, for a field that sends it again: every sign of it comes back."""
    shown = escape(text)
    for sign in TURNING:
        shown = shown.replace(sign, Markup("&#{};").format(ord(sign)))
    return shown


def apart(text: str) -> Markup:
    """A text that is read in its own direction, within a sentence that is read in ours."""
    return Markup("<bdi>{}</bdi>").format(text)
