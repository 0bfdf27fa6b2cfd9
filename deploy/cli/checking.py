"""The command `check`: is this a known hoax?

In: a text. Out: the rumors that it matches, with their verdicts. Nothing of it is stored.
"""

import sys
from typing import Any

import click

from deploy.cli.api import KEY, URL, client
from deploy.cli.output import AS_JSON, emit, fail, shown


@click.command()
@click.argument("text")
@URL
@KEY
@AS_JSON
def check(text: str, url: str, key: str, as_json: bool) -> None:
    """Ask whether a text is of a known rumor; - reads it from standard input.

    Example: rumor-tracker check "Chat histories must be deleted or the group is banned"
    """
    from streams.client import ApiError

    if text == "-":
        text = sys.stdin.read()
    try:
        found = client(url, key).post("/v1/check", {"text": text})
    except ApiError as error:
        fail(str(error))
    if as_json:
        emit(found, True)
        return
    for line in lines_of(found):
        click.echo(shown(line))


def lines_of(found: dict[str, Any]) -> list[str]:
    """What was found, for people."""
    lines = []
    for match in found["matches"]:
        verdict = match["verdict"]
        rated = verdict["rating"] if verdict else "not rated"
        is_of = "this rumor" if match["joins"] else "perhaps of this rumor"
        lines.append(f"{is_of}, {rated}: {match['title']} ({match['rumor_id']})")
        if verdict and (verdict["summary"] or verdict["link"]):
            lines.append(f"  {verdict['summary']} {verdict['link']}".rstrip())
        lines.append(f"  {match['stance']}, {match['reports']} reports: {match['explanation']}")
    lines += [f"red flag {flag['name']}: {', '.join(flag['words'])}" for flag in found["red_flags"]]
    return lines or ["no known rumor"]
