"""What an answer means: a success, a refusal that stands, or one that is worth repeating, and when."""

import time
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

import httpx2

from campanile._calls import Call
from campanile._settings import LONGEST_WAIT, RETRY_DELAYS, Settings
from campanile.errors import ApiError, AuthError, CampanileError, FieldProblem, NetworkError
from campanile.models import Tagged

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Verdict:
    """A refusal or failure. `wait` is in seconds; None where repeating would not help."""

    problem: CampanileError
    wait: float | None


def body_of(response: httpx2.Response) -> Any:
    """The JSON of a success; None where there is none. Raises ApiError where it is something else."""
    if response.status_code == 204 or not response.content:
        return None
    try:
        return response.json()
    except ValueError:
        message = "The answer is not JSON; is base_url the address of a Campanile server?"
        raise ApiError(message, **_facts(response, "not_json")) from None


def read(call: Call[T], response: httpx2.Response) -> T:
    """A success as what the call wants; with the ETag, where it remembers one."""
    # W/ says that the answer was compressed, which is no other state of what is answered (RFC 9110, 8.8.1).
    answer, tag = call.read(body_of(response)), response.headers.get("ETag", "").removeprefix("W/")
    return replace(answer, etag=tag) if tag and isinstance(answer, Tagged) else answer


def judged(call: Call[Any], response: httpx2.Response, settings: Settings, attempt: int) -> Verdict | None:
    """None for a success; `attempt` counts from 0."""
    status = response.status_code
    if response.is_success:
        return None
    problem = _problem(call, response)
    repeatable = status == 429 or status >= 500 or (status == 409 and "Retry-After" in response.headers)
    if not repeatable or attempt >= settings.retries:
        return Verdict(problem, None)
    asked = problem.retry_after
    if asked is not None and asked > LONGEST_WAIT:
        return Verdict(problem, None)
    return Verdict(problem, RETRY_DELAYS[attempt] if asked is None else asked)


def failed(call: Call[Any], error: httpx2.RequestError, settings: Settings, attempt: int) -> Verdict:
    """What a connection that broke means."""
    slow = isinstance(error, httpx2.TimeoutException)
    words = f"no answer within {settings.timeout:g} s" if slow else str(error) or type(error).__name__
    problem = NetworkError(f"{call.name} at {settings.base_url}: {words}", idempotency_key=call.idempotency_key)
    problem.__cause__ = error
    return Verdict(problem, RETRY_DELAYS[attempt] if attempt < settings.retries else None)


def already_done(call: Call[Any], response: httpx2.Response, unsure: bool) -> bool:
    """Whether a DELETE, repeated because its first answer was lost, finds gone what it was to delete."""
    return unsure and call.method == "DELETE" and response.status_code == 404


def _problem(call: Call[Any], response: httpx2.Response) -> AuthError | ApiError:
    error, body = _error_of(response)
    code = error.get("code") or body.get("error")
    message = error.get("message") or body.get("message") or f"{call.name} was answered with {_title(response)}"
    details = error.get("details", body.get("details"))
    facts = _facts(response, code if isinstance(code, str) else f"http_{response.status_code}")
    facts["request_id"] = error.get("request_id") or facts["request_id"]
    if isinstance(details, dict):
        facts["state"] = details
    elif isinstance(details, list):
        facts["details"] = [_field_problem(each) for each in details if isinstance(each, dict)]
    kind = AuthError if response.status_code in (401, 403) else ApiError
    return kind(str(message), **facts)


def _error_of(response: httpx2.Response) -> tuple[dict[str, Any], dict[str, Any]]:
    """The `error` object of families that have one, and the body, where they are objects."""
    try:
        body = response.json()
    except ValueError:
        body = None
    body = body if isinstance(body, dict) else {}
    error = body.get("error")
    return (error if isinstance(error, dict) else {}), body


def _facts(response: httpx2.Response, code: str) -> dict[str, Any]:
    return {
        "status_code": response.status_code,
        "code": code,
        "request_id": response.headers.get("X-Request-Id"),
        "retry_after": _retry_after(response.headers.get("Retry-After")),
    }


def _title(response: httpx2.Response) -> str:
    if response.is_redirect:
        return f"{response.status_code}: the server is elsewhere, set base_url to its own address"
    return f"{response.status_code} {response.reason_phrase}".strip()


def _field_problem(each: dict[str, Any]) -> FieldProblem:
    return FieldProblem(str(each.get("field", "")), str(each.get("message", "")))


def _retry_after(header: str | None) -> float | None:
    """Seconds, of a number or of a date; None where it says nothing."""
    if header is None:
        return None
    try:
        return max(0.0, float(header))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(header).timestamp() - time.time())
    except (TypeError, ValueError):
        return None
