"""A verifier over HTTP: a service of one's own, or something in front of a vendor's. Signed after Standard Webhooks."""

import json
import time
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.conf import settings

from messaging.models import AddressStatus
from messaging.verification.base import Verdict, VerifierFailed
from workspaces.http import CallFailed, call
from workspaces.http.signing import signature
from workspaces.ids import uuid7

_SECONDS = 30
_KNOWN = frozenset(AddressStatus.values) - {AddressStatus.PENDING.value}


class Http:
    """POST `{"addresses": [...]}` to `ADDRESS_VERIFIER_URL`, signed with `ADDRESS_VERIFIER_SECRET`.

    The answer is 200 and `{"results": [{"address", "status", "detail"?}]}` with the statuses valid, invalid, risky and
    unknown. Each address costs `ADDRESS_VERIFIER_PRICE`.
    """

    def price(self) -> Decimal:
        """As it is set."""
        return Decimal(settings.ADDRESS_VERIFIER_PRICE)

    def check(self, addresses: Sequence[str]) -> Mapping[str, Verdict]:
        """One call for all. Raises VerifierFailed."""
        body = json.dumps({"addresses": list(addresses)}).encode()
        call_id, stamp = f"vrf_{uuid7()}", str(int(time.time()))
        headers = {
            "Content-Type": "application/json",
            "webhook-id": call_id,
            "webhook-timestamp": stamp,
            "webhook-signature": signature([settings.ADDRESS_VERIFIER_SECRET], call_id, stamp, body),
        }
        try:
            answer = call("POST", settings.ADDRESS_VERIFIER_URL, headers=headers, body=body, timeout=_SECONDS)
        except CallFailed as error:
            raise VerifierFailed(str(error)) from error
        if answer.status != 200:
            raise VerifierFailed(f"the verifier answered {answer.status}")
        try:
            return {each["address"]: _verdict(each) for each in json.loads(answer.body)["results"]}
        except (ValueError, KeyError, TypeError) as error:
            raise VerifierFailed("the verifier's answer can't be read") from error


def _verdict(told: Mapping[str, Any]) -> Verdict:
    status, detail = told["status"], told.get("detail", "")
    if status not in _KNOWN:
        return Verdict(AddressStatus.UNKNOWN, f"unknown status {str(status)[:50]}")
    return Verdict(AddressStatus(status), str(detail)[:200])
