"""[policy]: what counts as a surge, for everybody and for single tenants.

In: the table as it was written. Out: one `SurgePolicy` each; what a tenant leaves out is the
default's.
"""

import math
from collections.abc import Collection, Iterable
from dataclasses import replace

import msgspec

from streams.config.mistakes import NAME, NAMES_ARE, converted, line_of, mistake
from streams.core.surge.policy import SurgePolicy

LONGEST_LATE_S = 86_400  # the surge step remembers a day: a later report has no minute to go to
LEAST_REPORTS = 3  # below it chance alone raises alerts: two reports in an hour are no surge
LEAST_FACTOR = 1.5  # how much more than usual; less is what an ordinary day does by itself


class _Written(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    min_reports: float | None = None
    min_factor: float | None = None
    major: float | None = None
    critical: float | None = None
    late_s: int | None = None
    min_independent: int | None = None


def policies_of(text: str, raw: object) -> tuple[SurgePolicy, dict[str, SurgePolicy]]:
    """The default policy, and those of tenants that have one. Raises `ConfigError`."""
    if not isinstance(raw, dict):
        raise mistake(text, "policy", "it is a table: [policy]")
    # A table in the table is a tenant's, whatever its name: no field of a policy is a table.
    own = {name: value for name, value in raw.items() if isinstance(value, dict)}
    common = {name: value for name, value in raw.items() if name not in own}
    for tenant in own:
        _check_tenant(text, tenant)
    default = _policy(text, "policy", common, SurgePolicy())
    return default, {
        tenant: _policy(text, f"policy.{tenant}", value, default) for tenant, value in own.items()
    }


def nobodys(text: str, policies: Iterable[str], tenants: Collection[str]) -> tuple[str, ...]:
    """A warning for each policy of a tenant that is none of `tenants`: a misspelt name, or one that
    has no key yet.
    """
    return tuple(
        f"line {line_of(text, f'policy.{tenant}')}: policy.{tenant}: no key is of this tenant"
        for tenant in policies
        if tenant not in tenants
    )


def _check_tenant(text: str, tenant: str) -> None:
    path = f"policy.{tenant}"
    if tenant in _Written.__struct_fields__:
        raise mistake(text, path, f"{tenant} is a field, and no tenant: {tenant} = ...")
    if not NAME.fullmatch(tenant):
        raise mistake(text, path, NAMES_ARE)


def _policy(text: str, path: str, raw: dict[str, object], default: SurgePolicy) -> SurgePolicy:
    written = msgspec.structs.asdict(converted(text, path, raw, _Written))
    given = {name: value for name, value in written.items() if value is not None}
    policy = replace(default, **given)
    for name, right, why in _rules(policy):
        if not right:
            raise mistake(text, f"{path}.{name}", f"{name} is {why}")
    return policy


def _rules(policy: SurgePolicy) -> tuple[tuple[str, bool, str], ...]:
    """(field, whether it can be, what it is). TOML knows nan and inf: no comparison with nan
    holds, and with inf no report would ever be enough.
    """
    return (
        (
            "min_reports",
            LEAST_REPORTS <= policy.min_reports < math.inf,
            f"at least {LEAST_REPORTS}",
        ),
        ("min_factor", LEAST_FACTOR <= policy.min_factor < math.inf, f"at least {LEAST_FACTOR}"),
        (
            "major",
            1 <= policy.major < math.inf,
            "at least 1: a multiple of min_reports in an hour",
        ),
        ("critical", policy.major <= policy.critical < math.inf, "at least as much as major"),
        (
            "late_s",
            0 <= policy.late_s <= LONGEST_LATE_S,
            f"0 to {LONGEST_LATE_S}: reports up to so late count towards a surge",
        ),
        (
            "min_independent",
            0 <= policy.min_independent <= policy.min_reports,
            "0 to min_reports: independent reporters without whom no crowd is told as a surge",
        ),
    )
