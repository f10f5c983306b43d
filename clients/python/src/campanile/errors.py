"""What can go wrong with a call. None of these ever holds the API key."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One thing that is wrong with one field; `field` is a path such as `events[2].name`."""

    field: str
    message: str


class CampanileError(Exception):
    """Everything that this package raises.

    `partial` is set where a list was sent in several requests and one of them failed: what the ones before it did.
    """

    partial: Any = None


class NetworkError(CampanileError):
    """No answer came, also not to the repetitions: the server can't be reached, or was too slow.

    Whether the call has taken effect is not known; the `idempotency_key` of a POST makes it safe to send again.
    """

    def __init__(self, message: str, *, idempotency_key: str | None = None) -> None:
        super().__init__(message)
        self.idempotency_key = idempotency_key


class _Refusal(CampanileError):
    """An answer that is no success."""

    def __init__(
        self,
        message: str,
        *,
        status_code: int = 0,
        code: str = "",
        request_id: str | None = None,
        details: Sequence[FieldProblem] = (),
        state: Mapping[str, Any] | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status_code = status_code
        self.code = code
        self.request_id = request_id
        self.details = tuple(details)
        self.state = dict(state or {})
        self.retry_after = retry_after

    def __str__(self) -> str:
        asked = f", request {self.request_id}" if self.request_id else ""
        return f"{self.message} ({self.status_code} {self.code}{asked})"


class AuthError(_Refusal):
    """401: the key is unknown, expired or revoked. 403: it lacks the scope that `message` names."""


class ApiError(_Refusal):
    """Any other refusal. `code` is for programs, `message` for people; quote `request_id` when you ask for help.

    `details` names the fields that are wrong; `state` says on conflicts what the status is and what it allows.
    """


class WebhookRefused(CampanileError):
    """A call of a webhook is not Campanile's, is too old, or holds no event. Answer 4xx and do nothing."""


class BufferFull(CampanileError):
    """A sender holds as many events as it may; this one was not taken."""


class UndeliveredEvents(CampanileError):
    """A sender could not deliver these `events`; its `__cause__` says why. They are yours again."""

    def __init__(self, events: Sequence[Mapping[str, Any]]) -> None:
        super().__init__(f"{len(events)} event(s) could not be delivered")
        self.events = [dict(event) for event in events]

    def __reduce__(self) -> tuple[type["UndeliveredEvents"], tuple[object]]:
        return type(self), (self.events,)
