"""Which databases and tables a read-only user may name."""

import re

from deploy.embedded.clickhouse import allowed


class Refused(Exception):
    """What is refused, in a few words."""


def check_table(of: str, name: str, database: str) -> None:
    """Raises Refused where `of`.`name` is no table that a user of `database` may read."""
    if of.lower() in allowed.SYSTEM_DATABASES:
        if of == allowed.SYSTEM and name not in allowed.SYSTEM_TABLES:
            raise Refused(f"the table {of}.{name}")
    elif of != database:
        raise Refused(f"the database {of}")
    # A name that is a path would be read as a file by some engines of databases.
    elif not re.fullmatch(r"\w+", name):
        raise Refused(f"the table {name}")
