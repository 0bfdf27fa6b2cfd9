"""10,000 fact-checks into a running system, and what later repeats of their claims are answered:
real messages, one of each cluster as the claim, the others of it as the reworded repeats.
"""

import gzip
import json
import random
import tempfile
import time
from pathlib import Path
from typing import Any

from deploy.cli.importing import Import
from tests.support.system import System

COUNT = 10_000
REPEATS = 200
FIRST_HAN = 0x4E00
MOST_HAN = 3_000  # the first of the block, as letters of made-up claims


def run(data: Path) -> None:
    chance = random.Random(7)
    clusters: dict[str, list[str]] = {}
    with gzip.open(data / "ced_messages.jsonl.gz", "rt") as lines:
        for line in lines:
            message = json.loads(line)
            clusters.setdefault(message["cluster"], []).append(message["text"])
    claims = [(f"https://c.example/{name}", texts[0]) for name, texts in clusters.items()]
    while len(claims) < COUNT:
        text = "".join(chr(FIRST_HAN + chance.randrange(MOST_HAN)) for _ in range(40))
        claims.append((f"https://m.example/{len(claims)}", text))
    repeats = [
        (f"https://c.example/{name}", text)
        for name, texts in clusters.items()
        for text in texts[1:]
    ]
    chance.shuffle(repeats)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "claims.jsonl"
        file.write_text(
            "".join(
                json.dumps({"claim": text, "rating": "false", "link": link}) + "\n"
                for link, text in claims
            )
        )
        with System(Path(folder)) as system:
            system.start()
            for what in ("first", "again"):
                began = time.perf_counter()
                found = Import(file, system.api, Path(folder) / "p").run(
                    restart=True, on_terminal=False
                )
                took_s = time.perf_counter() - began
                print(f"{what}: {found['accepted']:,} accepted in {took_s:.1f} s", flush=True)
            _answered(system, repeats[:REPEATS])


def _answered(system: System, repeats: list[tuple[str, str]]) -> None:
    right = wrong = 0
    took: list[float] = []
    for link, text in repeats:
        began = time.perf_counter()
        matches: list[Any] = system.api.post("/v1/check", {"text": text})["matches"]
        took.append(time.perf_counter() - began)
        joined = next((one for one in matches if one["joins"]), None)
        said = joined and joined["verdict"] and joined["verdict"]["link"]
        right += said == link
        wrong += said is not None and said != link
    took.sort()
    print(
        f"{len(repeats)} repeats: {right} right, {wrong} another's, "
        f"{len(repeats) - right - wrong} none; p50 {took[len(took) // 2] * 1e3:.0f} ms, "
        f"p99 {took[len(took) * 99 // 100] * 1e3:.0f} ms"
    )
