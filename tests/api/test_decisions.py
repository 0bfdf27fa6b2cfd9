"""The bodies of decisions."""

import pytest

from streams.api.decisions import verdict_in
from streams.intake.problems import Problem


def refused(body: bytes) -> Problem:
    with pytest.raises(Problem) as caught:
        verdict_in(body)
    return caught.value


def test_null_is_the_same_as_left_out() -> None:
    given = verdict_in(b'{"rating":"false","summary":null,"link":null}')
    assert (given.rating, given.summary or "", given.link or "") == ("false", "", "")
    assert refused(b'{"rating":null}').code == "bad_field"


@pytest.mark.parametrize(
    ("body", "status", "code", "pointer"),
    [
        (b"{", 400, "malformed_json", None),
        (b'{"rating":"\xff"}', 400, "malformed_json", None),
        (b"[" * 5_000, 422, "bad_field", ""),
        (b'{"rating":"wrong"}', 422, "bad_field", "/rating"),
        (b'{"summary":"no rating"}', 422, "bad_field", ""),
        (b'{"rating":"false","ratings":1}', 422, "bad_field", ""),
        (b'{"rating":"false","summary":"%b"}' % (b"a" * 2_001), 422, "bad_field", "/summary"),
        (b'{"rating":"false","link":"ftp://a"}', 422, "bad_link", "/link"),
    ],
)
def test_a_verdict_that_cannot_be_used_is_named(
    body: bytes, status: int, code: str, pointer: str | None
) -> None:
    problem = refused(body)
    assert (problem.status, problem.code) == (status, code)
    assert [error.pointer for error in problem.errors] == ([] if pointer is None else [pointer])


def test_a_summary_is_masked_before_anybody_is_told() -> None:
    given = verdict_in(b'{"rating":"false","summary":"call 13912345678"}')
    assert given.summary is not None
    assert "13912345678" not in given.summary
