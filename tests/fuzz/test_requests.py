"""Made-up requests: nothing breaks, nothing is answered that is not in the OpenAPI document."""

from pathlib import Path

from tests.fuzz.playing import play
from tests.support.intake import serving

REQUESTS = 900  # `python -m tests.bench fuzz` plays 10,000


def test_every_answer_is_documented_and_none_is_a_defect(tmp_path: Path) -> None:
    with serving(tmp_path) as intake:
        played = play(intake, seed=20_260_101, requests=REQUESTS)
        good = intake.post({"text": "网传明天全城停水", "external_id": "after"})
    assert played.wrong == []
    assert played.statuses[202] > 5  # some were right, and taken
    assert played.statuses[422] > 20
    assert played.others_s
    assert good[0] == 202
