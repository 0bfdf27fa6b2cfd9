"""Writes the machine-readable contracts: JSON Schemas of all events, AsyncAPI of the topics,
OpenAPI of the HTTP API.

    python -m deploy.cli.generate

A module and no command: it writes into the source tree, which an installed package does not have.

In: the dataclasses, the topic catalogue, the route table. Out: files in schemas/json, committed; a
test compares them with the code.
"""

import json
from pathlib import Path
from typing import Any

import msgspec

import schemas
from schemas.events import ALL
from schemas.pipeline import readers_of, writers_of
from schemas.topics import CATALOGUE, MAX_RECORD_BYTES, Topic, partitions_of
from streams.api import openapi

FOLDER = Path(schemas.__file__).parent / "json"


def files() -> dict[str, str]:
    """File name -> content, the same to the byte as long as the code is."""
    documents: dict[str, Any] = {
        "openapi.json": openapi.document(),
        "asyncapi.json": asyncapi(),
        "events.json": event_schemas(),
    }
    return {
        # Sorted: a field that moves in the source is no change to anybody outside.
        name: json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        for name, content in documents.items()
    }


def event_schemas() -> dict[str, Any]:
    """One JSON Schema document (2020-12) with every event under `$defs`."""
    components = msgspec.json.schema_components(ALL, ref_template="#/$defs/{name}")[1]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Events of rumor-tracker",
        "$defs": components,
    }


def asyncapi() -> dict[str, Any]:
    """An AsyncAPI 3.0 document of the topics."""
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "rumor-tracker", "version": "1.0.0"},
        "channels": {topic.name: _channel(topic) for topic in CATALOGUE},
    }


def _description(topic: Topic[Any]) -> str:
    written = _listed(writers_of(topic))
    read = _listed(readers_of(topic))
    return f"Keyed by {topic.key}, written by {written}, read by {read}."


def _listed(names: tuple[str, ...]) -> str:
    """Names as a sentence has them: a, b and c."""
    *before, last = names
    return f"{', '.join(before)} and {last}" if before else last


def _channel(topic: Topic[Any]) -> dict[str, Any]:
    event = topic.event.__name__
    return {
        "address": topic.name,
        "description": _description(topic),
        "messages": {event: {"payload": {"$ref": f"events.json#/$defs/{event}"}}},
        "bindings": {
            "kafka": {
                "partitions": partitions_of(topic),
                "topicConfiguration": {
                    "cleanup.policy": ["compact" if topic.compacted else "delete"],
                    # -1 is Kafka's for ever
                    "retention.ms": -1 if topic.retention_s is None else topic.retention_s * 1_000,
                    "max.message.bytes": MAX_RECORD_BYTES,
                },
            }
        },
    }


def main() -> None:
    # Committed, and compared by a test: whoever changes an event sees in the difference what
    # everybody outside will see.
    FOLDER.mkdir(exist_ok=True)
    for name, content in files().items():
        (FOLDER / name).write_text(content)
        print(FOLDER / name)


if __name__ == "__main__":
    main()
