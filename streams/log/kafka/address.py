"""Where a Kafka cluster is and how to get in: `kafka://host:port,host:port`, with `user:password@`
for SASL, and `kafkas://` for TLS.

In: RUMOR_LOG_URL. Out: options as aiokafka and kafka-python take them. `?sasl=` names the mechanism
(PLAIN, SCRAM-SHA-256, SCRAM-SHA-512), `?ca=` a file of certificate authorities where the system's
do not do.
"""

import ssl
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from streams.log.contract import LogUnusable
from streams.parsing import Unreadable
from streams.parsing.urls import whole_url

# What both clients can do. GSSAPI and OAUTHBEARER need more than a user and a password.
MECHANISMS = ("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512")
# Without what stands there: it may be a password whose @ was forgotten.
SERVERS = "after kafka:// come brokers as host:port, with commas between them"


@dataclass(frozen=True)
class KafkaAddress:
    """Brokers, and credentials where they are needed. As text it holds no secret: it is logged."""

    servers: tuple[str, ...]
    user: str = ""
    password: str = field(default="", repr=False)
    mechanism: str = "PLAIN"
    context: ssl.SSLContext | None = None

    def options(self) -> dict[str, Any]:
        """Options of a client, of both libraries alike."""
        protocol = ("SASL_" if self.user else "") + ("SSL" if self.context else "PLAINTEXT")
        options: dict[str, Any] = {
            "bootstrap_servers": list(self.servers),
            "security_protocol": protocol,
        }
        if self.context:
            options["ssl_context"] = self.context
        if self.user:
            options |= {
                "sasl_mechanism": self.mechanism,
                "sasl_plain_username": self.user,
                "sasl_plain_password": self.password,
            }
        return options

    def __str__(self) -> str:
        return ",".join(self.servers)


def address_of(url: str) -> KafkaAddress:
    """The address in a URL. Raises `LogUnusable` naming what is wrong with it."""
    parts = urlsplit(url)
    credentials, _, hosts = parts.netloc.rpartition("@")
    user, _, password = credentials.partition(":")
    asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    mechanism = asked.pop("sasl", "PLAIN")
    ca = asked.pop("ca", "")
    if asked or mechanism not in MECHANISMS:
        what = (
            f"?{next(iter(asked))}= is not known"
            if asked
            else f"?sasl={mechanism} is none of {', '.join(MECHANISMS)}"
        )
        raise LogUnusable(f"RUMOR_LOG_URL: {what}")
    if not hosts:
        raise LogUnusable("RUMOR_LOG_URL: kafka:// needs at least one host:port")
    if not all(map(_is_server, hosts.split(","))):
        raise LogUnusable(f"RUMOR_LOG_URL: {SERVERS}")
    return KafkaAddress(
        servers=tuple(hosts.split(",")),
        # Passwords with @, / or : are written as %40, %2F and %3A in a URL.
        user=unquote(user),
        password=unquote(password),
        mechanism=mechanism,
        context=_context(ca) if parts.scheme == "kafkas" else None,
    )


def _is_server(server: str) -> bool:
    try:
        parts = whole_url(f"//{server}")
    except Unreadable:
        return False
    return bool(parts.hostname) and parts.port != 0


def _context(ca: str) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=ca or None)
    except OSError as error:
        raise LogUnusable(
            f"RUMOR_LOG_URL: the certificates in {ca} cannot be read: {error}"
        ) from None
