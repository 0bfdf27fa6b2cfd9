"""Why a wording was taken for another, in the viewer's language: what it kept, changed, added and
left out, which disguises were undone, which rule decided.

In: a comparison of the API. Out: one line of markup, in which the passages of people are escaped
and apart.
"""

from typing import Protocol

from markupsafe import escape

from dashboards.console.directions import apart
from schemas.api.comparisons import Change, Compared

MOST_WORDS = 4  # changes of plain words, the first; of times, places and the like all are told
LONGEST = 24  # characters of a passage

WHAT = {
    "en": {
        "time": "time",
        "date": "date",
        "amount": "amount",
        "phone": "phone number",
        "link": "link",
        "platform": "platform",
        "place": "place",
        "account": "account",
        "address": "mail address",
        "name": "name",
        "script": "Traditional or Simplified",
        "width": "full or half width",
        "spaces": "spaces between letters",
        "homophones": "words that sound alike",
        "look-alikes": "letters that look alike",
        "accents": "accents",
        "spelling": "another name for it",
    },
    "zh": {
        "time": "时间",
        "date": "日期",
        "amount": "数量",
        "phone": "电话",
        "link": "链接",
        "platform": "平台",
        "place": "地点",
        "account": "账号",
        "address": "邮箱",
        "name": "姓名",
        "script": "繁简",
        "width": "全角半角",
        "spaces": "字间空格",
        "homophones": "同音字",
        "look-alikes": "形近字",
        "accents": "变音符号",
        "spelling": "别称",
    },
}
KINDS = {
    "en": {
        "changed": "changed “{before}” to “{after}”",
        "named": "{what} changed: “{before}” to “{after}”",
        "another": "another {what}",
        "added": "added “{after}”",
        "left_out": "left out “{before}”",
        "moved": "moved “{after}”",
        "kept": "quotes “{after}”",
        "disguise": "disguise undone ({what}): “{after}” for “{before}”",
        "more": "{count} more changes",
        "shared": "{shared} of {characters} letters kept",
        "score": "score {score:.2f}",
        "between": "; ",
    },
    "zh": {
        "changed": "“{before}”改为“{after}”",
        "named": "{what}有变：“{before}”改为“{after}”",
        "another": "{what}换了一个",
        "added": "新增“{after}”",
        "left_out": "删去“{before}”",
        "moved": "“{after}”换了位置",
        "kept": "引用了“{after}”",
        "disguise": "还原伪装（{what}）：“{after}”即“{before}”",
        "more": "另有 {count} 处改动",
        "shared": "保留 {characters} 字中的 {shared} 字",
        "score": "相似度 {score:.2f}",
        "between": "；",
    },
}
RULES = {
    "en": {
        "same": "joined: the same letters",
        "score": "joined by its score",
        "long_passage": "joined by one long passage in common",
        "not_joined": "not joined: too little in common",
        "passage": "not joined: only a passage of the text says it",
    },
    "zh": {
        "same": "归入原因：文字相同",
        "score": "归入原因：相似度够高",
        "long_passage": "归入原因：有一长段相同",
        "not_joined": "未归入：相同内容太少",
        "passage": "未归入：只有其中一段与之相符",
    },
}


class Joined(Protocol):
    """What `/variants` and `/check` have in common."""

    score: float | None
    explanation: str
    compared: Compared | None


def explained(item: Joined, language: str) -> str:
    """Why it joined; what the API said in English where it did not say it in parts."""
    found = item.compared
    if found is None:
        return item.explanation
    forms = KINDS[language]
    parts = [forms["shared"].format(shared=found.shared, characters=found.characters)]
    if item.score is not None:
        parts.append(forms["score"].format(score=item.score))
    parts += _told(found.changes, language)
    if found.rule in RULES[language]:
        parts.append(RULES[language][found.rule])
    return escape(forms["between"]).join(parts)


def changed(found: Compared | None, language: str) -> str:
    """Only what changed: for a list in which the rest is the same for all."""
    if found is None:
        return ""
    return escape(KINDS[language]["between"]).join(_told(found.changes, language))


def _told(changes: list[Change], language: str) -> list[str]:
    of_words = [change for change in changes if change.what == "words"]
    of_kinds = [change for change in changes if change.what != "words"]
    told = [_said(change, language) for change in (*of_kinds, *of_words[:MOST_WORDS])]
    if len(of_words) > MOST_WORDS:
        told.append(KINDS[language]["more"].format(count=len(of_words) - MOST_WORDS))
    return told


def _said(change: Change, language: str) -> str:
    kind = change.kind
    if kind == "changed" and change.what != "words":
        # Both are masked, and they are not the same.
        kind = "another" if change.before == change.after else "named"
    form = KINDS[language].get(kind)
    if form is None:
        return kind  # of a newer API: it is told as it came, and is no form
    return escape(form).format(
        what=WHAT[language].get(change.what, change.what),
        before=apart(_short(change.before)),
        after=apart(_short(change.after)),
    )


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
