"""Draws what people see: the recorded message of each kind as an SVG, for docs/receivers.md.

    python -m deploy.cli.pictures

In: schemas/examples. Out: docs/pictures, committed; a test compares them. It shows what stands in a
message and in which order, not the colours of an app.
"""

import json
import re
from collections.abc import Callable, Iterator
from html import escape, unescape
from pathlib import Path
from typing import Any, NamedTuple

from deploy.cli import examples
from streams.core.receivers.kinds import KINDS

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
WIDTH = 460  # pixels, of a phone
LINE = 20  # pixels from line to line
COLUMNS = 62  # of Latin letters; Chinese ones are two wide
SHOWN = "alert.corrected"  # it holds a verdict and its link, too
CHINESE = ("feishu", "dingtalk", "wecom")  # their picture is in the language of their users
MARKDOWN_LINK = re.compile(r"\[([^]]*)\]\([^)]*\)")
TAG = re.compile(r"<[^>]+>")
BOLD = ' font-weight="bold"'
COLOURS = {"title": "#111", "text": "#333", "link": "#1264a3", "quote": "#666"}


class Piece(NamedTuple):
    """A line of a message and what it is: title, text, link or quote."""

    style: str
    text: str


def slack(body: dict[str, Any]) -> Iterator[Piece]:
    for block in body["blocks"]:
        if block["type"] == "header":
            yield Piece("title", block["text"]["text"])
        elif block["type"] == "actions":
            labels = [f"[ {one['text']['text']} ]" for one in block["elements"]]
            yield Piece("link", "  ".join(labels))
        else:
            texts = [block["text"]] if "text" in block else block["fields"]
            for one in texts:
                for line in one["text"].split("\n"):
                    yield Piece("quote" if line.startswith(">") else "text", line)


def feishu(body: dict[str, Any]) -> Iterator[Piece]:
    yield Piece("title", body["card"]["header"]["title"]["content"])
    for element in body["card"]["elements"]:
        if element["tag"] == "action":
            labels = [f"[ {one['text']['content']} ]" for one in element["actions"]]
            yield Piece("link", "  ".join(labels))
        elif element["tag"] == "div":
            texts = (
                [element["text"]] if "text" in element else [f["text"] for f in element["fields"]]
            )
            for one in texts:
                for line in one["content"].split("\n"):
                    yield Piece("quote" if line.startswith("“") else "text", line)


def _markdown(text: str) -> Iterator[Piece]:
    for line in filter(None, text.split("\n")):
        if line.startswith("**"):
            yield Piece("title", line.strip("*"))
        elif MARKDOWN_LINK.search(line):
            yield Piece("link", MARKDOWN_LINK.sub(r"\1", line))
        else:
            yield Piece("quote" if line.startswith("> ") else "text", line.removeprefix("> "))


def dingtalk(body: dict[str, Any]) -> Iterator[Piece]:
    yield from _markdown(body["markdown"]["text"])


def wecom(body: dict[str, Any]) -> Iterator[Piece]:
    yield from _markdown(body["markdown"]["content"])


def telegram(body: dict[str, Any]) -> Iterator[Piece]:
    for line in body["text"].split("\n"):
        marks = {"<b>": "title", "<blockquote>": "quote", "<a ": "link"}
        style = next((of for mark, of in marks.items() if line.startswith(mark)), "text")
        yield Piece(style, unescape(TAG.sub("", line)))


def alertmanager(body: list[dict[str, Any]]) -> Iterator[Piece]:
    for alert in body:
        labels = ", ".join(f'{name}="{value}"' for name, value in alert["labels"].items())
        yield Piece("title", f"{{{labels}}}")
        for name, value in alert["annotations"].items():
            style = "link" if value.startswith("http") else "text"
            yield Piece(style, f"{name}: {' / '.join(value.splitlines())}")


def one_text(body: dict[str, Any]) -> Iterator[Piece]:
    """A message that is one text without markup, whatever its field is called."""
    for text in body.values():
        for line in str(text).split("\n"):
            yield Piece("quote" if line.startswith("> ") else "text", line.removeprefix("> "))


# The other kinds are one text; `standard` is for programs.
DRAWN: dict[str, Callable[[Any], Iterator[Piece]]] = {
    "alertmanager": alertmanager,
    "slack": slack,
    "feishu": feishu,
    "dingtalk": dingtalk,
    "wecom": wecom,
    "telegram": telegram,
}


def files() -> dict[str, str]:
    """File name -> picture."""
    made = {}
    for kind in KINDS:
        if kind == "standard":
            continue
        pieces: Callable[[Any], Iterator[Piece]] = DRAWN.get(kind, one_text)
        bodies = json.loads((examples.FOLDER / f"{kind}.json").read_text())
        name = f"{SHOWN} zh" if kind in CHINESE else SHOWN
        made[f"{kind}.svg"] = _svg(list(_wrapped(pieces(bodies[name]))))
    return made


def _wrapped(pieces: Iterator[Piece]) -> Iterator[Piece]:
    for piece in pieces:
        line, wide = "", 0
        for sign in piece.text:
            size = 2 if ord(sign) > 0x2E80 else 1
            if wide + size > COLUMNS:
                yield Piece(piece.style, line)
                line, wide = "", 0
            line, wide = line + sign, wide + size
        yield Piece(piece.style, line)


def _svg(pieces: list[Piece]) -> str:
    height = LINE * len(pieces) + 28
    texts = [
        f'<text x="18" y="{LINE * number + 28}" fill="{COLOURS[piece.style]}"'
        f"{BOLD if piece.style == 'title' else ''}>{escape(piece.text)}</text>"
        for number, piece in enumerate(pieces)
    ]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
            'font-family="sans-serif" font-size="14">',
            f'<rect width="{WIDTH}" height="{height}" rx="8" fill="#fff" stroke="#ccc"/>',
            f'<rect width="4" height="{height}" fill="#e8a33d"/>',
            *texts,
            "</svg>\n",
        ]
    )


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, content in files().items():
        (FOLDER / name).write_text(content)
        print(FOLDER / name)


if __name__ == "__main__":
    main()
