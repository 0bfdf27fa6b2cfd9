"""[matching]: phrases that are said around messages."""

import pytest

from streams.config.file import parse
from streams.config.matching import LONGEST_FRAME, MOST_FRAMES
from streams.config.mistakes import ConfigError


def test_frames_are_kept_as_written() -> None:
    assert parse("").matching.frames == ()
    assert parse('[matching]\nframes = ["您好，请看", "b"]\n').matching.frames == (
        "您好，请看",
        "b",
    )


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("matching = 3", "line 1: matching: it is a table"),
        ('[matching]\nframe = ["a"]', "line 2: matching: .*unknown field `frame`"),
        ('[matching]\n\nframes = "a"', "line 3: matching.frames: "),
        ("[matching]\n\nframes = [3]", r"line 3: matching.frames\[0\]: "),
        ('[matching]\nframes = ["a", "!！"]', "line 2: matching.frames: '!！' has no letter"),
        (
            f'[matching]\nframes = ["{"长" * (LONGEST_FRAME + 1)}"]',
            f"line 2: matching.frames: .* more than {LONGEST_FRAME} characters",
        ),
        (f"[matching]\nframes = {['a'] * (MOST_FRAMES + 1)}", f"line 2: .*{MOST_FRAMES} at most"),
    ],
)
def test_what_cannot_be_a_frame_is_told_with_its_line(written: str, why: str) -> None:
    with pytest.raises(ConfigError, match=why):
        parse(written)
