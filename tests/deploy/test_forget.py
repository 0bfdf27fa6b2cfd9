"""Forgetting a person through the command, on a running system, and after kills in the middle."""

import json
import signal
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec

from deploy.cli import privacy
from deploy.single import forgetting
from deploy.single.claims import FORGETTING, hold_forgetting
from deploy.single.forgetting import Erased, Whose
from streams.client import ApiError
from streams.config import settings
from streams.config.secrets import reporter_key
from streams.intake.acceptance import pseudonym
from tests.support import cli, configs
from tests.support.players import caught_up, post_batch, surge
from tests.support.system import System, wait

PERSON = "user-4711"
HOAX = "微信聊天记录要全部删掉，否则会被封群封号"
SHARED = "网传明天起全城停水三天，请大家提前储水"
OWN = "我家楼下张阿姨说后天菜场关门，只有我知道这件事情"
JOINED = "楼上老李亲口讲：微信聊天记录要全部删掉，否则会被封群封号"  # of the hoax, by nobody else
PIECES = ("张阿姨", "楼上老李")  # of what only they sent
KILLED = """
import importlib, os, signal, sys
place, _, name = sys.argv[1].rpartition(".")
module = importlib.import_module(place)
original = getattr(module, name)
left = int(sys.argv[2])
def kill_at(*given, **named):
    global left
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    left -= 1
    return original(*given, **named)
setattr(module, name, kill_at)
del sys.argv[1:3]
from deploy.cli.main import main
main()
"""
KILLS = (
    ("deploy.single.erasing._without", 3),  # some records are written anew
    ("streams.store.erasing._insert", 0),  # rows are gone, those that stand in are not there yet
    ("streams.store.erasing._put", 1),  # a column quotes pieces no more, the others still do
    ("deploy.single.erasing.checkpoint", 1),  # while worker and store stand still
)

# Sketches of reporters are numbers that name nobody, and the driver does not know them.
COLUMNS_SQL = """
SELECT table, groupArray(name) FROM system.columns
WHERE database = 'rumor' AND NOT startsWith(type, 'AggregateFunction') GROUP BY table
"""


def send(system: System) -> list[str]:
    """What others sent, too, and what only the person sent -> the ids of the person's reports."""
    person = {"reporter": PERSON, "link": "http://x/me", "attributes": {"who": "me-myself"}}
    texts = [SHARED, OWN, JOINED, SHARED + "。"]
    surge(system.api, HOAX, people=45)
    ids = []
    for number, text in enumerate(texts):  # one after the other: the first SHARED is theirs
        report = {"text": text, "external_id": f"secret-ext-{number}", **person}
        ids += post_batch(system.api, [report])["report_ids"]
    post_batch(
        system.api,
        [{"text": SHARED, "reporter": f"o{n}", "external_id": f"o{n}"} for n in range(3)],
    )
    system.settle(52)
    return list(ids)


def decide(system: System, reports: list[str]) -> None:
    """An analyst quotes them, rates what they reported, and the app is told."""
    api = system.api
    rumor = api.get(f"/v1/reports/{reports[1]}")["rumor_id"]
    api.post(f"/v1/rumors/{rumor}/title", {"title": OWN})
    api.post(f"/v1/rumors/{rumor}/note", {"text": f"a caller: {OWN}"})
    hoax = api.get(f"/v1/reports/{reports[2]}")["rumor_id"]
    for one in (rumor, hoax):
        verdict = {"rating": "false", "summary": f"not so: {OWN}", "link": "http://fact"}
        api.post(f"/v1/rumors/{one}/verdict", verdict)
    base = system.database()
    wait(
        lambda: base.execute("SELECT count() FROM answered FINAL")[0][0] == 47,
        60,
        "the app was not told",
    )
    base.close()
    caught_up(api)


def copy_pieces(system: System, report: str) -> None:
    """An analyst copies what they sent out of its middle, wherever there is room for words."""
    api = system.api
    rumor = api.get(f"/v1/reports/{report}")["rumor_id"]
    said = {
        "title": {"title": OWN[4:]},
        "verdict": {"rating": "false", "summary": f"{OWN[2:20]}：不实"},
        "note": {"text": f"她说“{OWN[4:18]}”，查无此事"},
        "mute": {"until_reporters": 50, "reason": OWN[:20]},
    }
    for what, words in said.items():
        api.post(f"/v1/rumors/{rumor}/{what}", words)
    caught_up(api)


def everything(system: System) -> str:
    """All that the log's records and ClickHouse's tables hold, as text; every topic and table."""
    log = sqlite3.connect(system.data / "log.db")
    found = [
        bytes(value).decode("utf-8", "replace")
        for (value,) in log.execute("SELECT value FROM record WHERE value IS NOT NULL")
    ]
    log.close()
    base = system.database()
    for table, columns in base.execute(COLUMNS_SQL):
        found += map(str, base.execute(f"SELECT {', '.join(columns)} FROM {table}"))
    base.close()
    return "\n".join(found)


def files(system: System) -> bytes:
    """The log's files as they lie on the disk, freed pages among them."""
    return b"".join(path.read_bytes() for path in sorted(system.data.glob("log.db*")))


def mutations(system: System) -> bytes:
    """What ClickHouse keeps of what was changed, as files beside the data."""
    found = sorted((system.data / "clickhouse").rglob("mutation_*.txt"))
    assert found
    return b"".join(path.read_bytes() for path in found)


def shown(system: System) -> str:
    """All that the API shows."""
    api = system.api
    rumors = api.get("/v1/rumors")["items"]
    found = [rumors, api.get("/v1/alerts"), api.get("/v1/deliveries"), api.get("/v1/rejects")]
    for rumor in rumors:
        path = f"/v1/rumors/{rumor['rumor_id']}"
        found += [api.get(path + what) for what in ("", "/variants", "/tree", "/history")]
    found += [api.post("/v1/check", {"text": text}) for text in (HOAX, SHARED)]
    return json.dumps(found, ensure_ascii=False)


def secrets_of(system: System, reports: list[str]) -> list[str]:
    """What must be nowhere: also the pseudonym, as the log and as ClickHouse write it."""
    environment = settings.load({"RUMOR_DATA_DIR": str(system.data)})
    name = pseudonym(
        reporter_key(environment, log_is_shared=False, log_is_used=lambda: False), "main", PERSON
    )
    words = ["secret-ext", "http://x/me", "me-myself", *PIECES]
    return [*reports, name, str(int(name, 16)), *words]


def forget(system: System, *words: str) -> Any:
    done = cli.run("forget", *words, "--json", env=system.environment())
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


def counts_of(system: System) -> Any:
    rumors = system.api.get("/v1/rumors")["items"]
    return sorted((one["reports"], one["reporters"], one["variants"]) for one in rumors)


def answered(system: System) -> list[Any]:
    """How many answers there are, and how many reports they name."""
    base = system.database()
    found = base.execute(
        "SELECT (SELECT count() FROM answers FINAL), (SELECT count() FROM answered FINAL)"
    )
    base.close()
    return list(found)


def sketches(system: System) -> list[Any]:
    """Who reported, as the counts keep it."""
    base = system.database()
    found = base.execute("SELECT minute, hex(reporters) FROM spread_minute FINAL ORDER BY ALL")
    base.close()
    return found


def test_a_person_is_forgotten_and_the_counts_stay(system: System) -> None:
    block = configs.receiver(system.desk.url, name="answers", app="app")
    system.config.write_text(system.config.read_text() + block)
    ids = send(system)
    decide(system, ids)
    copy_pieces(system, ids[1])
    held = everything(system)
    hidden = secrets_of(system, ids)
    assert [one for one in hidden if one not in held] == []
    counts = counts_of(system)
    told = answered(system)
    before = sketches(system)
    done = forget(system, "--reporter", PERSON)
    assert (done["reports"], done["texts"], done["renewed"]) == (4, 2, True)
    assert (done["left_in_log"], done["left_in_clickhouse"]) == (0, 0)
    assert not (system.data / forgetting.PLAN).exists()
    _is_forgotten(system, hidden)
    assert [one for one in hidden if one.encode() in files(system)] == []
    assert len(sketches(system)) == len(before)
    assert sketches(system) != before
    for report_id in ids:
        assert _status(system, f"/v1/reports/{report_id}") == 404
    assert forget(system, "--reporter", PERSON)["note"] == "nothing was found of them"
    # And the processes go on from what is left.
    assert counts_of(system) == counts
    surge(system.api, HOAX, people=45, first=100)
    post_batch(system.api, [{"text": SHARED + "！", "reporter": "new"}])
    system.settle(98)
    caught_up(system.api)
    _is_forgotten(system, hidden)
    system.stop()
    texts = [one for one in hidden if one in PIECES]
    assert [one for one in texts if one.encode() in mutations(system)] == []
    system.start()
    _is_forgotten(system, hidden)
    everybody = told[0][1] + 45
    wait(lambda: answered(system)[0][1] == everybody, 60, "the new askers were not answered")
    # Nobody is told again: who stands in has heard what they heard.
    assert answered(system)[0][0] >= told[0][0]
    base = system.database()
    repeated = base.execute(
        "SELECT count() FROM (SELECT report_id FROM answered FINAL GROUP BY report_id, decision_id"
        " HAVING count() > 1)"
    )
    base.close()
    assert repeated == [(0,)]


def _is_forgotten(system: System, hidden: list[str]) -> None:
    held = everything(system) + shown(system)
    assert [one for one in hidden if one in held] == []
    assert SHARED in held
    # Theirs, in its alerts as well, although the person passed on the very words.
    titles = {alert["title"] for alert in system.api.get("/v1/alerts")["items"]}
    assert HOAX in titles
    assert "[erased]" not in titles


def _status(system: System, path: str) -> int:
    try:
        system.api.get(path)
    except ApiError as error:
        return error.status
    return 200


def test_a_run_that_was_killed_is_finished_by_the_next(system: System) -> None:
    """kill -9 at each place, one run after the other; the next goes on where that one was."""
    ids = send(system)
    copy_pieces(system, ids[1])
    counts = counts_of(system)
    words = ["forget", "--reporter", PERSON]
    for place, calls in KILLS:
        killed = subprocess.run(
            [sys.executable, "-c", KILLED, place, str(calls), *words],
            env=system.environment(),
            check=False,
            capture_output=True,
        )
        assert killed.returncode == -signal.SIGKILL, (place, killed.stderr)
        plan = system.data / forgetting.PLAN
        written = msgspec.json.decode(plan.read_bytes(), type=forgetting.Written)
        assert sorted(written.plan.reports) == sorted(ids)
        words = ["forget"]
    done = forget(system, "--reporter", PERSON)
    assert (done["reports"], done["texts"], done["renewed"]) == (4, 2, True)
    assert (done["left_in_log"], done["left_in_clickhouse"]) == (0, 0)
    assert done["note"].startswith("finished what an earlier run had begun, and nothing more was")
    assert not (system.data / forgetting.PLAN).exists()
    _is_forgotten(system, secrets_of(system, ids))
    assert system.stored() == 52
    assert counts_of(system) == counts
    (one,) = post_batch(system.api, [{"text": SHARED, "external_id": "x"}])["report_ids"]
    system.settle(53)
    words = ["forget", "--report", one.upper(), "--json"]  # an id is an id in capitals, too
    assert json.loads(cli.run(*words, env=system.environment()).stdout)["reports"] == 1


def test_one_forgets_at_a_time(tmp_path: Path) -> None:
    words = ["forget", "--reporter", PERSON]
    with hold_forgetting(tmp_path):
        second = cli.run(*words, env={"RUMOR_DATA_DIR": str(tmp_path)})
    assert f"another forget is running in {tmp_path}" in cli.refusal(second)
    assert second.stderr.count("\n") == 1
    # The first one's end, or its kill, lets the next one begin.
    after = cli.refusal(cli.run(*words, env={"RUMOR_DATA_DIR": str(tmp_path)}))
    assert "no ClickHouse in" in after
    assert stat.S_IMODE((tmp_path / FORGETTING).stat().st_mode) == 0o600


def test_two_forgets_at_once_end_without_a_trace(system: System) -> None:
    send(system)
    both = [
        subprocess.Popen(
            cli.command("forget", "--reporter", PERSON),
            env=system.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    said = [process.communicate(timeout=cli.LONGEST_S)[1] for process in both]
    assert sorted(process.returncode for process in both) in ([0, 1], [0, 0])
    for process, stderr in zip(both, said, strict=True):
        assert "Traceback" not in stderr
        assert process.returncode == 0 or "another forget is running" in stderr


def test_nobody_is_named_or_both_are() -> None:
    assert cli.invoke("forget", RUMOR_DATA_DIR="/nonexistent").exit_code == 2
    both = cli.invoke("forget", "--reporter", "a", "--report", "b", RUMOR_DATA_DIR="/nonexistent")
    assert both.exit_code == 2


def test_what_is_no_id_of_a_report_is_a_usage_error() -> None:
    done = cli.invoke("forget", "--report", "xyz", RUMOR_DATA_DIR="/nonexistent")
    assert done.exit_code == 2
    assert "'xyz' is not a valid UUID" in done.output


class Begun:
    """A run that was ended before; `found` is what this one finds beside it."""

    log = object()

    def __init__(self, *, left: int = 0, found: int = 0) -> None:
        self._finished = Erased(reports=4, texts=2, left_in_log=left, renewed=True)
        self._found = Erased(reports=found)
        self.asked = 0

    def finish(self) -> Erased:
        return self._finished

    def forget(self, whose: Whose) -> Erased:
        self.asked += 1
        return self._found


def test_a_run_says_that_it_finished_what_was_begun() -> None:
    """`reports 0, nothing was found` would read as if nothing had been erased."""
    for whose in (Whose("main", reporter=PERSON), Whose("main")):
        done = privacy.done(Begun(), whose)
        assert (done["reports"], done["texts"]) == (4, 2)
        assert done["note"].startswith("finished what an earlier run had begun")
        assert "started anew" in done["note"]
    another = privacy.done(Begun(found=3), Whose("main", report="b"))
    assert another["reports"] == 3
    assert "finished" not in another["note"]


def test_what_is_left_of_a_run_is_not_written_over_by_the_next() -> None:
    begun = Begun(left=1)
    assert privacy.done(begun, Whose("main", reporter=PERSON))["left_in_log"] == 1
    assert begun.asked == 0
