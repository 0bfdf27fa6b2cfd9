"""Alert rules for the pipeline itself, as Grafana provisions them.

Times are written out: neither macros nor variables exist in rules, and `$` would be taken for the
environment.
"""

from dashboards.grafana.sources import FOLDER_TITLE, PROMETHEUS_UID, SOURCE_UID
from dashboards.grafana.sql import tidy
from dashboards.grafana.targets import TABLE, Json

LOOKED_BACK_S = 3_600  # Grafana demands a range; these queries have their own


def sql_query(sql: str) -> Json:
    """A query that gives one row with one Float64: a rule's threshold takes no other number."""
    model = {"refId": "A", "editorType": "sql", "rawSql": tidy(sql), "format": TABLE}
    return {"datasourceUid": SOURCE_UID, "model": model}


def metric_query(expression: str) -> Json:
    model = {"refId": "A", "expr": expression, "instant": True, "range": False}
    return {"datasourceUid": PROMETHEUS_UID, "model": model}


def rule(*, uid: str, title: str, lasting: str, above: float, advice: str, query: Json) -> Json:
    """A rule that fires where the query's number was above a threshold for so long."""
    evaluator = {"type": "gt", "params": [above]}
    threshold = {
        "refId": "B",
        "type": "threshold",
        "expression": "A",
        "conditions": [{"evaluator": evaluator}],
    }
    return {
        "uid": uid,
        "title": title,
        "condition": "B",
        "for": lasting,
        # No row is no news: a system without any report has nothing to be silent about.
        "noDataState": "OK",
        "execErrState": "Error",
        "labels": {"service": "rumor-tracker"},
        "annotations": {"summary": title, "description": advice},
        "data": [
            {"refId": "A", "relativeTimeRange": {"from": LOOKED_BACK_S, "to": 0}, **query},
            {
                "refId": "B",
                "relativeTimeRange": {"from": 0, "to": 0},
                "datasourceUid": "__expr__",
                "model": threshold,
            },
        ],
    }


SILENCE = rule(
    uid="rumor-silence",
    title="No report for half an hour",
    lasting="5m",
    above=1_800,
    advice="Are the apps sending? Look at the intake's /readyz and its refusals.",
    query=sql_query("""
        SELECT toFloat64(dateDiff('second', max(last_seen), now())) AS age_s
        FROM spread_minute WHERE minute > now() - INTERVAL 1 DAY HAVING count() > 0
    """),
)

MANY_REJECTS = rule(
    uid="rumor-rejects",
    title="Much is set aside",
    lasting="5m",
    above=100,
    advice="Pipeline dashboard, Newest set aside: which step, which reason?",
    query=sql_query("""
        SELECT toFloat64(count()) AS rejects
        FROM rejects FINAL WHERE at > now() - INTERVAL 10 MINUTE
    """),
)

GIVEN_UP = rule(
    uid="rumor-deliveries",
    title="A delivery was given up",
    lasting="0s",  # at once: nothing mends it by itself
    above=0,
    advice="Alerts dashboard, Not delivered: mend the receiver, then "
    "`rumor-tracker deliveries redeliver`.",
    query=sql_query("""
        SELECT toFloat64(count()) AS given_up
        FROM deliveries FINAL
        WHERE at > now() - INTERVAL 1 HOUR AND state IN ('dead', 'disabled')
    """),
)

BEHIND = rule(
    uid="rumor-lag",
    title="A step is behind",
    lasting="5m",
    above=1_000,
    advice="Is its process moving (rumor-tracker health)? Add workers up to the number of "
    "partitions.",
    query=metric_query("max(sum by (step, topic, instance) (rumor_lag_records))"),
)


def alerting() -> Json:
    """The rules as one group, in a provisioning file."""
    group = {
        "orgId": 1,
        "name": "rumor-tracker",
        "folder": FOLDER_TITLE,
        "interval": "1m",
        "rules": [SILENCE, MANY_REJECTS, GIVEN_UP, BEHIND],
    }
    return {"apiVersion": 1, "groups": [group]}
