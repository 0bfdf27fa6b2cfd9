"""Figures as people read them."""

WHOLE_FROM = 99.5  # two digits of a larger one would be written with an exponent


def two_digits(value: float) -> str:
    """A figure with its first two digits; a large one with all before the point."""
    return f"{value:.0f}" if value >= WHOLE_FROM else f"{value:.2g}"
