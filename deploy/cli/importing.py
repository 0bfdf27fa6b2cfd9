"""The command `import`: what was found out elsewhere, from a file to the API.

In: a file of fact-checks. Out: what was accepted and refused. Known links change nothing, so a file
may be sent any number of times.
"""

import json
import sys
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

import click

from deploy.cli.api import KEY, URL, client, reached
from deploy.cli.files import BadFile, opened, seems_to_be
from deploy.cli.output import AS_JSON, fail, load_settings
from deploy.cli.replay.progress import Progress
from deploy.cli.stopping import Stopped, stoppable
from deploy.cli.tally import FULLEST, Tally, end, show, stopped_at
from schemas.api.fields import LARGEST_BATCH
from streams.backoff import waits
from streams.parsing import Unreadable
from streams.parsing.documents import json_or, json_value

PROGRESS_FILE = "import.json"
AT_ONCE = 2_000  # fact-checks a request: matched in a second or two
MOST_TRIES = 30  # of one request, each at most `LONGEST_WAIT_S` after the one before
FIRST_WAIT_S = 0.5
LONGEST_WAIT_S = 5.0
LINES = "application/x-ndjson"
Item = tuple[int, bytes]  # its number in the file, from 0, and its JSON


class Api(Protocol):
    """What is needed of the client."""

    def post(self, path: str, body: Any = None, **headers: str) -> Any: ...


@click.group("import")
def import_() -> None:
    """Bring in what was found out elsewhere.

    Example: rumor-tracker import factchecks claims.jsonl
    """


@import_.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--restart", is_flag=True, help="Begin again instead of where the last one stopped.")
@URL
@KEY
@AS_JSON
def factchecks(file: Path, restart: bool, url: str, key: str, as_json: bool) -> None:
    """Send known fact-checks (ClaimReview JSON-LD or the plain form, as JSON or JSON lines, plain
    or .gz); goes on where it stopped.

    Example: rumor-tracker import factchecks claimreview.json
    """
    from streams.client import ApiError

    kept_in = load_settings().data_dir / PROGRESS_FILE
    api = client(url, key)
    job = Import(file, api, kept_in)
    try:
        with stoppable():
            reached(api)
            counts = job.run(restart=restart, on_terminal=sys.stderr.isatty())
    except ApiError as error:
        fail(f"{error}; run the same command again to go on")
    except BadFile as error:
        fail(str(error))
    except Stopped as stopped:
        stopped_at(job.counts(), "item", as_json, stopped)
    show(counts, "item", as_json)
    end(counts, file, documents=True)


class Import:
    """One run: make another for another."""

    def __init__(self, file: Path, api: Api, kept_in: Path) -> None:
        self.file = file
        self.api = api
        self.progress = Progress(kept_in, file)
        self.tally = Tally("item")
        self.sent = 0  # fact-checks of the file, those of earlier runs among them
        self.skipped = 0  # those of earlier runs

    def run(self, *, restart: bool, on_terminal: bool) -> dict[str, Any]:
        """Sends everything -> counts. Raises `ApiError`; another run goes on from there. Raises
        `BadFile` for a file that is no JSON.
        """
        from rich.console import Console
        from rich.progress import Progress as Bar

        self.sent = self.skipped = 0 if restart else self.progress.resume()[0]
        items = islice(enumerate(_items(self.file)), self.sent, None)
        with Bar(console=Console(stderr=True), disable=not on_terminal) as bar:
            task = bar.add_task("importing", total=None)
            for some in _together(items):
                self._send(some)
                self.progress.save(self.sent, 1.0)
                bar.update(task, completed=self.sent)
        self.progress.end()
        return self.counts()

    def counts(self) -> dict[str, Any]:
        """What came of it so far."""
        return {"factchecks": self.sent, "resumed_at": self.skipped, **self.tally.counts()}

    def _send(self, some: list[Item]) -> None:
        number, first = some[0]
        size = len(first)
        if size > LARGEST_BATCH:  # then it is alone
            self.tally.refuse_too_large(number, size, LARGEST_BATCH)
        else:
            answer = _answer(self.api, b"\n".join(item for _, item in some))
            self.tally.count([number for number, _ in some], answer)
        self.sent = some[-1][0] + 1


def _together(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Fact-checks to send together: not too many, and no more than a request may hold."""
    some: list[Item] = []
    size = 0
    for number, item in items:
        if some and (len(some) >= AT_ONCE or size + len(item) >= FULLEST):
            yield some
            some, size = [], 0
        some.append((number, item))
        size += len(item) + 1  # the break between two
    if some:
        yield some


def _answer(api: Api, body: bytes) -> dict[str, Any]:
    """One request, tried again while the API or its neighbours are away. Raises `ApiError`."""
    import time

    from streams.client import WORTH_ANOTHER_TRY, ApiError

    for number, wait_s in enumerate(waits(FIRST_WAIT_S, LONGEST_WAIT_S)):
        try:
            return dict(api.post("/v1/factchecks", body, content_type=LINES))
        except ApiError as error:
            # 422: each was refused. Those after them may be right.
            if error.status == 422 and isinstance(error.body, dict) and "rejected" in error.body:
                return {"accepted": 0, "rejected": error.body["rejected"]}
            if error.status not in WORTH_ANOTHER_TRY or number >= MOST_TRIES:
                raise
            time.sleep(wait_s)
    raise AssertionError("waits end never")


def _items(file: Path) -> Iterator[bytes]:
    """The fact-checks of a file, a line of JSON each. Raises `BadFile`."""
    with opened(file) as lines:
        first = next((line for line in lines if line.strip()), b"").removeprefix(BOM_UTF8)
        if not first.strip():
            return
        if _is_whole(first):
            yield first.strip()
            yield from (line.strip() for line in lines if line.strip())
            return
        whole = _document(file, first + lines.read())
    if isinstance(whole, dict):
        whole = whole.get("@graph") or whole.get("dataFeedElement") or [whole]
    for one in whole if isinstance(whole, list) else [whole]:
        item = one.get("item", one) if isinstance(one, dict) else one
        for fact_check in item if isinstance(item, list) else [item]:
            yield json.dumps(fact_check, ensure_ascii=False).encode()


def _document(file: Path, content: bytes) -> Any:
    try:
        return json_value(content)
    except Unreadable as error:
        why = str(error)
    looks = seems_to_be(file, documents=True)
    raise BadFile(f"{file} seems to be {looks}" if looks else f"{file} cannot be read: {why}")


def _is_whole(line: bytes) -> bool:
    """Whether a file is one of lines: the first is an object, and it ends there."""
    found = json_or(line, None)
    return isinstance(found, dict) and not ({"@graph", "dataFeedElement"} & found.keys())
