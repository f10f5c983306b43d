"""What a vendor's HTTP API is to a session: one request for each message, and what the answers to it mean.

The sending, many at once, is http_session.py's. What a status means where a vendor says nothing else is here.
"""

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Annotated, Any, Generic, TypeVar

from pydantic import AfterValidator, StringConstraints

from messaging.providers.base import Accepted, Ambiguous, Envelope, Outcome, ProviderUnavailable, Rejected, Retry
from workspaces.http import Answer, CallFailed, Client

PayloadT = TypeVar("PayloadT")

TIMEOUT = 30.0
MAX_ANSWER = 200_000
# Longer than this nobody waits for a vendor's word.
_MAX_WAIT = timedelta(hours=1)
# Where an API is found; the vendor's own address is the default.
BaseUrl = Annotated[
    str,
    StringConstraints(pattern=r"^https?://[^\s?#@]+$", max_length=300),
    AfterValidator(lambda url: url.rstrip("/")),
]
_JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True, slots=True)
class Request:
    """One call to make."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes = b""

    @classmethod
    def json(cls, url: str, data: object, headers: Mapping[str, str]) -> "Request":
        """A POST of a JSON document."""
        return cls("POST", url, {**headers, **_JSON}, json.dumps(data).encode())


class HttpApi(ABC, Generic[PayloadT]):
    """A vendor's API with one account's settings. Used by several threads at once; touches no database."""

    timeout = TIMEOUT

    def prepare(self, client: Client) -> None:
        """What must be there before the first message, such as a token. Raises ProviderUnavailable."""
        return

    def check(self, client: Client) -> None:
        """Asks whether the account is a good one, without sending. Raises ProviderUnavailable."""
        return

    def send(self, client: Client, envelope: Envelope[PayloadT]) -> Outcome:
        """Hands one message over, by one request."""
        return self.asked(client, self.request(envelope))

    def asked(self, client: Client, wanted: Request) -> Outcome:
        """What becomes of a message by this request."""
        try:
            answer = client.call(
                wanted.method,
                wanted.url,
                headers=wanted.headers,
                body=wanted.body,
                timeout=self.timeout,
                max_bytes=MAX_ANSWER,
            )
        except CallFailed as failed:
            return self.lost(failed)
        return self.read(answer)

    def lost(self, failed: CallFailed) -> Outcome:
        """What becomes of a message whose request has no answer."""
        return unanswered(failed)

    @abstractmethod
    def request(self, envelope: Envelope[PayloadT]) -> Request:
        """The request for a message."""

    @abstractmethod
    def read(self, answer: Answer) -> Outcome:
        """What an answer means for the message that was asked about; see `refused` for what is common."""


def _said(answer: Answer) -> str:
    return f"{answer.status} {answer.body[:200].decode('utf-8', 'replace')}".strip()


def ask(client: Client, wanted: Request, *, timeout: float = 10.0, words: Callable[[Answer], str] = _said) -> Answer:
    """A call that is about the account. Without a good answer raises ProviderUnavailable, in `words` of the bad one."""
    try:
        answer = client.call(
            wanted.method, wanted.url, headers=wanted.headers, body=wanted.body or None, timeout=timeout
        )
    except CallFailed as failed:
        raise ProviderUnavailable(str(failed)) from failed
    if not 200 <= answer.status < 300:
        raise ProviderUnavailable(words(answer))
    return answer


def unanswered(failed: CallFailed) -> Outcome:
    """A call without an answer: where nothing was written nobody has it, and the provider can't be reached."""
    if failed.written:
        return Ambiguous("no_answer", str(failed))
    return Retry("provider_unavailable", str(failed), provider_fault=True)


def refused(answer: Answer, detail: str) -> Outcome:
    """What an answer that is no success means, by its status alone.

    Gateways answer 502 and 504 when they don't know what became of a request, and 500 may come after the work was done:
    these are ambiguous. A redirect, 401, 403 and 404 are about the account or the API's address, not about the message.
    """
    status, detail = answer.status, f"{answer.status} {detail}".strip()
    if status == 429:
        return Retry("provider_busy", detail, after=retry_after(answer))
    if 300 <= status < 400 or status in (401, 403, 404, 405):
        return Retry("provider_unavailable", detail, provider_fault=True)
    if status == 408 or status >= 500 or status < 300:
        return Ambiguous("no_answer", detail)
    return Rejected("provider_refused", detail)


def retry_after(answer: Answer, now: datetime | None = None) -> timedelta | None:
    """The pause that the answer asks for, at most an hour; None where it says nothing sensible."""
    text = answer.headers.get("retry-after", "").strip()
    if text.isdecimal() and len(text) < 10:
        return min(timedelta(seconds=int(text)), _MAX_WAIT)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max(moment - (now or datetime.now(UTC)), timedelta()), _MAX_WAIT)


def json_of(answer: Answer) -> dict[str, Any]:
    """The answer's JSON object; empty where it is none."""
    try:
        data = json.loads(answer.body)
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}


def accepted(provider_id: object) -> Outcome:
    """The provider has it, and calls it so; a success whose answer can't be read is one all the same."""
    return Accepted(str(provider_id or "")[:200])
