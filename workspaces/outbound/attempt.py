"""Attempts at deliveries: what is sent, and what the answer means. Touches no database: any thread may make them."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from workspaces.crashpoints import crash_point
from workspaces.http import Answer, CallFailed, Client, Clients, Failure
from workspaces.http.retrying import retry_after
from workspaces.http.signing import signature
from workspaces.models import DeliveryReason, DeliveryState
from workspaces.outbound.body import body_of
from workspaces.outbound.schedule import ATTEMPTS, SERIES_SECONDS, wait_after
from workspaces.outbound.states import DueDelivery, Outcome

_log = structlog.get_logger(__name__)

TIMEOUT = 5.0
# Of an answer only the status counts, and its beginning is kept for people.
_READ = 2_000
_EXCERPT = 500
_GONE = 410
_FAILURES = {
    Failure.URL_REFUSED: DeliveryReason.URL,
    Failure.ADDRESS_REFUSED: DeliveryReason.ADDRESS,
    Failure.CONNECTION: DeliveryReason.CONNECTION,
    Failure.TLS: DeliveryReason.TLS,
    Failure.TIMEOUT: DeliveryReason.TIMEOUT,
    Failure.TOO_LARGE: DeliveryReason.REFUSED,
}


@dataclass(frozen=True, slots=True)
class Attempt:
    """A leased delivery, where it goes, what signs it, and when it was claimed, by the database's clock."""

    delivery: DueDelivery
    url: str
    secrets: Sequence[str]
    now: datetime

    def run(self, client: Client) -> Outcome:
        """Makes the call and says what became of it."""
        due, stamp = self.delivery, str(int(self.now.timestamp()))
        body = body_of(due.kind, due.workspace_id, due.happened_at, due.data)
        headers = {
            "Content-Type": "application/json",
            "webhook-id": due.webhook_id,
            "webhook-timestamp": stamp,
            "webhook-signature": signature(self.secrets, due.webhook_id, stamp, body),
        }
        began = time.monotonic()
        try:
            answer = client.call(
                "POST", self.url, headers=headers, body=body, timeout=TIMEOUT, max_bytes=_READ, cut=True
            )
            outcome = self._answered(answer)
        except CallFailed as failed:
            outcome = self._failed(_FAILURES[failed.reason], str(failed))
        finally:
            crash_point("endpoints.after_call")
        return replace(outcome, milliseconds=int((time.monotonic() - began) * 1_000))

    def _answered(self, answer: Answer) -> Outcome:
        status = answer.status
        excerpt = answer.body.decode("utf-8", "replace")[:_EXCERPT]
        if 200 <= status < 300:
            return Outcome(DeliveryState.DELIVERED, status=status, excerpt=excerpt)
        reason = DeliveryReason.REDIRECTED if 300 <= status < 400 else DeliveryReason.REFUSED
        if status == _GONE:
            said = f"the answer was {status}: the endpoint is gone"
            return Outcome(DeliveryState.FAILED, DeliveryReason.GONE, said, status, excerpt)
        outcome = self._failed(reason, f"the answer was {status}")
        wait = max(outcome.wait, retry_after(answer.headers.get("retry-after", ""), self.now))
        return replace(outcome, status=status, excerpt=excerpt, wait=wait)

    def _failed(self, reason: DeliveryReason, message: str) -> Outcome:
        tries = self.delivery.tries + 1
        if tries >= ATTEMPTS:
            return Outcome(DeliveryState.FAILED, reason, message)
        return Outcome(DeliveryState.PENDING, reason, message, wait=wait_after(tries, self.delivery.id))


def make_in_turn(attempts: Sequence[Attempt], clients: Clients) -> list[Outcome]:
    """The outcomes of attempts at one endpoint, made one after the other; the rest is not begun once one did not go
    well, or they have taken their time."""
    began = time.monotonic()
    outcomes: list[Outcome] = []
    with clients.borrowed() as client:
        for each in attempts:
            late = time.monotonic() - began
            if outcomes and (late >= SERIES_SECONDS or outcomes[-1].state is not DeliveryState.DELIVERED):
                break
            try:
                outcomes.append(replace(each, now=each.now + timedelta(seconds=late)).run(client))
            except Exception as error:  # noqa: BLE001 - what was told before it must be written down
                outcomes.append(error_of_ours(error))
    return outcomes


def error_of_ours(error: BaseException) -> Outcome:
    """How a delivery ends that we can't make."""
    _log.error("webhook_delivery_broken", error=repr(error)[:300])
    return Outcome(DeliveryState.FAILED, DeliveryReason.INTERNAL, type(error).__name__)
