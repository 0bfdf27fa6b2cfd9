"""What the engine is told so that it costs little: whether it took it."""

from pathlib import Path

from deploy.embedded.clickhouse import economy
from streams.store.database import Database
from tests.support.clickhouse import listening


def test_a_small_insert_makes_one_file_and_what_is_merged_stays_readable(tmp_path: Path) -> None:
    with listening(str(tmp_path)) as engine:
        database = Database(engine.url("default"))
        database.execute("CREATE TABLE t (a UInt64, s String) ENGINE = MergeTree ORDER BY a")
        for first in (0, 10):
            database.execute(
                f"INSERT INTO t SELECT number + {first}, toString(number) FROM numbers(10)"
            )
        sql = "SELECT path, part_storage_type FROM system.parts WHERE table = 't' AND active"
        parts = database.execute(sql)
        assert len(parts) == 2
        for path, stored in parts:
            assert stored == "Packed"
            assert [file.name for file in Path(path).iterdir()] == ["data.packed"]
        database.execute("OPTIMIZE TABLE t FINAL")
        database.execute("ALTER TABLE t DELETE WHERE a = 3 SETTINGS mutations_sync = 2")
        assert database.execute("SELECT count(), sum(a) FROM t") == [(19, 187)]
        database.close()


def test_the_engine_reads_its_memory_as_seldom_as_it_is_told(tmp_path: Path) -> None:
    with listening(str(tmp_path)) as engine:
        database = Database(engine.url("default"))
        name = "memory_worker_period_ms"
        sql = f"SELECT value FROM system.server_settings WHERE name = '{name}'"
        assert database.execute(sql) == [(str(economy.MEMORY_EVERY_MS),)]
        database.close()
