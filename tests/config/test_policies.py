"""[policy]: a tenant's own, and what the default gives it."""

import pytest

from streams.config.file import parse
from streams.config.mistakes import ConfigError
from streams.config.policies import LONGEST_LATE_S
from streams.core.surge.policy import SurgePolicy


@pytest.mark.parametrize(
    "policy",
    [
        "min_reports = nan",
        "min_reports = inf",
        "min_reports = 0",
        "min_factor = nan",
        "min_factor = 0",
    ],
)
def test_a_policy_that_never_fits_is_a_mistake(policy: str) -> None:
    with pytest.raises(ConfigError, match="at least"):
        parse(f"[policy]\n{policy}\n")


def test_without_a_policy_the_standard_one_holds_for_everybody() -> None:
    assert parse("").policy("main") == parse("").default_policy == SurgePolicy()


def test_a_tenant_overrides_what_it_says_and_inherits_the_rest() -> None:
    config = parse("[policy]\nmin_reports = 40\nmajor = 4\n[policy.north]\nmajor = 5\n")
    north = config.policy("north")
    assert (north.min_reports, north.major) == (40, 5)
    assert (config.policy("south").min_reports, config.policy("south").major) == (40, 4)


def test_a_policy_is_checked_as_it_will_hold() -> None:
    # Each of the two lines can be; together they cannot.
    with pytest.raises(ConfigError, match=r"line 4: policy\.north\.critical: .* as much as major"):
        parse("[policy]\nmajor = 9\ncritical = 9\n[policy.north]\nmajor = 10\n")


@pytest.mark.parametrize("late_s", [-1, LONGEST_LATE_S + 1])
def test_reports_count_late_within_the_day_that_is_remembered(late_s: int) -> None:
    with pytest.raises(ConfigError, match=r"policy\.late_s: late_s is 0 to 86400"):
        parse(f"[policy]\nlate_s = {late_s}\n")


@pytest.mark.parametrize("late_s", [0, LONGEST_LATE_S])
def test_the_bounds_themselves_are_right(late_s: int) -> None:
    assert parse(f"[policy]\nlate_s = {late_s}\n").default_policy.late_s == late_s


@pytest.mark.parametrize("least", [-1, 31])
def test_so_many_independent_reporters_as_a_surge_has_at_most(least: int) -> None:
    with pytest.raises(
        ConfigError, match=r"line 2: policy\.min_independent: .* is 0 to min_reports"
    ):
        parse(f"[policy]\nmin_independent = {least}\n")


@pytest.mark.parametrize("line", ["min_reports = -5", "major = 0", "critical = 2", "late_s = -1"])
def test_a_mistake_is_told_with_its_line_and_field(line: str) -> None:
    field = line.partition(" ")[0]
    with pytest.raises(ConfigError, match=rf"line 3: policy\.{field}: {field} is "):
        parse(f"[policy]\nmin_factor = 10\n{line}\n")


def test_what_is_no_policy_is_named() -> None:
    with pytest.raises(ConfigError, match=r"line 2: policy: .*unknown field `min_report`"):
        parse("[policy]\nmin_report = 3\n")
    with pytest.raises(ConfigError, match="policy: it is a table"):
        parse("policy = 3")


@pytest.mark.parametrize(
    ("header", "why"),
    [
        ('[policy."o city"]', "names are 1 to 64 letters"),
        ('[policy.""]', "names are 1 to 64 letters"),
        (f"[policy.{'x' * 65}]", "names are 1 to 64 letters"),
        ("[policy.min_reports]", "min_reports is a field, and no tenant"),
        ("[policy.late_s]", "late_s is a field, and no tenant"),
    ],
)
def test_a_policy_of_what_can_be_no_tenant_is_a_mistake(header: str, why: str) -> None:
    named = header.strip("[]").replace('"', "")
    with pytest.raises(ConfigError, match=rf"^line 3: {named}: {why}"):
        parse(f"[policy]\nmin_factor = 10\n{header}\nmin_reports = 5\n")


def test_a_policy_of_a_tenant_without_a_key_is_warned_of() -> None:
    key = '[[keys]]\nname = "a"\nhash = "x"\ntenant = "city"\n'
    assert parse(f"{key}[policy.city]\nmin_reports = 5\n").warnings == ()
    config = parse(f"{key}[policy.ctiy]\nmin_reports = 5\n")
    assert config.policy("ctiy").min_reports == 5
    assert config.warnings == ("line 5: policy.ctiy: no key is of this tenant",)
