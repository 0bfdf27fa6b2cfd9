"""Links that reporters wrote, made so that no chat makes a link of them, and everybody reads them.

In: a telling. Out: the same with `hxxp[:]//bad[.]example` where a text, a title, a channel or a
place has a link. Links that are ours or an analyst's are not in these.
"""

import re
from dataclasses import replace

from msgspec import structs

from schemas.events import Alert, Share, VerdictTold
from streams.core.masking import HAN_DOMAINS
from streams.core.receivers.tellings import Digest, Telling

SCHEME = re.compile(r"(?i:(?<![a-z])h(?:tt)p(s?))?://")
# A dot inside a word is one of a domain: chats know some endings, and each knows others. Two
# letters behind it, since "U.S." is none; sentences in Han letters are written without spaces, so
# of these only endings of domains count.
LETTER = r"[^\W\d_\u3040-\u30ff\u3400-\u9fff]"
DOT = re.compile(rf"(?<=[^\s.])\.(?={LETTER}{{2}}|{HAN_DOMAINS})")
# A number of four parts is an address, too.
FOUR_PARTS = re.compile(r"(?<![\d.])(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?![\d.])")
# In Telegram a word behind a slash is a command, which whoever touches it sends.
COMMAND = re.compile(r"(?<![A-Za-z0-9_/])/(?=[A-Za-z0-9_])")
FULL_WIDTH_SLASH = "／"


def defanged(telling: Telling, *, commands: bool = False) -> Telling:
    """The telling without links in what reporters wrote; nor `commands`, where they are links."""
    content = telling.content
    if isinstance(content, Alert):
        content = _alert(content, commands)
    elif isinstance(content, Digest):
        alerts = tuple(_alert(alert, commands) for alert in content.alerts)
        content = replace(content, alerts=alerts)
    elif isinstance(content, VerdictTold):
        content = structs.replace(content, title=without_links(content.title, commands=commands))
    merged_title = without_links(telling.merged_title, commands=commands)
    return replace(telling, content=content, merged_title=merged_title)


def without_links(text: str, *, commands: bool = False) -> str:
    """A text in which nothing is a link."""
    text = SCHEME.sub(_scheme, text)
    text = FOUR_PARTS.sub(r"\1[.]\2[.]\3[.]\4", text)
    text = DOT.sub("[.]", text)
    return COMMAND.sub(FULL_WIDTH_SLASH, text) if commands else text


def _scheme(found: re.Match[str]) -> str:
    return "[:]//" if found[1] is None else f"hxxp{found[1].lower()}[:]//"


def _alert(alert: Alert, commands: bool) -> Alert:
    return structs.replace(
        alert,
        title=without_links(alert.title, commands=commands),
        newest=tuple(without_links(text, commands=commands) for text in alert.newest),
        channels=_shares(alert.channels, commands),
        places=_shares(alert.places, commands),
    )


def _shares(shares: tuple[Share, ...], commands: bool) -> tuple[Share, ...]:
    return tuple(
        structs.replace(share, name=without_links(share.name, commands=commands))
        for share in shares
    )
