"""The recorded messages are what the code writes, and what the services take."""

import json
from xml.etree import ElementTree

import pytest

from deploy.cli import examples, pictures
from streams.core.receivers.kinds import KINDS
from tests.support.services import CHECKS, PATHS, Service


@pytest.mark.parametrize("name", examples.files())
def test_the_recorded_messages_are_what_is_sent(name: str) -> None:
    recorded = (examples.FOLDER / name).read_text()
    assert recorded == examples.files()[name], "python -m deploy.cli.examples writes them again"


def test_every_kind_has_its_messages_and_nothing_else_lies_there() -> None:
    assert {path.name for path in examples.FOLDER.iterdir()} == {f"{kind}.json" for kind in KINDS}


@pytest.mark.parametrize("kind", CHECKS)
def test_the_services_take_the_recorded_messages(kind: str) -> None:
    bodies = json.loads((examples.FOLDER / f"{kind}.json").read_text())
    service = Service(kind)
    for body in bodies.values():
        made = KINDS[kind].request(
            json.dumps(body), url=f"https://x{PATHS[kind]}", id="dlv_1", at_s=1, secrets=""
        )
        path = made.url.removeprefix("https://x")
        status, _, answer = service.reply(path, dict(made.headers), made.content)
        assert status == 200, answer
        assert len(service.got)
    assert len(service.got) == len(bodies) >= 8


@pytest.mark.parametrize("name", pictures.files())
def test_the_pictures_show_the_recorded_messages(name: str) -> None:
    drawn = (pictures.FOLDER / name).read_text()
    assert drawn == pictures.files()[name], "python -m deploy.cli.pictures draws them again"
    assert ElementTree.fromstring(drawn).tag.endswith("svg")
    assert "从今晚8点开始全国清查" in drawn
