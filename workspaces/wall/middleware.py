"""Each request begins nowhere: it reaches tenants' rows once authentication has said whose they are to be."""

from collections.abc import Callable, Iterator
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from workspaces.wall.scope import NOWHERE, Scope, current, widen, within

View = Callable[..., HttpResponseBase]


class RowSecurityMiddleware:
    """Confines requests, and lets staff of the installation see every workspace in the admin (ADR 0014)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with within(NOWHERE):
            response = self._get_response(request)
            scope = current()
        if response.streaming:
            # Read after the request is over; what it asks the database for is still this request's.
            content = response.streaming_content  # type: ignore[attr-defined]
            response.streaming_content = _read_within(scope, iter(content))  # type: ignore[attr-defined]
        return response

    def process_view(self, request: HttpRequest, view: View, args: Any, kwargs: Any) -> None:
        """Widens the scope of the admin's pages for whoever may see them."""
        match = request.resolver_match
        if match is not None and match.app_name == "admin" and request.user.is_active and request.user.is_staff:
            widen()


def _read_within(scope: Scope, content: Iterator[bytes]) -> Iterator[bytes]:
    while True:
        with within(scope):
            piece = next(content, None)
        if piece is None:
            return
        yield piece
