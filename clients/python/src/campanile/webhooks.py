"""Whether a call of a webhook endpoint comes from Campanile: the signatures of Standard Webhooks."""

import base64
import binascii
import hmac
import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from campanile.errors import WebhookRefused

_PREFIX = "whsec_"
# Seconds between the signature and now: what is older may have been overheard.
_TOLERANCE = 300.0


@dataclass(frozen=True, slots=True)
class WebhookEvent:
    """What an endpoint is told. `id` is the same for every attempt and replay; `data` depends on the `type`."""

    id: str
    type: str
    timestamp: datetime
    workspace_id: str
    data: dict[str, Any]


def verify_webhook(
    payload: bytes | str, headers: Mapping[str, str], secret: str | Iterable[str], *, tolerance: float = _TOLERANCE
) -> WebhookEvent:
    """The event of a call, of which `payload` is the body as it came, before anything has read it.

    `secret` is the endpoint's (`whsec_…`), or several of which one has signed. Raises WebhookRefused for a call that is
    not Campanile's, or was signed more than `tolerance` seconds ago (or ahead), and ValueError for what is no secret.
    """
    body = payload.encode() if isinstance(payload, str) else payload
    given = {name.lower(): value for name, value in headers.items()}
    try:
        call, stamp, signatures = (given[f"webhook-{name}"] for name in ("id", "timestamp", "signature"))
    except KeyError as missing:
        raise WebhookRefused(f"the header {missing.args[0]} is missing") from None
    # Of other digits than 0 to 9 `int` makes numbers as well.
    if not (stamp.isascii() and stamp.isdigit()) or abs(time.time() - int(stamp)) > tolerance:
        raise WebhookRefused("the time of the signature is not now")
    signed = f"{call}.{stamp}.".encode() + body
    wanted = [_signature(key, signed) for key in ([secret] if isinstance(secret, str) else secret)]
    if not any(hmac.compare_digest(each, one.encode()) for each in wanted for one in signatures.split(" ")):
        raise WebhookRefused("no signature is by this secret")
    return _event(call, body)


def _signature(secret: str, signed: bytes) -> bytes:
    try:
        key = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not secret.startswith(_PREFIX) or not key:
        # The message holds nothing of it.
        raise ValueError("a secret of an endpoint begins with whsec_ and goes on in base64")
    return b"v1," + base64.b64encode(hmac.digest(key, signed, "sha256"))


def _event(call: str, body: bytes) -> WebhookEvent:
    try:
        said = json.loads(body)
        moment = datetime.fromisoformat(said["timestamp"])
        return WebhookEvent(call, said["type"], moment, said["workspace_id"], said["data"])
    except (ValueError, KeyError, TypeError) as error:
        raise WebhookRefused("the body is no event") from error
