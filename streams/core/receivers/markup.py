"""Notes as one text in a service's markup, within its length.

In: a `Note`, how the service marks up, and how much it takes. Out: the text; what has no room is
left out from the end, and a digest says how many lines are.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from streams.core.receivers.note import Note

# What means something in the markdown of Chinese robots, whose clients differ on backslashes:
# the same signs in their full width mean nothing anywhere.
FULL_WIDTH = str.maketrans("\\`*_[]<>#~|!", "＼｀＊＿［］＜＞＃～｜！")
# what would end a link, or begin something else in it: an analyst's link is text, too
ENDING = {ord(sign): f"%{ord(sign):02X}" for sign in "() <>[]*\\`|\"'\n\t"}
HTML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})
SLACK = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


@dataclass(frozen=True, kw_only=True)
class Markup:
    """How a service writes: each of these takes plain text and gives its markup."""

    escape: Callable[[str], str]
    bold: Callable[[str], str]
    link: Callable[[str, str], str]
    quote: Callable[[str], str]
    between: str  # what begins a new line
    size: Callable[[str], int]  # of a text, in what the service counts


def _markdown_link(label: str, url: str) -> str:
    return f"[{label}]({url.translate(ENDING)})"


MARKDOWN = Markup(
    escape=lambda text: text.translate(FULL_WIDTH),
    bold=lambda text: f"**{text}**",
    link=_markdown_link,
    quote=lambda text: f"> {text}",
    between="\n",
    size=lambda text: len(text.encode()),
)
TELEGRAM_HTML = Markup(
    escape=lambda text: text.translate(HTML),
    bold=lambda text: f"<b>{text}</b>",
    link=lambda label, url: f'<a href="{url.translate(HTML)}">{label}</a>',
    quote=lambda text: f"<blockquote>{text}</blockquote>",
    between="\n",
    # of UTF-16, as Telegram counts; tags and entities count in vain, which only leaves more room
    size=lambda text: len(text.encode("utf-16-le")) // 2,
)


def text_of(note: Note, markup: Markup, most: int) -> str:
    """The whole note as one text of at most `most`, by the markup's own measure."""
    for shorter in _shorter(note):
        text = _text(shorter, markup)
        if markup.size(text) <= most:
            return text
    raise AssertionError("a title and a keyword fit into every service")


def within(note: Note, lines: int) -> Note:
    """The note with its first lines only, and how many are missing."""
    missing = len(note.lines) - lines
    if missing <= 0:
        return note
    return replace(note, lines=(*note.lines[:lines], note.more.format(count=missing)))


def _shorter(note: Note) -> Iterator[Note]:
    """The note, then with less and less: lines, quotes, facts and at last all but the title."""
    yield note
    lines = len(note.lines)
    while lines > 1:
        lines -= max(1, lines // 16)  # a digest of hundreds is not tried line by line
        yield within(note, lines)
    for count in range(len(note.quotes) - 1, -1, -1):
        yield replace(note, lines=(), quotes=note.quotes[:count])
    for count in range(len(note.facts) - 1, -1, -1):
        yield replace(note, lines=(), quotes=(), facts=note.facts[:count])
    yield replace(note, lines=(), quotes=(), facts=(), links=note.links[:1])
    yield replace(note, lines=(), quotes=(), facts=(), links=(), lead="")


def _text(note: Note, markup: Markup) -> str:
    escape = markup.escape
    lines = [markup.bold(escape(note.title))]
    if note.lead:
        lines.append(escape(note.lead))
    lines += [f"{escape(label)}{note.colon}{escape(value)}" for label, value in note.facts]
    if note.quotes:
        lines.append(f"{escape(note.quotes_title)}{note.colon}".rstrip())
        lines += [markup.quote(escape(text)) for text in note.quotes]
    lines += [escape(line) for line in note.lines]
    if note.links:
        lines.append(" · ".join(markup.link(escape(label), url) for label, url in note.links))
    text = markup.between.join(lines)
    return with_keyword(text, escape(note.keyword), markup.between)


def with_keyword(text: str, keyword: str, between: str) -> str:
    """The text, with the robot's keyword at its end where it is not in there anyway."""
    return text if keyword in text else f"{text}{between}{keyword}"
