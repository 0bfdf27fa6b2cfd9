"""Every operation answers as the OpenAPI document says, whatever it is sent."""

from pathlib import Path

from tests.fuzz.conformance import conform
from tests.support.system import System

TEXT = "网传明天全城停水,请大家储水"


def test_answers_are_those_of_the_document(system: System, tmp_path: Path) -> None:
    for reporter in range(3):
        system.api.post("/v1/reports", {"text": TEXT, "reporter": f"r{reporter}"})
    # `python -m tests.bench conformance` tries ten thousand
    found = conform(system, tmp_path, phases="coverage", examples=1)
    assert found.conforms, found.report
    assert found.tried > 500, found.report
