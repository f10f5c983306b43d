"""API keys in headers, and the browser's session. Never a key in a query string: those end up in logs."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from workspaces.api.access import Access
from workspaces.models import User
from workspaces.selectors import api_key_authenticate, memberships_of

_REALM = 'Bearer realm="campanile"'


class ApiKeyAuthentication(BaseAuthentication):
    """`Authorization: Bearer <key>` or `x-api-key: <key>`; both, when they are equal."""

    def authenticate(self, request: Request) -> tuple[AnonymousUser, Access] | None:
        """A bad key is refused, also where a session would do: the caller means to be that key."""
        offered = {value for value in (_bearer(request), request.headers.get("x-api-key")) if value is not None}
        if not offered:
            return None
        if len(offered) > 1:
            raise AuthenticationFailed("Authorization and x-api-key carry different keys.")
        key = api_key_authenticate(offered.pop())
        if key is None:
            raise AuthenticationFailed("The API key is unknown, expired or revoked.")
        return AnonymousUser(), Access.of_key(key)

    def authenticate_header(self, request: Request) -> str:
        return _REALM


class SessionAccess(SessionAuthentication):
    """The signed-in user of a browser, with CSRF on everything that writes."""

    def authenticate(self, request: Request) -> tuple[Any, Access] | None:
        signed_in = super().authenticate(request)
        if signed_in is None:
            return None
        user: User = signed_in[0]
        return user, Access.of_user(user, memberships_of(user))


def _bearer(request: Request) -> str | None:
    header = request.headers.get("Authorization")
    if header is None:
        return None
    scheme, _, key = header.partition(" ")
    if scheme.lower() != "bearer" or not key.strip():
        raise AuthenticationFailed("Authorization must be: Bearer <API key>.")
    return key.strip()
