"""Who is charged for an automatic reload: `BALANCE_CHARGER` names one of these, or a function of one's own.

A charger must know references: asked twice with the same one it charges once, and returns as if it were the first time.
"""

import json
from decimal import Decimal
from hashlib import sha256
from hmac import HMAC
from typing import Protocol

from django.conf import settings

from workspaces.http import CallFailed, call
from workspaces.models import Workspace

_SECONDS = 20


class ChargeFailed(Exception):
    """Nothing was charged, or nobody knows; it is tried again later with the same reference."""


class Charger(Protocol):
    """Charges `amount`, in the workspace's currency. Raises ChargeFailed."""

    def __call__(self, workspace: Workspace, amount: Decimal, reference: str) -> None: ...


def credit(workspace: Workspace, amount: Decimal, reference: str) -> None:
    """Charges nobody: the amount is credited, and whoever runs the installation invoices what the ledger says."""


def call_out(workspace: Workspace, amount: Decimal, reference: str) -> None:
    """Asks a billing service of one's own: POST to `BALANCE_CHARGER_URL`, signed with `BALANCE_CHARGER_SECRET`.

    Any 2xx means charged; `Idempotency-Key` names workspace and reference. Raises ChargeFailed.
    """
    body = json.dumps(
        {
            "workspace": workspace.public_id,
            "amount": f"{amount:f}",
            "currency": workspace.currency,
            "reference": reference,
        }
    ).encode()
    signature = HMAC(settings.BALANCE_CHARGER_SECRET.encode(), body, sha256).hexdigest()
    headers = {
        "Content-Type": "application/json",
        "Idempotency-Key": f"{workspace.public_id}:{reference}",
        "X-Signature": f"sha256={signature}",
    }
    try:
        answer = call("POST", settings.BALANCE_CHARGER_URL, headers=headers, body=body, timeout=_SECONDS)
    except CallFailed as error:
        raise ChargeFailed(str(error)) from error
    if not 200 <= answer.status < 300:
        raise ChargeFailed(f"the billing service answered {answer.status}")
