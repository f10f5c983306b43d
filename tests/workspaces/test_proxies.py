"""Whose call it is: what a trusted proxy noted, and never what the caller says of itself."""

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from tests.factories.workspaces import PASSWORD, make_user
from workspaces.proxies import ClientAddressMiddleware


@pytest.mark.parametrize(
    ("trusted", "noted", "seen"),
    [
        (0, "198.51.100.7", "192.0.2.1"),
        (1, None, "192.0.2.1"),
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "203.0.113.9, 198.51.100.7", "198.51.100.7"),
        (2, "203.0.113.9, 198.51.100.7, 192.0.2.8", "198.51.100.7"),
        (2, "198.51.100.7", "192.0.2.1"),
        (1, " 2001:db8::7 ", "2001:db8::7"),
        (1, "unknown", "192.0.2.1"),
        (1, "198.51.100.7,", "192.0.2.1"),
    ],
)
def test_the_caller_is_whom_the_outermost_trusted_proxy_noted(
    settings: Any, trusted: int, noted: str | None, seen: str
) -> None:
    settings.TRUSTED_PROXIES = trusted
    headers = {} if noted is None else {"X-Forwarded-For": noted}
    found = []

    def view(request: HttpRequest) -> HttpResponse:
        found.append(request.META["REMOTE_ADDR"])
        return HttpResponse()

    ClientAddressMiddleware(view)(RequestFactory().get("/", headers=headers, REMOTE_ADDR="192.0.2.1"))
    assert found == [seen]


@pytest.mark.django_db
def test_sign_in_attempts_are_counted_by_the_caller_and_not_by_what_it_forges(settings: Any) -> None:
    settings.AXES_ENABLED, settings.TRUSTED_PROXIES = True, 1
    make_user("ada@example.com")

    def status(password: str, noted: str) -> int:
        headers = {"X-Forwarded-For": noted}
        return (
            Client()
            .post("/sign-in/", {"username": "ada@example.com", "password": password}, headers=headers)
            .status_code
        )

    guesses = [status("wrong", f"203.0.113.{number}, 198.51.100.7") for number in range(5)]
    assert guesses == [200, 200, 200, 200, 429]
    assert status(PASSWORD, "203.0.113.99, 198.51.100.7") == 429
    assert status(PASSWORD, "198.51.100.8") == 302
