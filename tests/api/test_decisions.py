"""The bodies of decisions."""

import pytest

from streams.api.decisions import verdict_in
from streams.intake.problems import Problem


def test_null_is_the_same_as_left_out() -> None:
    given = verdict_in(b'{"rating":"false","summary":null,"link":null}')
    assert (given.rating, given.summary or "", given.link or "") == ("false", "", "")
    with pytest.raises(Problem):
        verdict_in(b'{"rating":null}')
