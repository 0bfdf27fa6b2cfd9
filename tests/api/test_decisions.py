"""The bodies of decisions."""

import pytest

from streams.api.decisions import _verdict
from streams.intake.problems import Problem


def test_null_is_the_same_as_left_out() -> None:
    given = _verdict(b'{"rating":"false","summary":null,"link":null}')
    assert (given.rating, given.summary or "", given.link or "") == ("false", "", "")
    with pytest.raises(Problem):
        _verdict(b'{"rating":null}')
