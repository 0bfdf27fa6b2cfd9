"""Whether an alert is to be told to somebody who has not heard of it, while it is muted.

In: an alert as it was told, the lane's states, and the mute in force. Out: yes or no.
"""

from schemas.events import Alert
from streams.core.surge import episodes
from streams.core.surge.overlay import OVER, Mute, silenced
from streams.core.surge.rumor import Episode
from streams.core.surge.state import LaneSurges

# What the surge step tells is with the deliveries so soon. It may never be: of what was folded
# silently the states say another time than the log.
ON_ITS_WAY_MS = 60_000


def is_silent(alert: Alert, state: LaneSurges | None, mute: Mute | None, *, now_ms: int) -> bool:
    """Whether nobody is to hear of an alert now who has not. The end of a mute raises it for
    everybody: until that is told it is silent, or somebody would be told twice.

    Without a state, which is on its way here, the clock alone says whether a mute is over.
    """
    rumor = state.rumors.get(alert.rumor_id) if state is not None else None
    if state is None or rumor is None:
        return mute is not None and (mute.until_ms is None or now_ms < mute.until_ms)
    if silenced(rumor, mute, now_ms):
        return True
    episode = episodes.open_episode(rumor)
    if not rumor.mute or episode is None or rumor.merged_into:
        return False
    return rumor.mute_from != OVER or _is_on_its_way(alert, episode, now_ms)


def _is_on_its_way(alert: Alert, episode: Episode, now_ms: int) -> bool:
    """Whether more was told of it just now than is known here."""
    return alert.at_ms < episode.said_ms and now_ms - episode.said_ms < ON_ITS_WAY_MS
