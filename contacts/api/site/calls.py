"""What all calls of websites' pages have in common: their size, key and origin, how many may come, and who may read the
answer. What is in them, their views know."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from contacts.models import SiteKey
from contacts.selectors.site_keys import site_key_find
from workspaces.errors import InvalidInput
from workspaces.services.rate_windows import request_count
from workspaces.wall.scope import narrow

MAX_BYTES = 64 * 1024
_WINDOW_SECONDS = 60

ReadT = TypeVar("ReadT")


@dataclass(frozen=True, slots=True)
class SiteCall(Generic[ReadT]):
    """A call that was let in: by a key of a workspace, from a page of one of the key's origins."""

    key: SiteKey
    origin: str
    read: ReadT

    def answer(self, body: object = None, status: int = 200) -> HttpResponse:
        """An answer that the page may read."""
        return _answer(body, status, self.origin)

    def counted(self, subject: str, limit: int) -> HttpResponse | None:
        """Counts one call of `subject` in this minute; the refusal where that was one too many."""
        rate = request_count(subject=subject, limit=limit, seconds=_WINDOW_SECONDS)
        if not rate.exceeded:
            return None
        response = self.answer({"error": "rate_limited"}, 429)
        response["Retry-After"] = str(rate.retry_after)
        return response


View = Callable[[SiteCall[ReadT]], HttpResponse]


def site_call(
    read: Callable[[Mapping[str, Any]], ReadT], *, counted: bool = True
) -> Callable[[View[ReadT]], Callable[..., HttpResponse]]:
    """A view of POSTs of text/plain, which browsers send without asking first, that hold a JSON object with a `key`.

    `read` makes of the object what the view works on, and raises InvalidInput. The key lets pages of its origins in and
    carries no cookie, so there is nothing that another page could forge. `counted`: against what the site may call in
    a minute; else the view counts by itself.
    """

    def decorate(view: View[ReadT]) -> Callable[..., HttpResponse]:
        @csrf_exempt
        @require_POST
        @wraps(view)
        def wrapped(request: HttpRequest) -> HttpResponse:
            raw = request.read(MAX_BYTES + 1)
            if len(raw) > MAX_BYTES:
                return _answer({"error": "too_large"}, 413)
            try:
                body = _object(raw)
                found = read(body)
            except InvalidInput as error:
                return _answer({"error": error.message}, 400)
            key, origin = site_key_find(body["key"]), request.headers.get("Origin", "")
            if key is None or origin not in key.origins:
                return _answer({"error": "This key is not for pages of this address."}, 403)
            narrow(key.workspace_id)
            call = SiteCall(key, origin, found)
            over = call.counted(key.public_id, settings.SITE_CALLS_PER_MINUTE) if counted else None
            return over or view(call)

        return wrapped

    return decorate


def require_fields(body: Mapping[str, Any], *names: str, optional: tuple[str, ...] = ()) -> None:
    """Raises InvalidInput for a body without one of the fields, or with one that nobody knows."""
    needed = {"key", *names}
    if not needed <= set(body) <= needed | set(optional):
        raise InvalidInput.of("body", f"must hold {', '.join(sorted(needed))}, and nothing else")


def _object(raw: bytes) -> dict[str, Any]:
    try:
        body = json.loads(raw.decode(errors="surrogateescape"))
    except (ValueError, RecursionError):
        raise InvalidInput.of("body", "is no JSON") from None
    if not isinstance(body, dict) or not isinstance(body.get("key"), str):
        raise InvalidInput.of("body", "must be an object with a key")
    return body


def _answer(body: object, status: int, origin: str = "") -> HttpResponse:
    response: HttpResponse = HttpResponse(status=204) if body is None else JsonResponse(body, status=status)
    response["Cache-Control"] = "no-store"
    response["Vary"] = "Origin"
    if origin:
        response["Access-Control-Allow-Origin"] = origin
        response["Access-Control-Expose-Headers"] = "Retry-After"
    return response
