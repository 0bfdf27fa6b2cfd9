"""Why an alert was raised, in the viewer's language and zone.

In: an alert of the API. Out: one sentence in words and numbers. English has it from the API.
"""

from collections.abc import Callable

from schemas.api.alerts import AlertRead

WHOLE_FROM = 99.5  # two digits of a larger rate would be written with an exponent
PARTS = {
    "observed": "{minutes} 分钟内 {observed} 次举报，平时 {baseline} 次",
    "since": "自 {since} 起",
    "anonymous": "{reporters} 次中 {anonymous} 次没有举报人",
    "independent": "{reporters} 人中只有 {independent} 人互相独立",
    "delayed": "迟报 {minutes} 分钟",
}


def why(alert: AlertRead, language: str, at: Callable[[str], str]) -> str:
    """The sentence; `at` writes a time in the viewer's zone."""
    if language != "zh":
        return alert.why
    counted = {
        "reporters": alert.reporters,
        "anonymous": alert.anonymous,
        "independent": alert.independent,
    }
    parts = [
        PARTS["observed"].format(
            minutes=alert.window_s // 60,
            observed=alert.observed,
            baseline=_two_digits(alert.baseline),
        ),
        PARTS["since"].format(since=at(alert.started_at)),
    ]
    if 2 * alert.anonymous > alert.reporters:
        parts.append(PARTS["anonymous"].format(**counted))
    if 2 * alert.independent < alert.reporters:
        parts.append(PARTS["independent"].format(**counted))
    if alert.delayed_s:
        parts.append(PARTS["delayed"].format(minutes=max(1, round(alert.delayed_s / 60))))
    return "，".join(parts)


def _two_digits(rate: float) -> str:
    return f"{rate:.0f}" if rate >= WHOLE_FROM else f"{rate:.2g}"
