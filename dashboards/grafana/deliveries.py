"""Panels about deliveries: whether the receivers got what was told. They stand on the dashboard of
the alerts.
"""

from dashboards.grafana.colors import GREEN, RED, STATE_COLORS, YELLOW
from dashboards.grafana.columns import colored
from dashboards.grafana.panels import series, stat, steps, table
from dashboards.grafana.sql import TENANT

ATTEMPTS = f"FROM deliveries FINAL WHERE {TENANT} AND $__timeFilter(at)"
# By round, then attempt: a redelivery begins at attempt 1 again, in the next round.
LAST_STATES = f"""SELECT delivery_id,
        any(receiver) AS receiver,
        any(type) AS type,
        any(alert_id) AS alert_id,
        argMax(state, (round, attempt)) AS state,
  max(attempt) AS attempts,
        argMax(status, (round, attempt)) AS status,
        argMax(error, (round, attempt)) AS error,
        max(at) AS last_at
  {ATTEMPTS} GROUP BY delivery_id"""
NO_DELIVERY = "No delivery in this range: no alert, or no receiver wants its level"

DELIVERED = stat(
    title="Delivered",
    description="Share of the deliveries whose last attempt succeeded, or that were told in a "
    "digest. What was over before it could be told does not count.",
    sql=f"""
        SELECT if(count() = 0, NULL, countIf(state IN ('delivered', 'digested')) / count()) AS share
        FROM ({LAST_STATES}) WHERE state != 'withdrawn'
    """,
    unit="percentunit",
    decimals=1,
    empty=NO_DELIVERY,
    thresholds=steps((None, RED), (0.95, YELLOW), (0.999, GREEN)),
)

GIVEN_UP = stat(
    title="Given up",
    description="Deliveries that no attempt brought through: dead or disabled.",
    sql=f"""
        SELECT countIf(state IN ('dead', 'disabled')) AS deliveries FROM ({LAST_STATES})
    """,
    empty=NO_DELIVERY,
    thresholds=steps((None, GREEN), (1, RED)),
)

# From the first report of a rise to the first message that a receiver took, as both are stored. An
# alert that was told in a digest is told once that is made.
TO_MESSAGE = f"""WITH
  told AS (
    SELECT alert_id, min(at) AS told_at
    {ATTEMPTS} AND type = 'alert.raised' AND state IN ('delivered', 'digested')
    GROUP BY alert_id),
  began AS (
    SELECT alert_id, min(started_at) AS began_at FROM alerts FINAL
    WHERE {TENANT} AND event = 'raised' AND alert_id IN (SELECT alert_id FROM told)
    GROUP BY alert_id),
  took AS (
    SELECT told_at, greatest(0, dateDiff('millisecond', began_at, told_at) / 1000) AS seconds
    FROM told INNER JOIN began USING alert_id)"""
NO_MESSAGE = "No receiver was told of an alert in this range"

FIRST_REPORT_TO_MESSAGE = stat(
    title="First report to message, median",
    description="From the first report of a rise to the first message that a receiver took: what "
    "the rumor had as a lead.",
    sql=f"""{TO_MESSAGE}
SELECT quantileExact(0.5)(seconds) AS median FROM took HAVING count() > 0""",
    unit="s",
    empty=NO_MESSAGE,
    thresholds=steps((None, GREEN), (1_800, YELLOW), (7_200, RED)),
)

TO_MESSAGE_OVER_TIME = series(
    title="First report to message",
    description="Median and 95th percentile of the time from the first report of a rise to the "
    "first message that a receiver took.",
    sql=f"""{TO_MESSAGE}
SELECT $__timeInterval(told_at) AS time,
        quantileExact(0.5)(seconds) AS median,
        quantileExact(0.95)(seconds) AS p95
FROM took GROUP BY time ORDER BY time""",
    unit="s",
    empty=NO_MESSAGE,
    points=True,  # alerts are rare: a line between two of them would claim what was never measured
)

# Attempt 0 is the note that a delivery is wanted, before anything was sent.
ATTEMPTS_BY_STATE = series(
    title="Attempts by state",
    description="Webhook attempts over time by what came of them.",
    sql=f"""
        SELECT $__timeInterval(at) AS time, state, count() AS attempts
        {ATTEMPTS} AND attempt > 0
        GROUP BY time, state ORDER BY time
    """,
    empty=NO_DELIVERY,
    stacked=True,
)

BY_RECEIVER = table(
    title="Deliveries by receiver",
    description="What became of each: waiting for its first attempt or for a digest, failing and "
    "tried again, lost (dead or disabled).",
    sql=f"""
        SELECT receiver,
        countIf(state = 'delivered') AS delivered,
        countIf(state = 'digested') AS digested,
        countIf(state = 'pending' AND error = '') AS waiting,
        countIf(state = 'pending' AND error != '') AS failing,
        countIf(state IN ('dead', 'disabled')) AS lost,
        max(attempts) AS "most attempts",
        argMaxIf(error, last_at, state = 'pending' AND error != '') AS "last error"
        FROM ({LAST_STATES})
        GROUP BY receiver ORDER BY lost DESC, failing DESC, receiver
    """,
    empty=NO_DELIVERY,
)

NOT_DELIVERED = table(
    title="Not delivered",
    description="Deliveries whose last attempt failed, with the reason; pending ones are tried "
    "again.",
    sql=f"""
        SELECT last_at AS at, receiver, type, state, attempts, status, error,
        delivery_id AS delivery
        FROM ({LAST_STATES})
        WHERE state NOT IN ('delivered', 'digested', 'withdrawn') ORDER BY at DESC LIMIT 100
    """,
    empty="Everything was delivered",
    columns=[colored("state", STATE_COLORS)],
)
