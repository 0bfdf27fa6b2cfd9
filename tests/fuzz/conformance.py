"""Schemathesis over the OpenAPI document of a running system, as a process of its own.

In: a system, what to try. Out: what was answered that the document does not foresee.
"""

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.support.system import System

# Of what was answered. What is taken and what is refused is another question: that a rumor is there
# or a cursor was handed out, no schema can say.
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)
ENDLESS = "/v1/events"  # a stream
ANSWER_WITHIN_S = 30
TRIED = re.compile(r"^  (\d+) generated", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Conformance:
    """How many requests were tried, whether each was answered as it is documented, the report."""

    tried: int
    conforms: bool
    report: str


def conform(system: System, folder: Path, *, phases: str, examples: int) -> Conformance:
    """Tries so many examples of each operation at the most, the same ones every time."""
    done = subprocess.run(
        (
            *(sys.executable, "-m", "schemathesis.cli", "run", f"{system.url}/openapi.json"),
            *("--header", f"Authorization: Bearer {system.key}"),
            *("--phases", phases, "--max-examples", str(examples), "--generation-deterministic"),
            *("--checks", ",".join(CHECKS), "--exclude-path", ENDLESS, "--continue-on-failure"),
            *("--request-timeout", str(ANSWER_WITHIN_S), "--no-color"),
        ),
        cwd=folder,  # where it looks for settings, and keeps examples
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    tried = TRIED.search(done.stdout)
    return Conformance(
        tried=int(tried[1]) if tried else 0,
        conforms=done.returncode == 0,
        report=done.stdout,
    )
