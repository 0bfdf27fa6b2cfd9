"""The config file while a process runs: waited for at the start, looked at ever after, and what is
wrong with it is said out loud.

In: a `ConfigFile`. Out: log lines. Nothing begins without a config that somebody gave: its
receivers would never hear of an alert.
"""

import asyncio
import logging
import time

from streams.config.file import LOOK_EVERY_S, ConfigFile

log = logging.getLogger("rumor.config")
SAY_EVERY_S = 15.0


async def check_config(config: ConfigFile) -> None:
    """Returns once the config file is there and right, or none was given.

    Says what is missing, again when that changes.
    """
    began = time.monotonic()
    said = ""
    say_at = 0.0
    while True:
        config.current()
        if config.loaded:
            return
        now = time.monotonic()
        if config.error != said or now >= say_at:
            said = config.error
            say_at = now + SAY_EVERY_S
            fields = {"waited_s": round(now - began, 1), "reason": config.error}
            log.warning("waiting for the config file", extra={"fields": fields})
        await asyncio.sleep(LOOK_EVERY_S)


async def watch_config(config: ConfigFile) -> None:
    """Reads the config file again when it changes, and logs once what is wrong with it and once
    that it is mended. Never returns.
    """
    told = ""
    while True:
        config.current()
        if config.error and config.error != told:
            log.error("the config file cannot be used", extra={"fields": {"reason": config.error}})
        elif told and not config.error:
            log.info("the config file is in force again")
        told = config.error
        await asyncio.sleep(LOOK_EVERY_S)
