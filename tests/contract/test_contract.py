"""What the outside relies on: exported schemas, the fold table, events, routes."""

import json

import jsonschema
import msgspec
import pytest

from deploy.cli import generate
from schemas import events
from schemas.topics import CATALOGUE, SIGHTINGS
from streams.api.routes import OPERATIONS
from streams.core.matching.fold import TABLE, make


@pytest.mark.parametrize("name", sorted(generate.files()))
def test_exported_files_are_those_of_the_code(name: str) -> None:
    assert (generate.FOLDER / name).read_text() == generate.files()[name], "run `make generate`"


def test_the_fold_table_is_the_one_its_script_makes() -> None:
    assert make.build() == TABLE.read_bytes()


def test_events_validate_against_their_schema() -> None:
    event = events.ReportsSighted(
        lane="main/cjk",
        source=events.Source(partition=0, offset=1),
        received_at_ms=5,
        sightings=(
            events.Sighting(
                report_id="r",
                variant_id="ab" * 8,
                rumor_id="ab" * 8,
                stance="carries",
                observed_at_ms=4,
                app="app",
            ),
        ),
    )
    jsonschema.validate(
        json.loads(SIGHTINGS.encode(event)),
        generate.event_schemas() | {"$ref": "#/$defs/ReportsSighted"},
    )


def test_every_event_is_frozen_and_on_exactly_one_topic() -> None:
    for kind in vars(events).values():
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
            assert kind.__struct_config__.frozen, kind
            for field in kind.__struct_fields__:
                assert not field.endswith(("_at", "_time")), (
                    f"{kind.__name__}.{field}: times end in _ms"
                )
    assert sorted(t.event.__name__ for t in CATALOGUE) == sorted(
        kind.__name__ for kind in events.ALL
    )


def test_the_contract_names_are_routes() -> None:
    routes = {(o.method, o.path, o.scope) for o in OPERATIONS}
    assert {
        ("POST", "/v1/reports", "report"),
        ("POST", "/v1/reports/batch", "report"),
        ("GET", "/v1/reports/{report_id}", "read"),
        ("GET", "/v1/rumors", "read"),
        ("GET", "/v1/rumors/{rumor_id}", "read"),
        ("GET", "/v1/rumors/{rumor_id}/variants", "read"),
        ("GET", "/v1/rumors/{rumor_id}/spread", "read"),
        ("POST", "/v1/rumors/{rumor_id}/verdict", "curate"),
        ("GET", "/v1/alerts", "read"),
        ("GET", "/v1/deliveries", "read"),
        ("POST", "/v1/deliveries/{delivery_id}/redeliver", "admin"),
        ("POST", "/v1/receivers/{name}/test", "admin"),
        ("GET", "/v1/rejects", "admin"),
    } <= routes
