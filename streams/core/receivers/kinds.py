"""The kinds of receivers there are. A new one is its module and a row here; config and delivery
follow.
"""

from typing import TYPE_CHECKING, Literal

from streams.core.receivers import (
    alertmanager,
    dingtalk,
    feishu,
    slack,
    standard,
    telegram,
    wecom,
)
from streams.core.receivers.contract import Kind

KINDS: dict[str, Kind] = {
    "standard": standard,
    "alertmanager": alertmanager,
    "slack": slack,
    "feishu": feishu,
    "dingtalk": dingtalk,
    "wecom": wecom,
    "telegram": telegram,
}

DEFAULT = "standard"  # of a receiver that names no kind

if TYPE_CHECKING:
    KindName = str
else:
    # The config file is checked against this when it is read. A Literal that is written out would
    # be a second list of kinds, and mypy refuses one that is computed: hence the two branches.
    KindName = Literal[tuple(KINDS)]
