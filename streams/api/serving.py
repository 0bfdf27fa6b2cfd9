"""Serves the intake until it is told to stop."""

import gc
import logging
import socket

import uvicorn

from schemas.console import Renderer
from streams.api.app import make
from streams.api.connections import Connection, most_connections
from streams.config.settings import Settings, SettingsError

logger = logging.getLogger("rumor.intake")
BACKLOG = 2_048  # connections that wait to be accepted: a burst of apps after a restart
STOP_WITHIN_S = 10  # for requests under way; the supervisor kills later than that
# Exit codes.
TAKEN = 1
BROKEN = 1


def serve(settings: Settings, renderer: Renderer | None = None) -> int:
    """Serves until SIGTERM -> exit code; the console, too, where there is a renderer.

    Raises `SettingsError` where log or ClickHouse do not fit.
    """
    address = (settings.http_host, settings.http_port)
    try:
        # Bound here, not by uvicorn: the port that 0 becomes is in the links of every alert.
        listening = socket.create_server(address, backlog=BACKLOG)
    except OSError as error:
        logger.error("the address %s:%s is taken: %s", *address, error.strerror)
        return TAKEN
    host, port = listening.getsockname()[:2]
    print(f"intake on http://{host}:{port}", flush=True)
    url = settings.public_url.rstrip("/") or f"http://{host}:{port}"
    refused: list[str] = []

    def refuse(reason: str) -> None:
        refused.append(reason)
        server.should_exit = True

    broken: list[BaseException] = []

    def broke(error: BaseException) -> None:
        broken.append(error)
        server.should_exit = True

    Connection.most = most_connections()
    server = uvicorn.Server(
        uvicorn.Config(
            make(settings, lambda: url, refuse, broke=broke, renderer=renderer),
            loop="uvloop",
            http=Connection,
            # The peer is who is connected: what a proxy says of others is not believed.
            proxy_headers=False,
            access_log=False,
            log_config=None,
            server_header=False,
            timeout_graceful_shutdown=STOP_WITHIN_S,
        )
    )
    gc.collect()
    gc.freeze()  # what was loaded stays: no collection needs to look at it
    server.run(sockets=[listening])
    if refused:
        raise SettingsError(refused[0])
    return BROKEN if broken else 0
