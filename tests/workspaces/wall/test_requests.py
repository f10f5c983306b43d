"""Views that forgot to say whose rows they show: nobody sees more by them than the visitor's workspaces hold."""

from types import SimpleNamespace
from typing import Any, ClassVar

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client
from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from frontend.access import workspace_page
from tests.factories.contacts import make_contact
from tests.factories.workspaces import make_api_key, make_member, make_user, make_workspace
from workspaces.api.access import Need
from workspaces.api.tenant.views import TenantView
from workspaces.models import Membership, Role, Scope, Workspace
from workspaces.wall.scope import OWNER, current


def emails() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT email FROM contacts_contact ORDER BY email")
        return [email for (email,) in cursor.fetchall()]


def anybodys(request: HttpRequest) -> HttpResponse:
    return HttpResponse(",".join(emails()))


@workspace_page
def members(request: HttpRequest, membership: Membership) -> HttpResponse:
    return HttpResponse(",".join(emails()))


@workspace_page
def streamed(request: HttpRequest, membership: Membership) -> HttpResponse:
    return StreamingHttpResponse(",".join(emails()) for _ in range(2))  # type: ignore[return-value]


@workspace_page
def broken(request: HttpRequest, membership: Membership) -> HttpResponse:
    raise RuntimeError(emails())


class Callers(TenantView):
    needs: ClassVar[dict[str, Need]] = {"GET": Need(Scope.CONTACTS_READ, Role.VIEWER)}

    def get(self, request: Request) -> Response:
        return Response(",".join(emails()))


urlpatterns = [
    path("anybodys", anybodys),
    path("w/<str:slug>/members", members),
    path("w/<str:slug>/streamed", streamed),
    path("w/<str:slug>/broken", broken),
    path("callers", Callers.as_view()),
    path("staff/", ([path("", anybodys)], "admin", "admin")),
]


@pytest.fixture
def world(db: None, settings: Any) -> SimpleNamespace:
    """Two workspaces of one contact each, and somebody who belongs to the first."""
    settings.ROOT_URLCONF = __name__
    mine, other = make_workspace("mine"), make_workspace("other")
    make_contact(mine, email="a@example.com")
    make_contact(other, email="b@example.com")
    return SimpleNamespace(mine=mine, other=other, owner=make_member(mine, Role.OWNER))


def test_a_page_shows_its_workspace_and_leaves_nothing_to_the_next_request(world: SimpleNamespace) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(world.owner)
    both = make_member(world.mine)
    make_member(world.other, user=both)
    for _ in range(2):
        assert client.get("/w/mine/members").content == b"a@example.com"
        assert client.get("/anybodys").content == b""
        assert client.get("/w/other/members").status_code == 404
        assert client.get("/w/mine/broken").status_code == 500
        assert client.get("/anybodys").content == b""
    client.force_login(both)
    assert client.get("/w/other/members").content == b"b@example.com"
    assert client.get("/w/mine/members").content == b"a@example.com"
    assert current() == OWNER
    assert len(emails()) == 2


def test_what_is_read_after_the_view_is_still_the_requests(world: SimpleNamespace) -> None:
    client = Client()
    client.force_login(world.owner)
    answer = client.get("/w/mine/streamed")
    assert b"".join(answer) == b"a@example.com" * 2
    assert len(emails()) == 2


def test_keys_reach_their_workspace_and_people_all_of_theirs(world: SimpleNamespace) -> None:
    _, key = make_api_key(world.other)
    assert Client().get("/callers", headers={"x-api-key": key}).json() == "b@example.com"
    assert Client().get("/callers").status_code == 401
    client = Client()
    client.force_login(world.owner)
    assert client.get("/callers").json() == "a@example.com"
    make_member(world.other, user=world.owner)
    make_contact(make_workspace(), email="c@example.com")
    assert client.get("/callers").json() == "a@example.com,b@example.com"


def test_only_staff_reach_every_workspace_and_only_in_the_admin(world: SimpleNamespace) -> None:
    staff = Client()
    staff.force_login(make_user(is_staff=True))
    assert staff.get("/staff/").content == b"a@example.com,b@example.com"
    assert staff.get("/anybodys").content == b""
    member = Client()
    member.force_login(world.owner)
    assert member.get("/staff/").content == b""


@pytest.mark.django_db(transaction=True)
def test_statements_outside_of_transactions_are_kept_apart_as_well(settings: Any) -> None:
    settings.ROOT_URLCONF = __name__
    mine, other = make_workspace("mine"), make_workspace("other")
    make_contact(mine, email="a@example.com")
    make_contact(other, email="b@example.com")
    (_, first), (_, second) = make_api_key(mine), make_api_key(other)
    for _ in range(2):
        assert Client().get("/callers", headers={"x-api-key": first}).json() == "a@example.com"
        assert Client().get("/callers", headers={"x-api-key": second}).json() == "b@example.com"
        assert Client().get("/anybodys").content == b""
    assert len(emails()) == 2
    assert Workspace.objects.count() == 2
