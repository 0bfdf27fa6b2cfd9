"""What platforms put around a message: links, mentions, names of pictures. It is the same without.

In: a raw text. Out: its words.
"""

import re

from streams.core.text.links import may_hold_links, without_links
from streams.core.text.pictures import is_picture

# They address everybody, and are no names.
EVERYBODY = (
    "所有人|全体成员|全體成員|全体|全體|大家"
    "|(?i:all|everyone|everybody|here|channel|todos|semua)(?![A-Za-z0-9_.-])"
)
# A name ends where its script does: Chinese goes on behind it without a space. A handle of a
# network of networks has its server behind a second @.
LATIN_NAME = r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,38}(?:@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)?"
# Names of other scripts end at a space or a mark. Without one nobody can say where the name ends
# and the message begins. Such a run is a name only up to so many letters: to leave a few letters of
# a name in costs little, to take a message for a name loses it.
LONGEST_NAME = 8
OTHER_NAME = rf"[^\W\d_][\w-]{{0,{LONGEST_NAME - 1}}}(?![\w-])"
# Whoever is quoted or answered is named up to the colon.
QUOTED_NAME = r"(?:(?<=//@)|(?<=回复@)|(?<=回覆@))[\w-]{1,30}(?=\s?[:：])"
# After a letter of an address it is an address.
AT = r"(?<![A-Za-z0-9_.+-])[@＠﹫](?=\w)"
SURE_MENTION = re.compile(f"{AT}(?:{EVERYBODY}|{QUOTED_NAME}|{LATIN_NAME})")
MENTION = re.compile(f"{AT}(?:{EVERYBODY}|{QUOTED_NAME}|{LATIN_NAME}|{OTHER_NAME})")

MOST = 500  # mentions or pictures of one text: in bounded time, and there is nothing else in it

PICTURE = re.compile(r"\[([^\[\]\s]{1,8})\]")


def words_of(text: str, *, names: bool = False) -> str:
    """The text with a space in place of links, mentions and names of pictures.

    With `names` what may be the message as well as a name stays.
    """
    # Most texts have none of it, and looking for a literal costs a tenth of running a pattern.
    if may_hold_links(text):
        text = without_links(text)
    if "@" in text or "＠" in text or "﹫" in text:
        text = (SURE_MENTION if names else MENTION).sub(" ", text, count=MOST)
    if "[" in text:
        text = PICTURE.sub(_without_picture, text, count=MOST)
    return text


def _without_picture(found: re.Match[str]) -> str:
    return " " if is_picture(found[1]) else found[0]
