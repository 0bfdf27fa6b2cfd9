"""Figures as people read them."""

import pytest

from streams.core.figures import two_digits


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.0172, "0.017"),
        (0.8, "0.8"),
        (12.4, "12"),
        (99.4, "99"),
        (123.4, "123"),
        (25_000, "25000"),
    ],
)
def test_two_digits_and_no_exponent(value: float, shown: str) -> None:
    assert two_digits(value) == shown
