"""A process without an API: what it answers Prometheus and health checks, and how it says ready."""

import io
import socket
import sys
import urllib.error
import urllib.request

import pytest

from streams import telemetry


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def get(port: int, path: str) -> tuple[int, str, str]:
    """(status, content type, body)"""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return answer.status, answer.headers["content-type"], answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers["content-type"], error.read().decode()


def test_port_0_serves_nothing() -> None:
    assert telemetry.serve_metrics("127.0.0.1", 0, lambda: "") is None


def test_it_answers_metrics_health_and_nothing_else() -> None:
    reason = ""
    port = telemetry.serve_metrics("127.0.0.1", free_port(), lambda: reason)
    assert port is not None
    status, kind, body = get(port, "/metrics")
    assert (status, kind) == (200, telemetry.CONTENT_TYPE)
    assert "rumor_reports_accepted_total" in body
    assert get(port, "/healthz")[::2] == (200, "moving\n")
    reason = "cluster has not moved for 70 s"
    assert get(port, "/healthz")[::2] == (503, "cluster has not moved for 70 s\n")
    assert get(port, "/")[0] == 404


def test_a_taken_port_is_an_error_at_once() -> None:
    port = free_port()
    with socket.create_server(("127.0.0.1", port)), pytest.raises(OSError, match="in use"):
        telemetry.serve_metrics("127.0.0.1", port, lambda: "")


def test_ready_is_a_gauge_and_the_line_that_the_supervisor_waits_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stdout = io.StringIO()
    monkeypatch.setattr(sys, "__stdout__", stdout)
    monkeypatch.setattr(sys, "stdout", io.StringIO())  # what Faust puts there
    telemetry.ready("store")
    assert stdout.getvalue() == "ready store\n"
    assert 'rumor_ready{process="store"} 1.0' in telemetry.exposition().decode()
