"""Whose call it is behind proxies: what each of them noted in X-Forwarded-For, as far as it is trusted."""

from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class ClientAddressMiddleware:
    """Puts the caller's address where the proxy's stands, so that all who read it mean the caller.

    Each proxy notes behind the others who called it. With n trusted ones the caller is the n-th from the end; whatever
    stands before it was written by the caller, and says nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        noted = request.headers.get("X-Forwarded-For", "").split(",")
        trusted = settings.TRUSTED_PROXIES
        if 0 < trusted <= len(noted) and _is_address(address := noted[-trusted].strip()):
            request.META["REMOTE_ADDR"] = address
        return self._get_response(request)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
