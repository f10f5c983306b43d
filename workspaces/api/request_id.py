"""X-Request-Id: echoed when sane, made otherwise; it stands in every error and on every log line."""

import re
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse

from workspaces.ids import encode, uuid7

_SANE = re.compile(r"[A-Za-z0-9._:/+=@-]{1,128}")
_META_KEY = "HTTP_X_REQUEST_ID"


class RequestIdMiddleware:
    """Stands before the middleware that logs requests, which takes the id from the header that is put right here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.META.get(_META_KEY, "")
        request.META[_META_KEY] = given if _SANE.fullmatch(given) else encode("req", uuid7())
        structlog.contextvars.bind_contextvars(request_id=request_id(request))
        response = self.get_response(request)
        # The inner middleware has unbound it; Django's own line about a refused request is still to come.
        structlog.contextvars.bind_contextvars(request_id=request_id(request))
        response["X-Request-Id"] = request_id(request)
        return response


def request_id(request: HttpRequest) -> str:
    """The id of this request."""
    value: str = request.META.get(_META_KEY, "")
    return value
