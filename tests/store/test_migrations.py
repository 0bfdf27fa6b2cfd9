"""Migrations: repeatable, refused where the database is ahead or differs."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from streams.store import migrations
from streams.store.database import Database
from streams.store.migrations import MIGRATIONS, SchemaMismatch, statements_of
from streams.store.tables import MigrationRow, Row
from tests.support.clickhouse import ClickHouse


@pytest.fixture
def empty(clickhouse_server: ClickHouse) -> Iterator[Database]:
    """A database that is not there yet."""
    base = Database(f"clickhouse://rumor:secret@127.0.0.1:{clickhouse_server.port}/rumor_empty")
    yield base
    base.execute("DROP DATABASE IF EXISTS rumor_empty")
    base.close()


def all_names() -> list[str]:
    return sorted(path.name for path in MIGRATIONS.glob("*.sql"))


def test_before_the_first_all_are_pending(empty: Database) -> None:
    assert migrations.pending(empty) == all_names()
    assert migrations.migrate(empty) == all_names()
    assert migrations.pending(empty) == []


def test_a_database_that_is_there_and_empty_is_migrated(empty: Database) -> None:
    empty.create()
    empty.create()
    assert migrations.pending(empty) == all_names()
    assert migrations.migrate(empty) == all_names()


def test_they_apply_once(database: Database) -> None:
    assert migrations.migrate(database) == []
    assert migrations.pending(database) == []
    found = database.execute("SELECT name FROM migrations ORDER BY name")
    assert [name for (name,) in found] == all_names()


def test_every_statement_may_be_repeated(database: Database) -> None:
    """After a crash in the middle of a file, or of two processes at once, all of it is repeated."""
    before = _tables(database)
    database.execute("TRUNCATE TABLE migrations")
    assert migrations.migrate(database) == all_names()
    assert _tables(database) == before


def test_what_came_later_is_applied_to_the_tables_of_before(
    database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for path in MIGRATIONS.glob("*.sql"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "998_more.sql").write_text("-- why\nCREATE TABLE more (a UInt8) ENGINE = Memory;\n")
    monkeypatch.setattr(migrations, "MIGRATIONS", tmp_path)
    assert migrations.pending(database) == ["998_more.sql"]
    assert migrations.migrate(database) == ["998_more.sql"]
    assert database.execute("SELECT count() FROM more") == [(0,)]


def test_a_newer_database_is_refused(database: Database) -> None:
    database.insert([MigrationRow(name="999_future.sql", digest="x")])
    with pytest.raises(SchemaMismatch, match=r"999_future\.sql.*install the newer version"):
        migrations.pending(database)


def test_one_that_was_applied_under_another_name_is_the_same(
    database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Its number was another one before it was released."""
    for path in MIGRATIONS.glob("*.sql"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(migrations, "MIGRATIONS", tmp_path)
    (tmp_path / "008_once.sql").rename(tmp_path / "997_once.sql")
    (tmp_path / "998_more.sql").write_text("CREATE TABLE more (a UInt8) ENGINE = Memory;\n")
    assert migrations.migrate(database) == ["998_more.sql"]
    assert migrations.pending(database) == []


def test_a_changed_migration_is_refused(database: Database) -> None:
    database.execute(
        "INSERT INTO migrations (name, digest, at) SELECT '001_facts.sql', 'other', now() + 10"
    )
    database.execute("OPTIMIZE TABLE migrations FINAL")
    with pytest.raises(SchemaMismatch, match=r"001_facts\.sql differs"):
        migrations.pending(database)


FILLED_IN = {"stored_at"}  # by ClickHouse


def test_every_column_is_written_and_every_written_column_exists(database: Database) -> None:
    for kind in Row.__subclasses__():
        if kind is not MigrationRow:
            known = {name for name, *_ in database.execute(f"DESCRIBE TABLE {kind.TABLE}")}
            assert set(kind.columns()) == known - FILLED_IN, kind.TABLE


def test_what_may_name_people_is_cleared_in_time(database: Database) -> None:
    """Columns, never rows: counts stay what they are."""
    (created,) = database.execute("SHOW CREATE TABLE sightings")[0]
    lines = {line.split()[0].strip("`"): line for line in created.splitlines() if line.split()}
    for column, days in {"reporter": 180, "external_id": 90, "link": 90, "attributes": 90}.items():
        ttl = lines[column].partition(" TTL ")[2]
        assert ttl.startswith("toDateTime(received_at)"), column
        assert str(days) in ttl, column
    assert " TTL " not in lines["language"]


def test_every_file_has_statements_and_says_why() -> None:
    for path in MIGRATIONS.glob("*.sql"):
        assert statements_of(path.read_text()), path.name
        assert path.read_text().startswith("-- "), path.name


def test_statements_are_told_apart_and_comments_dropped() -> None:
    sql = "-- a; comment;\nSELECT 1;\n\n-- another\nSELECT\n  ';'\nFROM t;\n"
    assert statements_of(sql) == ["SELECT 1", "SELECT\n  ';'\nFROM t;"]


def _tables(database: Database) -> list[tuple[str, str]]:
    return [
        (name, database.execute(f"SHOW CREATE TABLE {name}")[0][0])
        for (name,) in database.execute("SHOW TABLES")
    ]
