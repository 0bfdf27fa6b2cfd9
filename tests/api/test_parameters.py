"""What the document says of a parameter is what the operation takes."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from streams.api.routes import OPERATIONS, Operation
from tests.support.intake import Intake, serving

TAKEN = [(one, name) for one in OPERATIONS for name in one.query if one.method == "GET"]
A_TIME = "2026-01-31T12:00:00Z"
AN_ID = "0" * 16


@pytest.fixture(scope="module")
def intake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Intake]:
    folder: Path = tmp_path_factory.mktemp("parameters")
    with serving(folder) as serves:
        yield serves


def fitting(schema: dict[str, Any]) -> list[str]:
    if "enum" in schema:
        return list(schema["enum"])
    if schema["type"] == "integer":
        return [str(schema["minimum"]), str(schema["maximum"])]
    if schema.get("format") == "date-time":
        return [A_TIME]
    return []


def unfit(schema: dict[str, Any]) -> list[str]:
    if "enum" in schema:
        return ["nothing", f"{schema['enum'][0]} "]
    if schema["type"] == "integer":
        return [str(schema["minimum"] - 1), str(schema["maximum"] + 1), "1.0", "one"]
    if schema.get("format") == "date-time":
        return ["yesterday", "2026-01-31T12:00:00"]
    return ["x" * (schema["maxLength"] + 1)]


@pytest.mark.parametrize(("operation", "name"), TAKEN, ids=lambda of: getattr(of, "path", of))
def test_a_parameter_is_taken_as_it_is_described(
    intake: Intake, operation: Operation, name: str
) -> None:
    schema = operation.query[name]["schema"]
    holder = {"read": "reader", "admin": "operator", "report": "writer"}[str(operation.scope)]
    path = re.sub(r"\{\w+\}", AN_ID, operation.path)

    def asked(value: str) -> tuple[int, Any]:
        status, body, _ = intake.call("GET", f"{path}?{name}={quote(value)}", key=holder)
        return status, body

    for value in fitting(schema):
        assert asked(value)[0] != 422, value
    for value in unfit(schema):
        status, body = asked(value)
        assert status == 422, value
        assert [error["pointer"] for error in body["errors"]] == [f"?{name}"]


@pytest.mark.parametrize(("operation", "name"), TAKEN, ids=lambda of: getattr(of, "path", of))
def test_every_parameter_says_what_it_is(operation: Operation, name: str) -> None:
    assert operation.query[name]["description"].endswith(".")
