"""When the line stops."""

from streams.core.limits import RejectLimit


def test_the_line_stops_only_when_nearly_everything_is_bad() -> None:
    limit = RejectLimit()
    assert not any(limit.exceeded(0, 1) for _ in range(199))  # too few to judge
    assert limit.exceeded(0, 1)
    mixed = RejectLimit()
    assert not any(mixed.exceeded(good=1, bad=1) for _ in range(2_000))
    assert not mixed.exceeded(good=500, bad=0)


def test_what_was_bad_long_ago_is_forgotten() -> None:
    limit = RejectLimit()
    for _ in range(150):
        limit.exceeded(0, 1)
    for _ in range(1_000):
        limit.exceeded(1, 0)
    assert not any(limit.exceeded(0, 1) for _ in range(150))
