"""Signing in and out, lock-out, and the way to the first workspace."""

import re
from typing import Any

import pytest
from django.test import Client

from tests.factories.workspaces import PASSWORD, make_member, make_user, make_workspace
from workspaces.models import Role, User, Workspace

pytestmark = pytest.mark.django_db


def _sign_in(client: Client, email: str, password: str):  # type: ignore[no-untyped-def]
    return client.post("/sign-in/", {"username": email, "password": password})


def test_signing_in_leads_to_the_home_page_of_the_first_workspace(client: Client, workspace: Workspace) -> None:
    make_member(workspace, Role.VIEWER, make_user("ada@example.com"))
    response = _sign_in(client, "ADA@example.com", PASSWORD)
    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.get("/")["Location"] == "/w/acme/"


def test_a_wrong_password_says_so_and_signs_nobody_in(client: Client) -> None:
    make_user("ada@example.com")
    response = _sign_in(client, "ada@example.com", "wrong")
    assert response.status_code == 200
    assert "don’t belong together" in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_too_many_wrong_passwords_lock_the_address_in_every_spelling(client: Client, settings: Any) -> None:
    settings.AXES_ENABLED = True
    make_user("ada@example.com")
    make_user("bob@example.com")
    for spelling in ("ada@example.com", "Ada@example.com", "ADA@EXAMPLE.COM", "ada@Example.com", "aDa@example.com"):
        response = _sign_in(client, spelling, "wrong")
    assert response.status_code == 429
    assert "closed from here for 15 minutes" in response.content.decode()
    assert _sign_in(client, "ada@example.com", PASSWORD).status_code == 429
    assert _sign_in(client, "bob@example.com", PASSWORD).status_code == 302


def test_signing_out_needs_a_post(client: Client, workspace: Workspace) -> None:
    client.force_login(make_member(workspace), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/")["Location"] == "/sign-in/"
    assert client.get("/w/acme/campaigns/")["Location"] == "/sign-in/?next=/w/acme/campaigns/"


def test_a_user_without_a_workspace_is_told_what_to_do(client: Client) -> None:
    client.force_login(make_user(), backend="django.contrib.auth.backends.ModelBackend")
    assert "Ask an administrator" in client.get("/").content.decode()


def test_the_start_page_needs_a_sign_in(client: Client) -> None:
    make_workspace()
    assert client.get("/")["Location"] == "/sign-in/?next=/"


def test_nobody_learns_by_the_form_who_has_an_account(client: Client) -> None:
    make_user("ada@example.com")
    gone = make_user("gone@example.com")
    gone.is_active = False
    gone.save()
    pages = []
    for email, password in (
        ("ada@example.com", "wrong"),
        ("nobody@example.com", "wrong"),
        ("gone@example.com", PASSWORD),
    ):
        page = _sign_in(client, email, password).content.decode()
        pages.append(re.sub(r"\b\w{64}\b", "", page).replace(email, ""))
    assert pages[1:] == pages[:1] * 2


def test_a_session_gets_another_id_when_somebody_signs_in(client: Client, workspace: Workspace) -> None:
    make_member(workspace, Role.VIEWER, make_user("ada@example.com"))
    client.cookies["sessionid"] = planted = _session_of(client)
    _sign_in(client, "ada@example.com", PASSWORD)
    assert client.cookies["sessionid"].value != planted
    assert client.get("/w/acme/campaigns/").status_code == 200


def test_a_new_password_ends_the_sessions_elsewhere_and_renews_ones_own(client: Client) -> None:
    staff = User.objects.create_superuser("staff@example.com", PASSWORD)
    elsewhere = Client()
    for browser in (client, elsewhere):
        browser.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    before = client.cookies["sessionid"].value
    new = {"old_password": PASSWORD, "new_password1": "a-very-long-new-one", "new_password2": "a-very-long-new-one"}
    assert client.post("/admin/password_change/", new).status_code == 302
    assert client.cookies["sessionid"].value != before
    assert client.get("/admin/").status_code == 200
    assert elsewhere.get("/admin/").status_code == 302


def _session_of(client: Client) -> str:
    """A session that somebody else knows the id of."""
    session = client.session
    session["planted"] = True
    session.save()
    return str(session.session_key)
