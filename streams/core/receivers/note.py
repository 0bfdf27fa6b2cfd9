"""A message as people read it, before any service's markup: title, one sentence, facts, quotes,
lines, links. What a chat is told is written here once, in the receiver's language.

In: a `Telling`. Out: a `Note` of plain text; a kind escapes it, cuts it to its service's limits and
says it in its own form.
"""

from dataclasses import dataclass

from schemas.events import Alert, Share, VerdictGiven, VerdictTold
from streams.core.figures import two_digits
from streams.core.receivers.tellings import Digest, Health, Manner, Ping, Telling, page_of
from streams.core.receivers.words import CHANGES, ENDED, KINDS, LEVELS, RATINGS, TEXTS
from streams.core.times import clock, rfc3339

RESOLVED = "alert.resolved"
MOST_NAMES = 5  # channels or places in a message for a phone; all of them are on the page
MOST_QUOTES = 3
LONGEST_TITLE = 80  # characters of a rumor's title
LONGEST_QUOTE = 200  # characters of a wording
LONGEST_NAME = 40  # characters of a channel, a place or an analyst
LONGEST_SUMMARY = 400  # characters of an analyst's summary
LONGEST_LINK = 1_500  # characters; a longer one is left out: half a link leads nowhere
# Unicode's Bidi_Control
TURNING = dict.fromkeys((0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))
TONES = {"watch": "blue", "surge": "yellow", "major": "orange", "critical": "red"}
SEPARATORS = {"en": ", ", "zh": "、"}
COLONS = {"en": ": ", "zh": "："}


@dataclass(frozen=True, kw_only=True)
class Note:
    """Plain text: nothing in it is markup, whatever it looks like."""

    title: str
    tone: str  # grey | blue | yellow | orange | red | green
    lead: str
    facts: tuple[tuple[str, str], ...] = ()
    quotes_title: str = ""
    quotes: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()  # of a digest, the most important first
    links: tuple[tuple[str, str], ...] = ()
    colon: str = ": "
    more: str = ""  # a line in place of `{count}` lines that have no room
    keyword: str = ""


def note_of(telling: Telling, manner: Manner) -> Note:
    """What a telling says to people."""
    content = telling.content
    if isinstance(content, Alert):
        return _alert(telling, content, manner)
    if isinstance(content, Digest):
        return _digest(telling, content, manner)
    if isinstance(content, VerdictTold):
        return _answer(telling, content, manner)
    if isinstance(content, Ping):
        return _ping(content, manner)
    return _health(content, manner)


def cut(text: str, most: int) -> str:
    """At most so many characters on one line, with an ellipsis where something is missing."""
    line = " ".join(one_way(text).split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def one_way(text: str) -> str:
    """A text without what turns the direction of reading: one that is never closed would turn what
    stands behind it, too, such as a verdict.
    """
    return text.translate(TURNING)


def _alert(telling: Telling, alert: Alert, manner: Manner) -> Note:
    language = manner.language
    texts = TEXTS[language]
    links = [(texts["open"], page_of(telling.links, alert.rumor_id))]
    if alert.verdict and alert.verdict.link:
        links.append((texts["refutation"], alert.verdict.link))
    over = telling.type == RESOLVED
    return Note(
        title=f"{_heading(alert, telling.type, language)}{COLONS[language]}"
        f"{cut(alert.title, LONGEST_TITLE)}",
        tone="green" if over else TONES.get(alert.level, "grey"),
        lead=why(telling, alert, language),
        facts=tuple(_facts(telling, alert, language)),
        quotes_title=texts["newest"],
        # an alert has them oldest first
        quotes=tuple(cut(text, LONGEST_QUOTE) for text in alert.newest[::-1][:MOST_QUOTES]),
        links=tuple((label, url) for label, url in links if len(url) <= LONGEST_LINK),
        colon=COLONS[language],
        keyword=manner.keyword,
    )


def _heading(alert: Alert, type: str, language: str) -> str:
    """Level, kind and change in words: Major surge, escalated, a rumor is surging."""
    change = CHANGES[language].get(type.removeprefix("alert."), "")
    level = LEVELS[language].get(alert.level, alert.level)
    return " · ".join(
        part for part in (level, change, kind_in_words(alert, type, language)) if part
    )


def kind_in_words(alert: Alert, type: str, language: str) -> str:
    """What the rumor does, or did where its alert is over."""
    over = type == RESOLVED or alert.resolved_at_ms or alert.merged_into
    return (ENDED if over else KINDS)[language].get(alert.kind, alert.kind)


def why(telling: Telling, alert: Alert, language: str) -> str:
    """One sentence in words and numbers, as of when it is told."""
    texts = TEXTS[language]
    # English has it already, in the words of who counted
    parts = [alert.why] if language == "en" else _counted(telling, alert, language)
    anonymous = alert.anonymous
    if anonymous * 2 > alert.reporters and texts["anonymous"].split("}")[1] not in alert.why:
        parts.append(texts["anonymous"].format(anonymous=anonymous))
    if telling.type == RESOLVED and alert.resolved_at_ms:
        ended = clock(alert.resolved_at_ms, telling.at_ms)
        parts.append(texts["over"].format(time=ended))
    if alert.delayed_s:
        parts.append(texts["delayed"].format(minutes=max(1, round(alert.delayed_s / 60))))
    return ("；" if language == "zh" else "; ").join(parts)


def _counted(telling: Telling, alert: Alert, language: str) -> list[str]:
    texts = TEXTS[language]
    counts = texts["why"].format(
        observed=round(alert.observed),
        minutes=alert.window_s // 60,
        baseline=two_digits(alert.baseline),
    )
    parts = [counts, texts["since"].format(time=clock(alert.started_at_ms, telling.at_ms))]
    independent = alert.independent
    if independent is not None and 2 * independent < alert.reporters:
        named = {"independent": independent, "reporters": alert.reporters}
        parts.append(texts["independent"].format(**named))
    return parts


def _facts(telling: Telling, alert: Alert, language: str) -> list[tuple[str, str]]:
    texts = TEXTS[language]
    merged = cut(telling.merged_title, LONGEST_TITLE) if alert.merged_into else ""
    facts = [
        (texts["reporters"], str(alert.reporters)),
        (texts["reports"], str(alert.reports)),
        (texts["verdict"], _verdict(alert.verdict, language)),
        (texts["channels"], _names(alert.channels, language)),
        (texts["places"], _names(alert.places, language)),
        (texts["taken_by"], cut(alert.taken_by, LONGEST_NAME)),
        (texts["merged"], merged or cut(alert.merged_into, LONGEST_NAME)),
    ]
    return [(label, value) for label, value in facts if value]


def _verdict(verdict: VerdictGiven | None, language: str) -> str:
    if verdict is None:
        return TEXTS[language]["no_verdict"]
    rating = RATINGS[language].get(verdict.rating, verdict.rating)
    summary = cut(verdict.summary, LONGEST_SUMMARY)
    return f"{rating}{COLONS[language]}{summary}" if summary else rating


def _names(shares: tuple[Share, ...], language: str) -> str:
    named = [f"{cut(share.name, LONGEST_NAME)} {share.reports}" for share in shares[:MOST_NAMES]]
    return SEPARATORS[language].join(named)


def _digest(telling: Telling, digest: Digest, manner: Manner) -> Note:
    language = manner.language
    texts = TEXTS[language]
    levels = list(TONES)
    # the gravest first: a service that has no room for all of them still shows these
    alerts = sorted(digest.alerts, key=lambda a: (-levels.index(a.level), -a.reporters, a.alert_id))
    return Note(
        title=texts[digest.reason].format(count=len(alerts)),
        tone=TONES[alerts[0].level] if alerts else "grey",
        lead="",
        lines=tuple(_line(alert, language) for alert in alerts),
        links=((texts["all"], f"{telling.links}/alerts"),),
        colon=COLONS[language],
        more=texts["more"],
        keyword=manner.keyword,
    )


def _line(alert: Alert, language: str) -> str:
    event = RESOLVED if alert.resolved_at_ms else f"alert.{alert.event}"
    heading = _heading(alert, event, language)
    return f"{heading}{COLONS[language]}{cut(alert.title, LONGEST_QUOTE)} ({alert.reporters})"


def _answer(telling: Telling, answer: VerdictTold, manner: Manner) -> Note:
    """The verdict on reports of the app; their ids are data, which a chat has no use for."""
    language = manner.language
    texts = TEXTS[language]
    links = [(texts["open"], page_of(telling.links, answer.rumor_id))]
    if answer.verdict and answer.verdict.link:
        links.append((texts["refutation"], answer.verdict.link))
    rating = answer.verdict.rating if answer.verdict else ""
    heading = RATINGS[language].get(rating, rating) if rating else texts["withdrawn"]
    facts = [(texts["reports"], str(len(answer.reports)))]
    if answer.previous is not None:
        facts.append((texts["before"], _verdict(answer.previous, language)))
    return Note(
        title=f"{heading}{COLONS[language]}{cut(answer.title, LONGEST_TITLE)}",
        tone="grey",
        lead=_verdict(answer.verdict, language),
        facts=tuple(facts),
        links=tuple((label, url) for label, url in links if len(url) <= LONGEST_LINK),
        colon=COLONS[language],
        keyword=manner.keyword,
    )


def _ping(ping: Ping, manner: Manner) -> Note:
    texts = TEXTS[manner.language]
    title = texts["ping"].format(receiver=ping.receiver)
    return Note(title=title, tone="grey", lead=texts["pinged"], keyword=manner.keyword)


def _health(health: Health, manner: Manner) -> Note:
    texts = TEXTS[manner.language]
    said = "failing" if health.percent else "recovered"
    lead = texts[f"{said}_why"].format(
        since=rfc3339(health.since_ms), percent=health.percent, waiting=health.waiting
    )
    return Note(
        title=texts[said].format(receiver=health.receiver),
        tone="red" if health.percent else "green",
        lead=lead,
        facts=((texts["error"], cut(health.error, LONGEST_QUOTE)),) if health.error else (),
        colon=COLONS[manner.language],
        keyword=manner.keyword,
    )
