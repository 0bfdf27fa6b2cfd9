"""What was told of an alert just now: the store hears of it a moment later.

In: the tail of the alerts topic. Out: the newest change of one alert that stands there.
"""

from schemas.events import Alert
from schemas.topics import ALERTS
from streams.api.services import Services
from streams.api.writing import log_unavailable
from streams.log.contract import LogUnavailable
from streams.log.usable import usable

# Of each partition: what is told within the seconds by which the store may be behind.
MOST_READ = 200


async def newest_change(services: Services, tenant: str, alert_id: str) -> Alert | None:
    """The newest change of an alert among what was told last; None where it is not there.

    Raises 503.
    """
    found: Alert | None = None
    log = services.log
    try:
        ends = await log.ends(ALERTS.name)
        for partition, (first, end) in ends.items():
            records = usable(
                log=log,
                topic=ALERTS,
                partition=partition,
                start=max(first, end - MOST_READ),
                end=end,
                lane_partitions=len(ends),
            )
            async for _, event in records:
                for alert in event.alerts:
                    if (alert.tenant, alert.alert_id) == (tenant, alert_id):
                        found = alert
    except LogUnavailable:
        raise log_unavailable() from None
    return found
