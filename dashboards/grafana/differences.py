"""Whether a dashboard is what we published, and what somebody changed in it."""

import hashlib
import json
from difflib import unified_diff

from dashboards.grafana.targets import Json

MOST_LINES = 40  # more is not read in a terminal, and Grafana shows the versions side by side
# Grafana sets these itself when it stores or migrates a dashboard.
ITS_OWN = ("id", "version", "schemaVersion")


def digest_of(dashboard: Json) -> str:
    """What a dashboard is, in 16 digits."""
    text = json.dumps(dashboard, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def difference(there: Json, ours: Json) -> str:
    """What was changed by hand, as lines; `-` is Grafana's, `+` would be written."""
    lines = list(
        unified_diff(
            _lines(there),
            _lines(ours),
            fromfile="in Grafana",
            tofile="would be written",
            lineterm="",
            n=1,
        )
    )
    if len(lines) > MOST_LINES:
        lines[MOST_LINES:] = [f"... and {len(lines) - MOST_LINES} lines more"]
    return "\n".join(lines)


def _lines(dashboard: Json) -> list[str]:
    bare = {key: value for key, value in dashboard.items() if key not in ITS_OWN}
    return json.dumps(bare, sort_keys=True, ensure_ascii=False, indent=1).splitlines()
