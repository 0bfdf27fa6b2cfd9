"""The story that this exists for, on Kafka as on the embedded log."""

from pathlib import Path

from tests.support.broker import Brokers
from tests.support.story import Story, tell


def test_whoever_reported_the_hoax_is_told_its_verdict(tmp_path: Path, kafka: Brokers) -> None:
    story = Story(tmp_path)
    with story.system as system:
        system.start(RUMOR_LOG_URL=kafka.url, RUMOR_REPORTER_SECRET="a secret for both intakes")
        tell(story)
    story.askers.close()
