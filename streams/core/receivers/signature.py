"""Signatures of the Standard Webhooks specification 1.0.0, and the secrets they are made with.

Our own, because the `standardwebhooks` package signs wrong times outside UTC; tests hold it beside
this one as an oracle.
"""

import base64
import binascii
import hashlib
import hmac

from streams.errors import Refused

PREFIX = "whsec_"
LEAST_KEY_BYTES = 16  # less could be guessed; the specification recommends 24 to 64


class BadSecret(Refused):
    """A webhook secret that cannot sign. The message never holds it."""


def signed_headers(body: bytes, *, id: str, at_s: int, secrets: str) -> dict[str, str]:
    """Headers of one attempt.

    `secrets` may hold several, separated by spaces: receivers accept any while a secret is rotated.
    Raises BadSecret without a usable secret: nothing is ever sent unsigned.
    """
    keys = [key_of(secret) for secret in secrets.split()]
    if not keys:
        # an empty secret file would else be sent with an empty list of signatures
        raise BadSecret("there is no secret to sign with")
    # the id and the time are signed with the body, so that neither can be changed on the way
    content = f"{id}.{at_s}.".encode() + body
    return {
        "webhook-id": id,
        "webhook-timestamp": str(at_s),
        "webhook-signature": " ".join(_signature(key, content) for key in keys),
    }


def _signature(key: bytes, content: bytes) -> str:
    digest = hmac.digest(key, content, hashlib.sha256)
    return "v1," + base64.b64encode(digest).decode()  # v1: symmetric; v1a would be a public key


def key_of(secret: str) -> bytes:
    """The key bytes of `whsec_` + base64. Raises BadSecret, without the secret in it."""
    encoded = secret.removeprefix(PREFIX).encode("ascii", "replace")
    try:
        # validate: without it b64decode skips what is no base64, and a garbled secret would sign
        key = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        raise BadSecret("a webhook secret is whsec_ followed by base64") from None
    if len(key) < LEAST_KEY_BYTES:
        raise BadSecret("a webhook secret holds at least 16 bytes (24 to 64 are recommended)")
    return key
