"""The command `import`: what was found out elsewhere, from a file to the API.

In: a file of fact-checks. Out: what was accepted and refused. Known links change nothing, so a file
may be sent any number of times.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

import click

from deploy.cli.api import KEY, URL, client, reached
from deploy.cli.files import BadFile, opened
from deploy.cli.output import AS_JSON, emit, fail, load_settings
from deploy.cli.replay.progress import Progress
from streams.backoff import waits

PROGRESS_FILE = "import.json"
AT_ONCE = 2_000  # fact-checks a request: matched in a second or two
MOST_TRIES = 30  # of one request, each at most `LONGEST_WAIT_S` after the one before
FIRST_WAIT_S = 0.5
LONGEST_WAIT_S = 5.0
MOST_REFUSALS_SHOWN = 10
LINES = "application/x-ndjson"


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
    try:
        found = run(
            file,
            reached(client(url, key)),
            kept_in,
            restart=restart,
            on_terminal=sys.stderr.isatty(),
        )
    except ApiError as error:
        fail(f"{error}; run the same command again to go on")
    except BadFile as error:
        fail(str(error))
    except ValueError as error:
        fail(f"{file.name} cannot be read: {error}")
    emit(found, as_json)


def run(file: Path, api: Api, kept_in: Path, *, restart: bool, on_terminal: bool) -> dict[str, Any]:
    """Sends everything -> counts. Raises `ApiError`; another run goes on from there."""
    from rich.console import Console
    from rich.progress import Progress as Bar

    progress = Progress(kept_in, file)
    sent = 0 if restart else progress.resume()[0]
    counts = {"resumed_at": sent, "accepted": 0, "refused": 0}
    refused = Counter[str]()
    examples: list[dict[str, Any]] = []
    items = islice(_items(file), sent, None)
    with Bar(console=Console(stderr=True), disable=not on_terminal) as bar:
        task = bar.add_task("importing", total=None)
        while some := list(islice(items, AT_ONCE)):
            answer = _send(api, b"\n".join(some))
            counts["accepted"] += answer["accepted"]
            for one in answer["rejected"]:
                refused[one["code"]] += 1
                if len(examples) < MOST_REFUSALS_SHOWN:
                    number = sent + one["index"] + 1  # people count from 1
                    examples.append({"item": number} | one)
            sent += len(some)
            progress.save(sent, 1.0)
            bar.update(task, completed=sent)
    progress.end()
    refusals = {"refused": sum(refused.values()), "refused_by_code": dict(refused)}
    return {"factchecks": sent, **counts, **refusals, "examples": examples}


def _send(api: Api, body: bytes) -> dict[str, Any]:
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
    """The fact-checks of a file, a line of JSON each. Raises `ValueError`."""
    with opened(file) as lines:
        first = lines.readline()
        if _is_whole(first):
            yield first.strip()
            yield from (line.strip() for line in lines if line.strip())
            return
        whole = json.loads(first + lines.read())
    if isinstance(whole, dict):
        whole = whole.get("@graph") or whole.get("dataFeedElement") or [whole]
    for one in whole:
        item = one.get("item", one) if isinstance(one, dict) else one
        for fact_check in item if isinstance(item, list) else [item]:
            yield json.dumps(fact_check, ensure_ascii=False).encode()


def _is_whole(line: bytes) -> bool:
    """Whether a file is one of lines: the first is an object, and it ends there."""
    try:
        found = json.loads(line)
    except ValueError:
        return False
    return isinstance(found, dict) and not ({"@graph", "dataFeedElement"} & found.keys())
