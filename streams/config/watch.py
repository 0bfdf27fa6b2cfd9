"""The config file while a process runs: waited for at the start, looked at ever after, and what is
wrong with it is said out loud.

In: a `ConfigFile`. Out: log lines. Nothing begins without a config that somebody gave: its
receivers would never hear of an alert.
"""

import logging

from streams.clock import SYSTEM_CLOCK, Clock
from streams.config.file import LOOK_EVERY_S, ConfigFile
from streams.telemetry import fields

logger = logging.getLogger("rumor.config")
# The same reason is said again so often: who looks at the end of a log sees why nothing happens.
SAY_EVERY_S = 15.0


async def check_config(config: ConfigFile, clock: Clock = SYSTEM_CLOCK) -> None:
    """Returns once the config file is there and right, or none was given.

    Says what is missing, again when that changes.
    """
    began = clock.monotonic_s()
    said = ""
    say_at = 0.0
    while True:
        config.current()
        if config.loaded:
            return
        now = clock.monotonic_s()
        if config.error != said or now >= say_at:
            said = config.error
            say_at = now + SAY_EVERY_S
            logger.warning(
                "waiting for the config file",
                extra=fields(waited_s=round(now - began, 1), reason=config.error),
            )
        await clock.sleep(LOOK_EVERY_S)


async def watch_config(config: ConfigFile, clock: Clock = SYSTEM_CLOCK) -> None:
    """Reads the config file again when it changes, and logs once what is wrong with it and once
    that it is mended, and each of its warnings. Never returns.
    """
    told = ""
    warned: tuple[str, ...] = ()
    while True:
        warnings = config.current().warnings
        for warning in warnings:
            if warning not in warned:
                logger.warning("the config file is doubtful", extra=fields(reason=warning))
        warned = warnings
        if config.error and config.error != told:
            logger.error("the config file cannot be used", extra=fields(reason=config.error))
        elif told and not config.error:
            logger.info("the config file is in force again")
        told = config.error
        # Requests look at the file, too, but a worker without work would never notice.
        await clock.sleep(LOOK_EVERY_S)
