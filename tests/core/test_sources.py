"""Source records below the window, and late ones within."""

from streams.core.sources import SourceWindow


def test_a_source_that_left_the_window_is_never_new_again() -> None:
    window = SourceWindow(5)
    assert all(window.first_time(0, offset) for offset in range(10))
    assert not any(window.first_time(0, offset) for offset in range(10))


def test_a_late_source_within_the_window_is_new() -> None:
    window = SourceWindow(5)
    assert all(window.first_time(0, offset) for offset in (0, 1, 2, 100, 101, 102, 50))
    assert not any(window.first_time(0, offset) for offset in (0, 1, 2, 100, 101, 102, 50))


def test_partitions_have_windows_of_their_own() -> None:
    window = SourceWindow(5)
    assert all(window.first_time(partition, 7) for partition in range(4))
    assert not window.first_time(3, 7)
