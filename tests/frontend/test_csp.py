"""Every page carries the strict policy; what is others' code or a mail's HTML carries one that fits it."""

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from frontend.csp import HEADER, RELAXED, STRICT, ContentSecurityPolicyMiddleware


@pytest.mark.django_db
def test_pages_allow_nothing_inline_or_foreign(client: Client) -> None:
    policy = client.get("/sign-in/")[HEADER]
    assert policy == STRICT
    assert "unsafe" not in policy
    assert "http" not in policy


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/admin/login/", "/api/docs/"])
def test_foreign_pages_stay_on_this_origin(client: Client, path: str) -> None:
    assert client.get(path)[HEADER] == RELAXED
    assert "http" not in RELAXED


def test_a_policy_set_by_the_view_is_left_alone(rf: RequestFactory) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(headers={HEADER: "default-src 'none'"})

    response = ContentSecurityPolicyMiddleware(view)(rf.get("/"))
    assert response[HEADER] == "default-src 'none'"


def test_the_development_server_is_not_locked_out(rf: RequestFactory, settings: Any) -> None:
    settings.DJANGO_VITE = {"default": {"dev_mode": True}}
    response = ContentSecurityPolicyMiddleware(lambda request: HttpResponse())(rf.get("/"))
    assert HEADER not in response
