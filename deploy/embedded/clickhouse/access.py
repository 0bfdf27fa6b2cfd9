"""The engine's own walls: roles with grants, and limits that a session cannot raise.

Every chdb session is the engine's user `default`. That user has no right of its own, only roles;
a read-only session keeps the role `reader`, which has SELECT and no source: no file, no address, no
process. Grants cannot be made by SQL here, since the engine keeps its users in memory, so
they come from a configuration file that exists while the engine starts. What grants do not
cover is the guard's: the function file(), INTO OUTFILE and SET ROLE.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree
from xml.sax.saxutils import escape

import deploy
from deploy.embedded.clickhouse import economy
from deploy.embedded.clickhouse.allowed import LIMITS, RANGES

READER = "reader"
LOADER = "loader"
RUMOR = "rumor"  # the database whose columns reader.xml names
GRANTS = Path(deploy.__file__).parent / "cluster" / "reader.xml"

# `readonly=2` keeps readonly itself; the limits first, as nothing may change them afterwards
RESTRICT = (
    "SET profile='reader'",
    "SET " + ", ".join(f"{name}={value}" for name, (value, _, _) in LIMITS.items()),
    "SET readonly=2",
)
BECOME_READER = f"SET ROLE {READER}"
BECOME_LOADER = f"SET ROLE {LOADER}"
ROLES = "SELECT arrayStringConcat(enabledRoles(), ',')"


@contextmanager
def configuration() -> Iterator[Path]:
    """The engine's configuration file, for as long as it is being opened."""
    with tempfile.TemporaryDirectory(prefix="clickhouse-") as name:
        users = Path(name) / "users.xml"
        users.write_text(_users(), encoding="utf-8")
        config = Path(name) / "config.xml"
        users_config = f"<users_config>{escape(str(users))}</users_config>"
        told = f"<clickhouse>{users_config}{economy.settings()}</clickhouse>"
        config.write_text(told, encoding="utf-8")
        yield config


def reader_grants() -> list[str]:
    """What the role may read: any database, but of rumor's only what the server's user may."""
    grants = [str(query.text) for query in ElementTree.parse(GRANTS).iter("query")]  # noqa: S314
    own = [grant for grant in grants if f" ON {RUMOR}." in grant]
    return ["GRANT SELECT ON *.*", f"REVOKE SELECT ON {RUMOR}.*", *own]


def _users() -> str:
    constraints = "".join(
        f"<{name}><min>{least}</min><max>{most}</max></{name}>"
        for name, (least, most) in RANGES.items()
    )
    roles = {
        "writer": ["GRANT ALL ON *.*"],
        LOADER: ["GRANT CREATE TEMPORARY TABLE ON *.*"],
        READER: reader_grants(),
    }
    granted = f"GRANT {', '.join(roles)}"
    return (
        "<clickhouse>"
        f"<profiles><default/><reader><constraints>{constraints}</constraints></reader></profiles>"
        "<quotas><default/></quotas>"
        f"<roles>{''.join(_role(name, grants) for name, grants in roles.items())}</roles>"
        "<users><default><password/><networks><ip>::/0</ip></networks><profile>default</profile>"
        f"<quota>default</quota>{_grants([granted])}</default></users>"
        "</clickhouse>"
    )


def _role(name: str, grants: list[str]) -> str:
    return f"<{name}>{_grants(grants)}</{name}>"


def _grants(grants: list[str]) -> str:
    return f"<grants>{''.join(f'<query>{escape(grant)}</query>' for grant in grants)}</grants>"
