"""Who is told what of an alert, declared: random receivers, random lives of alerts, and what each
receiver is to be told of each, said once more in other words than those of the routing.
"""

import random
from typing import Any

from schemas.events import Alert, Share, VerdictGiven
from streams.config.receivers import Receiver
from tests.support.builders import T0_MS, alert

LEVELS = ["watch", "surge", "major", "critical"]
PLACES = ["成都", "北京", "上海", "Chongqing"]
CHANNELS = ["wechat", "sms", "weibo"]
RATINGS = [None, "unverified", "false", "misleading", "true", "satire"]


def change(event: str, number: int = 0, **fields: Any) -> Alert:
    """A change of one of several alerts, named by what it is."""
    given: dict[str, Any] = {
        "alert_id": f"alr_018bcfe56800{number:010x}",
        "rumor_id": f"{number:016x}",
        "event": event,
        "change_id": f"{event}-{fields.get('level', 'surge')}",
        "resolved_at_ms": T0_MS if event == "resolved" else None,
    }
    return alert(**{**given, **fields})


def drawn_receiver(rng: random.Random, number: int) -> Receiver:
    def some(values: list[Any]) -> tuple[Any, ...]:
        return tuple(rng.sample(values, rng.randint(1, 2))) if rng.random() < 0.4 else ()

    fields: dict[str, Any] = {
        "kinds": some(["surging", "still_rising", "resurfaced"]),
        "places": some(PLACES),
        "channels": some(CHANNELS),
        "min_level": rng.choice(LEVELS),
        "storm": 0,
        "catch_up": "none",
    }
    if rng.random() < 0.5:
        fields["verdicts"] = tuple(rng.sample([r or "none" for r in RATINGS], rng.randint(1, 4)))
    return Receiver(name=f"r{number}", url="https://x", **fields)


def drawn_life(rng: random.Random, number: int, began_ms: int = T0_MS) -> list[Alert]:
    """One alert from its beginning to, mostly, its end."""

    def shares(names: list[str]) -> tuple[Share, ...]:
        return tuple(Share(name=n, reports=3) for n in rng.sample(names, rng.randint(0, 3)))

    level = rng.randrange(3)
    rating: str | None = rng.choice(RATINGS)
    kind = rng.choice(["surging", "resurfaced"])
    out: list[Alert] = []

    def add(event: str, before: int) -> None:
        refuted = rating in ("false", "misleading")
        out.append(
            change(
                event,
                number,
                change_id=f"change-{len(out)}",
                level=LEVELS[level],
                previous_level=LEVELS[before],
                kind=("still_rising" if kind == "surging" else kind) if refuted else "surging",
                verdict=VerdictGiven(rating=rating) if rating else None,
                places=shares(PLACES),
                channels=shares(CHANNELS),
                at_ms=began_ms + len(out),
            )
        )

    add("raised", 0)
    for _ in range(rng.randint(0, 5)):
        before = level
        if rng.random() < 0.5 and level < 3:
            level += 1
            add("escalated", before)
        else:
            rating = rng.choice(RATINGS)
            add("corrected", before)
    if rng.random() < 0.8:
        add("resolved", level)
    return out


def declared(life: list[Alert], receiver: Receiver) -> list[tuple[str, str]]:
    """Change and type of what a receiver is told of an alert, said once more in other words."""
    out: list[tuple[str, str]] = []
    listens = False
    for one in life:
        rating = one.verdict.rating if one.verdict else "none"
        welcome = rating in receiver.verdicts and (
            receiver.kinds == () or one.kind in receiver.kinds
        )
        near = all(
            wanted == () or {s.name for s in found} & set(wanted)
            for found, wanted in (
                (one.places, receiver.places),
                (one.channels, receiver.channels),
            )
        )
        loud = LEVELS.index(one.level) >= LEVELS.index(receiver.min_level)
        if listens:
            end = one.event == "resolved"
            out.append(
                (one.change_id, f"alert.{one.event}" if end or welcome else "alert.corrected")
            )
            listens = welcome and not end
        elif one.event != "resolved" and welcome and near and loud:
            out.append((one.change_id, "alert.raised"))
            listens = True
    return out
