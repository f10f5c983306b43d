"""One attempt at one call: what is sent, and what the answer means. Touches no database: any thread may run it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from campaigns.models import CallState
from campaigns.nodes.webhook import WebhookConfig
from campaigns.nodes.webhook_parts import WITHOUT_BODY, filled
from campaigns.reasons import (
    WEBHOOK_ADDRESS_REFUSED,
    WEBHOOK_ANSWER_TOO_LARGE,
    WEBHOOK_CONNECTION_FAILED,
    WEBHOOK_RATE_LIMITED,
    WEBHOOK_REDIRECTED,
    WEBHOOK_REFUSED,
    WEBHOOK_SERVER_ERROR,
    WEBHOOK_SUCCEEDED,
    WEBHOOK_TIMEOUT,
    WEBHOOK_TLS_FAILED,
    WEBHOOK_URL_REFUSED,
)
from campaigns.webhooks.keeping import kept_of
from campaigns.webhooks.secrets import Values, redacted
from campaigns.webhooks.states import DueCall, Outcome
from workspaces.crashpoints import crash_point
from workspaces.http import Answer, CallFailed, Failure, call
from workspaces.http.retrying import MAX_WAIT, retry_after
from workspaces.http.signing import signature

# Signs the calls of nodes that name no secret.
DEFAULT_SIGNER = "default"
_EXCERPT = 500
_FAILURES = {
    Failure.URL_REFUSED: WEBHOOK_URL_REFUSED,
    Failure.ADDRESS_REFUSED: WEBHOOK_ADDRESS_REFUSED,
    Failure.CONNECTION: WEBHOOK_CONNECTION_FAILED,
    Failure.TLS: WEBHOOK_TLS_FAILED,
    Failure.TIMEOUT: WEBHOOK_TIMEOUT,
    Failure.TOO_LARGE: WEBHOOK_ANSWER_TOO_LARGE,
}
# "Too early" and "request timeout" are the server's way to say: once more.
_ONCE_MORE = frozenset({408, 425, 429})


@dataclass(frozen=True, slots=True)
class Attempt:
    """A leased call, what its node says of calls, and when it was claimed, by the database's clock."""

    call: DueCall
    config: WebhookConfig
    secrets: Values
    now: datetime

    def run(self) -> Outcome:
        """Makes the call and says what became of it."""
        config, due = self.config, self.call
        body = due.body.encode() if config.method not in WITHOUT_BODY else None
        headers = self._headers(body or b"")
        try:
            answer = call(config.method, due.url, headers=headers, body=body, timeout=config.timeout)
        except CallFailed as failed:
            return self._unanswered(failed)
        finally:
            crash_point("webhooks.after_call")
        return self._answered(answer)

    def _headers(self, body: bytes) -> dict[str, str]:
        current = {name: values[0] for name, values in self.secrets.items()}
        given = {name: filled(value, current) for name, value in self.config.headers.items()}
        stamp = str(int(self.now.timestamp()))
        headers = {"webhook-id": self.call.public_id, "webhook-timestamp": stamp, **given}
        if signing := self.secrets.get(self.config.secret or DEFAULT_SIGNER):
            headers["webhook-signature"] = signature(signing, self.call.public_id, stamp, body)
        if self.config.method not in WITHOUT_BODY and not any(name.lower() == "content-type" for name in given):
            headers["Content-Type"] = "application/json"
        return headers

    def _unanswered(self, failed: CallFailed) -> Outcome:
        reason, message = _FAILURES[failed.reason], str(failed)
        if failed.reason.may_pass and self._may_try_again:
            return Outcome(CallState.PENDING, reason, message, wait=self._wait())
        return Outcome(CallState.FAILED, reason, message, kept=self._kept(None, reason, ""))

    def _answered(self, answer: Answer) -> Outcome:
        status, text = answer.status, redacted(answer.body.decode("utf-8", "replace"), self.secrets)
        said: dict[str, Any] = {"status": status, "excerpt": text[:_EXCERPT]}
        if 200 <= status < 300:
            kept = self._kept(status, WEBHOOK_SUCCEEDED, text)
            return Outcome(CallState.SUCCEEDED, WEBHOOK_SUCCEEDED, **said, kept=kept)
        reason, message = _refusal(status), f"the answer was {status}"
        if (status in _ONCE_MORE or status >= 500) and self._may_try_again:
            wait = max(self._wait(), retry_after(answer.headers.get("retry-after", ""), self.now))
            return Outcome(CallState.PENDING, reason, message, **said, wait=wait)
        return Outcome(CallState.FAILED, reason, message, **said, kept=self._kept(status, reason, text))

    def _kept(self, status: int | None, reason: str, text: str) -> Mapping[str, object] | None:
        config = self.config
        if config.save_as is None:
            return None
        return {config.save_as: {"status": status, "reason": reason, **kept_of(text, config.values)}}

    @property
    def _may_try_again(self) -> bool:
        return self.call.tries + 1 < self.config.attempts

    def _wait(self) -> float:
        """Twice as long each time, less up to a half, so that calls which failed together don't come back together."""
        longest = min(self.config.backoff * 2.0**self.call.tries, MAX_WAIT)
        digest = hashlib.sha256(f"{self.call.id}:{self.call.tries}".encode()).digest()
        return longest * (1 - digest[0] / 512)


def _refusal(status: int) -> str:
    if 300 <= status < 400:
        return WEBHOOK_REDIRECTED
    if status == 429:
        return WEBHOOK_RATE_LIMITED
    return WEBHOOK_SERVER_ERROR if status >= 500 else WEBHOOK_REFUSED
