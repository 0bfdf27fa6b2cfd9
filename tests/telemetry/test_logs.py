"""Logs: one JSON object a line, and the noisy seldom."""

import io
import json
import logging
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from streams.telemetry import JsonLines, Seldom, fields, log_to_stderr


def record(name: str = "rumor.test", message: str = "said", **given: Any) -> logging.LogRecord:
    made = logging.LogRecord(name, logging.WARNING, __file__, 1, message, None, None)
    made.created, made.msecs = 1_700_000_000.25, 250.0
    for field, value in given.items():
        setattr(made, field, value)
    return made


def line(made: logging.LogRecord) -> dict[str, Any]:
    text = JsonLines().format(made)
    assert "\n" not in text
    decoded: dict[str, Any] = json.loads(text)
    return decoded


def test_a_line_has_time_level_logger_and_message() -> None:
    assert line(record()) == {
        "at": "2023-11-14T22:13:20.250Z",
        "level": "warning",
        "from": "rumor.test",
        "message": "said",
    }


def test_fields_stand_beside_them_whatever_their_names() -> None:
    shown = line(record(**fields(name="a", module="b", topic="rumor.reports.v1", wait_s=0.5)))
    assert (shown["name"], shown["module"]) == ("a", "b")
    assert (shown["topic"], shown["wait_s"]) == ("rumor.reports.v1", 0.5)


def test_fields_are_given_to_any_logger_as_extra(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "rumor.test"):
        logging.getLogger("rumor.test").info("alert", extra=fields(event="raised"))
    assert line(caplog.records[0])["event"] == "raised"


def test_what_json_does_not_know_is_written_out() -> None:
    assert line(record(**fields(reason=ValueError("broken"))))["reason"] == "broken"


def test_a_text_of_several_lines_stays_one_line_and_readable() -> None:
    assert line(record(message="停水\nthree days"))["message"] == "停水\nthree days"
    assert "停水" in JsonLines().format(record(message="停水"))


def test_an_error_comes_with_its_trace() -> None:
    try:
        raise ValueError("broken")
    except ValueError:
        shown = line(record(exc_info=sys.exc_info()))
    assert shown["error"].startswith("Traceback")
    assert shown["error"].endswith("ValueError: broken")


def passed(seldom: Seldom, name: str, at_s: float) -> logging.LogRecord | None:
    made = record(name, exc_info=(ValueError, ValueError("x"), None))
    made.created = at_s
    return made if seldom.filter(made) else None


def test_a_kafka_client_gets_one_line_in_a_while_that_counts_the_others() -> None:
    seldom = Seldom(every_s=5.0)
    first = passed(seldom, "aiokafka.conn", 100.0)
    assert first is not None
    assert first.exc_info is None
    assert not hasattr(first, "fields")
    assert [passed(seldom, "aiokafka.conn", 100.0 + n / 10) for n in range(1, 50)] == [None] * 49
    again = passed(seldom, "aiokafka.conn", 105.0)
    assert again is not None
    assert line(again)["left_out"] == 49
    assert passed(seldom, "aiokafka.conn", 105.1) is None


def test_each_of_its_loggers_has_a_turn_of_its_own() -> None:
    seldom = Seldom()
    assert passed(seldom, "aiokafka.conn", 1.0)
    assert passed(seldom, "aiokafka.consumer", 1.1)
    assert passed(seldom, "kafka.admin", 1.2)


def test_what_anybody_can_make_the_server_warn_of_is_one_line_in_a_while() -> None:
    seldom = Seldom(every_s=5.0)

    def told(message: str, level: int, at_s: float) -> bool:
        made = record("uvicorn.error", msg=message, levelno=level)
        made.created = at_s
        return seldom.filter(made)

    invalid = [told("Invalid HTTP request received.", logging.WARNING, n / 10) for n in range(51)]
    assert invalid == [True, *[False] * 49, True]
    assert told("something else", logging.WARNING, 0.1)
    assert all(told("Exception in ASGI application", logging.ERROR, 1.0) for _ in range(9))


def test_our_own_lines_are_never_left_out() -> None:
    seldom = Seldom()
    ours = [passed(seldom, "rumor.worker", 1.0) for _ in range(100)]
    assert all(one is not None and one.exc_info for one in ours)


@pytest.fixture
def root() -> Iterator[logging.Logger]:
    """The root logger, put back as it was."""
    logger = logging.getLogger()
    handlers, level = logger.handlers[:], logger.level
    yield logger
    logger.handlers[:] = handlers
    logger.setLevel(level)


def test_a_process_logs_json_to_stderr_and_libraries_only_their_warnings(
    root: logging.Logger, monkeypatch: pytest.MonkeyPatch
) -> None:
    stderr = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stderr)
    root.addHandler(logging.StreamHandler(io.StringIO()))  # what a library may have put there
    logger = log_to_stderr("worker")
    logger.info("one")
    logging.getLogger("uvicorn.error").info("noise")
    logging.getLogger("uvicorn.error").warning("two")
    logging.getLogger("mode.timers").warning("late")
    said = [json.loads(text)["message"] for text in stderr.getvalue().splitlines()]
    assert said == ["one", "two"]
    assert logger.name == "rumor.worker"
    assert len(root.handlers) == 1
