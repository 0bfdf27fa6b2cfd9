"""Grafana's user on a server:

what it is granted are the tables and columns there are, less what may not be shown.
"""

import re
from pathlib import Path
from xml.etree import ElementTree

from streams.store.migrations import MIGRATIONS, statements_of

HIDDEN = {
    "answered": {"external_id"},
    "answers": {"answer"},
    "sightings": {"external_id", "reporter", "link", "attributes"},
    "variants": {"text", "masked"},
}
READER = Path(__file__).parents[2] / "deploy" / "cluster" / "reader.xml"


def columns() -> dict[str, set[str]]:
    """Table -> its columns, from the migrations."""
    found: dict[str, set[str]] = {}
    for path in sorted(MIGRATIONS.glob("*.sql")):
        for statement in statements_of(path.read_text()):
            if made := re.match(r"CREATE TABLE IF NOT EXISTS (\w+) \((.*?)\n\)", statement, re.S):
                found[made[1]] = set(re.findall(r"^  (\w+) [A-Z]\w", made[2], re.M)) - {"INDEX"}
            elif added := re.match(
                r"ALTER TABLE (\w+)\s+ADD COLUMN IF NOT EXISTS (\w+)", statement
            ):
                found[added[1]].add(added[2])
    return found


def test_every_table_is_granted_and_no_column_that_may_not_be_shown() -> None:
    queries = [query.text or "" for query in ElementTree.parse(READER).getroot().iter("query")]
    tables = columns()
    granted: dict[str, set[str]] = {}
    for query in queries:
        found = re.fullmatch(r"GRANT SELECT(?:\((.*)\))? ON (\w+)\.(\w+)", query)
        assert found, query
        if found[2] == "rumor":
            granted[found[3]] = set(found[1].split(", ")) if found[1] else tables[found[3]]
    assert granted == {table: names - HIDDEN.get(table, set()) for table, names in tables.items()}


def test_it_may_only_read_and_sets_its_own_time_limit() -> None:
    profile = ElementTree.parse(READER).getroot().find("profiles/reader")
    assert profile is not None
    assert profile.findtext("readonly") == "1"
    assert profile.find("constraints/max_execution_time/changeable_in_readonly") is not None
    password = ElementTree.parse(READER).getroot().find("users/grafana/password")
    assert password is not None
    assert password.attrib == {"from_env": "READER_PASSWORD"}
    assert not (password.text or "").strip()
