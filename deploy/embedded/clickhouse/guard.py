"""Who may do what: users of the embedded engine, and what a read-only one is refused.

The engine itself knows one user, and its table functions read any file of this machine even under `readonly=2`. So a read-only user
(Grafana's) may only send statements that read, and none that names a function reaching files, processes or the network.
"""

import hmac
import re
from dataclasses import dataclass

READS = re.compile(r"^\s*\(*\s*(SELECT|WITH|SHOW|DESCRIBE|DESC|EXISTS|EXPLAIN)\b", re.IGNORECASE)
REACHES_OUT = re.compile(
    r"\b(file|fileCluster|url|urlCluster|s3|s3Cluster|gcs|oss|cosn|hdfs|hdfsCluster|azureBlobStorage\w*|remote|remoteSecure|cluster\w*"
    r"|executable|mysql|postgresql|mongodb|redis|sqlite|jdbc|odbc|deltaLake\w*|iceberg\w*|hudi\w*|paimon\w*|input|python|Python|dictionary"
    r"|arrowFlight|ytsaurus|backup|loop|catboostEvaluate)\s*\(",
    re.IGNORECASE,
)
OUTFILE = re.compile(r"\bINTO\s+OUTFILE\b|\bFORMAT\s+\w+\s+SETTINGS\b.*\boutput_format\w*file", re.IGNORECASE)
COMMENTS_AND_STRINGS = re.compile(r"--[^\n]*|#![^\n]*|/\*.*?\*/|'(?:[^'\\]|\\.|'')*'", re.S)


@dataclass(frozen=True)
class User:
    """A user of the embedded engine."""

    name: str
    password: str
    read_only: bool = False


def authenticate(users: tuple[User, ...], name: str, password: str) -> User | None:
    """The user, where name and password fit."""
    for user in users:
        if user.name == name and hmac.compare_digest(user.password.encode(), password.encode()):
            return user
    return None


def refusal(sql: str) -> str:
    """Why a read-only user may not send this, or an empty string."""
    bare = COMMENTS_AND_STRINGS.sub(" ", sql).replace("`", " ").replace('"', " ")
    if not READS.match(bare):
        return "this user may only read"
    if ";" in bare.rstrip().rstrip(";"):
        return "one statement at a time"
    if found := REACHES_OUT.search(bare):
        return f"{found[1]}() is refused for this user: it reaches beyond the database"
    return "INTO OUTFILE is refused for this user" if OUTFILE.search(bare) else ""
