"""The story that this exists for, told to any system through its API alone."""

import threading
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.support import configs
from tests.support.desk import Desk
from tests.support.players import caught_up, post_batch
from tests.support.system import System
from tests.support.waiting import wait

HOAX = "微信聊天记录要全部删掉，否则会被封群封号"
WORDINGS = (
    HOAX,
    "紧急通知：微信聊天记录要全部删掉，否则会被封群封号，请转发",
    "转发：微信聊天记录要全部删掉，不然否则会被封群封号！",
)
STRAY = "从今晚8点开始全国清查，群主群员一起封，赶紧全删"
TOLD_S = 60.0  # for the whole way on a busy machine


class Story:
    """A system whose reporting app is told verdicts by a desk of its own."""

    def __init__(self, folder: Path) -> None:
        self.askers = Desk()
        self.system = System(folder)
        hook = configs.receiver(self.askers.url, name="askers", app="app")
        config = self.system.config
        config.write_text(config.read_text() + hook)
        self.sent = 0

    def report(self, text: str, *, people: int) -> list[str]:
        """So many people report a text within minutes -> the external ids."""
        began = datetime.now(UTC) - timedelta(minutes=people / 4)
        first = self.sent
        self.sent += people
        reports = [
            {
                "text": text,
                "external_id": f"r{first + n}",
                "reporter": f"p{first + n}",
                "channel": ("wechat", "sms")[n % 2],
                "observed_at": (began + timedelta(seconds=15 * n)).isoformat(),
            }
            for n in range(people)
        ]
        post_batch(self.system.api, reports)
        return [one["external_id"] for one in reports]

    def rumor_of(self, external_id: str) -> str:
        """The rumor that a report shows under, once it is matched."""

        def found() -> str | None:
            (one,) = self.lookup(external_id)
            return one["rumor_id"] if one and one["status"] == "matched" else None

        return str(wait(found, 30, f"{external_id} was not matched"))

    def lookup(self, *external_ids: str) -> list[Any]:
        body = {"external_ids": list(external_ids)}
        return list(self.system.api.post("/v1/reports/lookup", body)["items"])

    def post(self, path: str, body: Any) -> Any:
        return self.system.api.post(path, body)

    def counted(self, rumor: str) -> int:
        listed = self.system.api.get("/v1/rumors", limit=500)["items"]
        return sum(one["reports"] for one in listed if one["rumor_id"] == rumor)

    def heard(self) -> list[dict[str, Any]]:
        return [hook.data for hook in self.askers.told("verdict.given")]

    def expect_told(
        self, before: int, rating: str | None, previous: str | None, ids: set[str]
    ) -> None:
        """After so many messages those reports, each once, were told this and nobody else."""

        def named() -> list[str]:
            new = self.heard()[before:]
            return [one for data in new for one in data["reports"]["external_ids"]]

        wait(lambda: len(named()) >= len(ids), TOLD_S, f"{rating} was not told: {named()}")
        assert sorted(named()) == sorted(ids)
        for data in self.heard()[before:]:
            assert (data["verdict"] or {}).get("rating") == rating
            assert (data["previous"] or {}).get("rating") == previous


class Listener:
    """What a stream of events says, by its own thread."""

    def __init__(self, system: System) -> None:
        self.types: list[str] = []
        headers = {"authorization": f"Bearer {system.key}"}
        request = urllib.request.Request(f"{system.url}/v1/events", headers=headers)
        self.answer = urllib.request.urlopen(request, timeout=120)
        self.thread = threading.Thread(target=self._read, daemon=True)
        self.thread.start()

    def _read(self) -> None:
        for line in self.answer:
            if line.startswith(b"event: "):
                self.types.append(line[7:].decode().strip())


def tell(story: Story) -> None:
    """A hoax arrives in many wordings, surges, is rated false, and everybody who reported it is
    told; a wrong joiner is split off, a stray wording merged in, the rating corrected, everything
    undone.
    """
    listener = Listener(story.system)
    by_wording = [story.report(text, people=15) for text in WORDINGS]
    stray = story.report(STRAY, people=4)
    asked = {one for ids in by_wording for one in ids}
    hoax = story.rumor_of(by_wording[0][0])
    assert {story.rumor_of(ids[0]) for ids in by_wording} == {hoax}
    apart = story.rumor_of(stray[0])
    assert apart != hoax
    wait(lambda: story.system.desk.told("alert.raised"), TOLD_S, "no surge was raised")
    caught_up(story.system.api)
    assert story.heard() == []
    first = story.system.api.get(f"/v1/rumors/{hoax}")

    undone = []
    verdict = {"rating": "false", "summary": "不实", "link": "https://piyao.example/1"}
    undone.append(story.post(f"/v1/rumors/{hoax}/verdict", verdict)["decision_id"])
    story.expect_told(0, "false", None, asked)
    (told,) = story.heard()
    assert (told["rumor_id"], told["reports"]["count"]) == (hoax, len(asked))
    assert told["verdict"] == verdict
    assert told["title"] == HOAX
    assert told["reports"]["next_page"] is None
    page = story.system.api.get(f"/v1/answers/{told['answer_id']}")
    assert page == told

    (checked, *_) = story.post("/v1/check", {"text": WORDINGS[1]})["matches"]
    assert (checked["rumor_id"], checked["joins"], checked["verdict"]) == (hoax, True, verdict)
    assert story.lookup(by_wording[0][0])[0]["verdict"] == verdict

    before = len(story.heard())
    undone.append(story.post(f"/v1/rumors/{apart}/merge", {"into": hoax})["decision_id"])
    story.expect_told(before, "false", None, set(stray))

    before = len(story.heard())
    (variant,) = {one["variant_id"] for one in story.lookup(by_wording[2][0])}
    split = story.post(f"/v1/rumors/{hoax}/split", {"variant_ids": [variant]})
    undone.append(split["decision_id"])
    story.expect_told(before, None, "false", set(by_wording[2]))
    assert story.heard()[-1]["rumor_id"] == split["rumor_id"]

    before = len(story.heard())
    corrected = {"rating": "misleading"}
    undone.append(story.post(f"/v1/rumors/{hoax}/verdict", corrected)["decision_id"])
    left = {*by_wording[0], *by_wording[1], *stray}
    story.expect_told(before, "misleading", "false", left)

    before = len(story.heard())
    late = story.report(HOAX, people=3)
    story.expect_told(before, "misleading", None, set(late))
    left |= set(late)

    steps = (
        ("false", "misleading", left),
        ("false", None, set(by_wording[2])),
        (None, "false", set(stray)),
        (None, "false", {*left, *by_wording[2]} - set(stray)),
    )
    for decision_id, (rating, previous, ids) in zip(reversed(undone), steps, strict=True):
        before = len(story.heard())
        story.system.api.delete(f"/v1/decisions/{decision_id}")
        story.expect_told(before, rating, previous, ids)
    last = story.system.api.get(f"/v1/rumors/{hoax}")
    assert last["verdict"] is None
    assert last["reports"] == first["reports"] + len(late)
    assert {"rumor.opened", "rumor.counted", "alert.raised", "decision.made"} <= set(listener.types)
