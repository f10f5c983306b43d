"""Snippets on the pages: made, changed, published anew, deleted; and who may not."""

import pytest
from django.test import Client

from templates_app.models import Snippet
from templates_app.services import snippet_create
from tests.factories.templates_app import email_content, make_published
from tests.factories.workspaces import make_member
from workspaces.models import Role, Workspace
from workspaces.services import Actor

pytestmark = pytest.mark.django_db
PATH = "/w/acme/templates/snippets/"


@pytest.fixture
def address(workspace: Workspace) -> Snippet:
    return snippet_create(workspace=workspace, key="address", html="<p>Main Street 1</p>", actor=Actor.system())


def test_is_made_named_and_changed(workspace: Workspace, editor: Client) -> None:
    answer = editor.post(f"{PATH}new/", {"key": "address", "html": "<p onclick=x>Main Street 1</p>"}, follow=True)
    assert "{% snippet &#x27;address&#x27; %}" in answer.content.decode()
    snippet = Snippet.objects.in_workspace(workspace).get()
    assert snippet.html == "<p>Main Street 1</p>"
    editor.post(f"{PATH}{snippet.public_id}/", {"html": "<p>Other Street</p>"})
    snippet.refresh_from_db()
    assert snippet.html == "<p>Other Street</p>"
    again = editor.post(f"{PATH}new/", {"key": "address", "html": "<p>x</p>"})
    assert again.context["errors"] == {"key": "is taken"}
    empty = editor.post(f"{PATH}{snippet.public_id}/", {"html": ""})
    assert empty.context["errors"] == {"html": "must not be empty"}


def test_its_users_are_named_and_published_anew(workspace: Workspace, editor: Client, address: Snippet) -> None:
    template, _ = make_published(workspace, name="News", content=email_content(subject="{% snippet 'address' %}"))
    assert "News" in editor.get(PATH).content.decode()
    page = editor.get(f"{PATH}{address.public_id}/").content.decode()
    assert "Publish it anew" in page
    refused = editor.post(f"{PATH}{address.public_id}/do/", {"action": "delete"}, follow=True)
    assert "It is used by “News”" in refused.content.decode()
    editor.post(f"{PATH}{address.public_id}/do/", {"action": "republish"})
    template.refresh_from_db()
    assert template.published_version.number == 2


def test_is_deleted_where_nobody_uses_it(workspace: Workspace, editor: Client, address: Snippet) -> None:
    editor.post(f"{PATH}{address.public_id}/do/", {"action": "delete"})
    assert not Snippet.objects.in_workspace(workspace).exists()


def test_viewers_only_look(workspace: Workspace, address: Snippet) -> None:
    viewer = Client()
    viewer.force_login(make_member(workspace, Role.VIEWER), backend="django.contrib.auth.backends.ModelBackend")
    assert viewer.get(f"{PATH}{address.public_id}/").status_code == 200
    for path, body in {
        "new/": {"key": "x", "html": "x"},
        f"{address.public_id}/": {"html": "x"},
        f"{address.public_id}/do/": {"action": "delete"},
    }.items():
        assert viewer.post(f"{PATH}{path}", body).status_code == 403
    address.refresh_from_db()
    assert address.html == "<p>Main Street 1</p>"
