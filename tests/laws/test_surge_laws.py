"""Laws of the surge step: the same day is told alike in whatever form its reports come."""

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from schemas.events import Alert, Sighting
from tests.support.builders import T0_MS
from tests.support.surges import Lane, seen, wave

DAY_MS = 86_400_000
MINUTE_MS = 60_000
Told = dict[tuple[str, int], tuple[str, int]]


# A wave: hours and seconds after the one before, people, milliseconds between them.
Wave = tuple[int, int, int, int]
waves = st.tuples(
    st.integers(0, 5),
    st.integers(0, 3_599),
    st.sampled_from([6, 40, 90, 300]),
    st.sampled_from([1_100, 4_000, 15_000]),
)
# Of each rumor its waves, and the seconds of single reports.
Plan = list[tuple[list[Wave], list[int]]]
plans = st.lists(
    st.tuples(
        st.lists(waves, min_size=1, max_size=2),
        st.lists(st.integers(0, DAY_MS // 1_000), max_size=5),
    ),
    min_size=1,
    max_size=3,
)


def day_of(plan: Plan) -> list[Sighting]:
    """The reports of a day, oldest first."""
    out: list[Sighting] = []
    for number, (rises, singles) in enumerate(plan):
        rumor_id = f"{number + 1:016x}"
        at_ms = T0_MS
        for hours, seconds, people, every_ms in rises:
            at_ms += hours * 3_600_000 + seconds * 1_000
            out += wave(people, at_ms, every_ms=every_ms, first=len(out), rumor_id=rumor_id)
            at_ms += people * every_ms + 9 * 3_600_000  # it is over by then
        for seconds in singles:
            out.append(seen(len(out), T0_MS + seconds * 1_000, rumor_id=rumor_id))
    out.sort(key=lambda one: (one.observed_at_ms, one.report_id))
    return out


def surges(lane: Lane) -> Told:
    """(rumor, number of its episode) -> the highest level told, and when it was raised."""
    by_rumor: dict[str, list[str]] = {}
    found: Told = {}
    for alert in lane.told:
        if alert.level == "watch":
            continue
        ids = by_rumor.setdefault(alert.rumor_id, [])
        if alert.alert_id not in ids:
            ids.append(alert.alert_id)
        key = (alert.rumor_id, ids.index(alert.alert_id))
        found[key] = (alert.level, alert.raised_at_ms)
    return found


def by_rumor(lane: Lane) -> list[Alert]:
    """What was told; rumors of one record in any order."""
    return sorted(lane.told, key=lambda alert: alert.rumor_id)


def play(
    day: list[Sighting],
    size: int,
    *,
    backwards: bool = False,
    restarts: frozenset[int] = frozenset(),
) -> Lane:
    """Records of so many reports, received when the last of them was observed."""
    lane = Lane()
    for at in range(0, len(day), size):
        part = day[at : at + size]
        now_ms = part[-1].observed_at_ms
        lane.see(*(reversed(part) if backwards else part), now_ms=now_ms)
        lane.tick(now_ms)
        if at // size in restarts:
            lane.restart()
    for hour in range(1, 14):
        lane.tick(day[-1].observed_at_ms + hour * 3_600_000)
    return lane


def assert_alike(one: Told, other: Told, within_ms: int = MINUTE_MS) -> None:
    assert {key: level for key, (level, _) in one.items()} == {
        key: level for key, (level, _) in other.items()
    }
    for key, (_, at_ms) in one.items():
        assert abs(at_ms - other[key][1]) <= within_ms


@settings(max_examples=40, deadline=None)
@given(plans, st.sampled_from([7, 50, 500]))
def test_the_size_of_records_changes_nothing(plan: Plan, size: int) -> None:
    day = day_of(plan)
    assert_alike(surges(play(day, 1)), surges(play(day, size)))


@settings(max_examples=40, deadline=None)
@given(plans, st.sampled_from([7, 50, 500]))
def test_the_order_within_a_record_changes_nothing(plan: Plan, size: int) -> None:
    day = day_of(plan)
    forwards, backwards = play(day, size), play(day, size, backwards=True)
    assert by_rumor(forwards) == by_rumor(backwards)


@settings(max_examples=40, deadline=None)
@given(plans, st.frozensets(st.integers(0, 60), max_size=20))
def test_restarts_change_nothing(plan: Plan, restarts: frozenset[int]) -> None:
    day = day_of(plan)
    assert surges(play(day, 10)) == surges(play(day, 10, restarts=restarts))


@settings(max_examples=40, deadline=None)
@given(plans)
def test_a_day_played_twice_is_told_once(plan: Plan) -> None:
    day = day_of(plan)
    lane = play(day, 50)
    told = list(lane.told)
    reports = {rumor_id: rumor.reports for rumor_id, rumor in lane.state.rumors.items()}
    lane.offset = -1
    for at in range(0, len(day), 50):
        lane.see(*day[at : at + 50])
    assert lane.told == told
    assert {rumor_id: rumor.reports for rumor_id, rumor in lane.state.rumors.items()} == reports


@settings(max_examples=40, deadline=None)
@given(plans.filter(lambda plan: all(people >= 40 for rises, _ in plan for *_, people, _ in rises)))
def test_the_time_of_the_record_for_all_its_reports_changes_no_level(plan: Plan) -> None:
    """Records of half a minute, as an app sends them that says no times."""
    day = day_of(plan)
    lane = Lane()
    at = 0
    while at < len(day):
        end_ms = day[at].observed_at_ms + 30_000
        part = [one for one in day[at:] if one.observed_at_ms <= end_ms]
        at += len(part)
        now_ms = part[-1].observed_at_ms
        lane.see(*[replace(one, observed_at_ms=now_ms) for one in part], now_ms=now_ms)
        lane.tick(now_ms)
    for hour in range(1, 14):
        lane.tick(day[-1].observed_at_ms + hour * 3_600_000)
    assert_alike(surges(play(day, 1)), surges(lane))


@settings(max_examples=40, deadline=None)
@given(plans)
def test_no_level_is_told_twice_and_no_end_before_a_beginning(plan: Plan) -> None:
    day = day_of(plan)
    lane = play(day, 20)
    changes = [(alert.alert_id, alert.change_id) for alert in lane.told]
    assert len(changes) == len(set(changes))
    begun: set[str] = set()
    for alert in lane.told:
        assert alert.event == "raised" or alert.alert_id in begun
        begun.add(alert.alert_id)
        assert alert.started_at_ms <= alert.raised_at_ms <= alert.at_ms
        assert alert.independent is not None
        assert 0 < alert.independent <= alert.reporters <= alert.reports
