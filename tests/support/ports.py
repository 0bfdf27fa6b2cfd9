"""Free ports for servers that are restarted on the same one."""

import random
import socket


def free_port() -> int:
    """A free port below the ephemeral range.

    Inside it, a client that retries a server that is down is now and then given the very port as
    its own, connects to itself, and the server can never come back.
    """
    while True:
        port = random.randint(20_000, 32_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue
