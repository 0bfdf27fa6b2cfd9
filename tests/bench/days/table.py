"""The tables of the days, as text."""

from collections.abc import Iterator

from tests.bench.days.arrival import ZERO_MS
from tests.bench.days.judge import Judged, middle_and_most
from tests.bench.days.orders import Differing, Telling

MOST_NIGHT = 5
MOST_TELLINGS = 4


def rows(name: str, judged: Judged) -> Iterator[str]:
    """A group of seeds, a line for each figure, with what must hold."""
    delay, late = middle_and_most(judged.delays_min)
    seen, many = middle_and_most([float(n) for n in judged.reports_seen])
    missed = judged.surges - judged.told
    false = judged.false / max(1.0, judged.rumor_days) * 1_000
    cost = judged.cpu_s / max(1, judged.reports) * 1e6
    figures = {
        "surges true / told / missed": f"{judged.surges} / {judged.told} / {missed}",
        "surges told under two alerts": f"{judged.twice} (0)",
        "levels told twice / wrong": f"{judged.levels_twice} / {judged.levels_wrong} (0 / 0)",
        "false, of which it never grew": f"{judged.false}, {judged.never_grew}",
        "false per 1,000 rumor-days": f"{false:.1f}",
        "one person or one group told as plain": f"{judged.pushed} (0)",
        "tellings of an episode, most": f"{judged.most_tellings} (at most {MOST_TELLINGS})",
        "minutes to the telling, median / p90": f"{delay:.1f} / {late:.1f}",
        "reports to the telling, median / p90": f"{seen:.0f} / {many:.0f}",
        "messages of the quiet night": f"{sorted(judged.night)} (at most {MOST_NIGHT})",
        "us of CPU a report in the fold": f"{cost:.1f}",
    }
    yield f"   {name}: {judged.reports:,} reports, {judged.rumor_days:,.0f} rumor-days"
    for what, figure in figures.items():
        yield f"   {what:40s}{figure}"


def order_row(found: Differing) -> str:
    """An order's line."""
    return (
        f"   {found.name:34s}{found.plain:>9d}{found.tellings:>9d}{len(found.only_plain):>13d}"
        f"{len(found.only_here):>11d}{len(found.apart):>10d}"
    )


ORDERS = (
    f"   {'order':34s}{'plain':>9s}{'here':>9s}{'only plain':>13s}{'only here':>11s}{'> 60 s':>10s}"
)


def differences(found: Differing) -> Iterator[str]:
    """What an order tells otherwise."""
    for telling in found.only_plain:
        yield f"{found.name}: not told: {_telling(telling)}"
    for telling in found.only_here:
        yield f"{found.name}: told only here: {_telling(telling)}"
    for telling, apart_ms in found.apart:
        yield f"{found.name}: {apart_ms / 1_000:+.0f} s: {_telling(telling)}"


def _telling(telling: Telling) -> str:
    minutes = (telling.raised_ms - ZERO_MS) // 60_000
    return (
        f"rumor {int(telling.rumor_id, 16) - 1} episode {telling.number} {telling.level} "
        f"at day {minutes // 1_440} {minutes // 60 % 24:02d}:{minutes % 60:02d}"
    )
