"""The page of a workspace's tags of links."""

import pytest
from django.test import Client

from workspaces.models import Workspace

pytestmark = pytest.mark.django_db
PATH = "/w/acme/link-tags/"


def test_is_set_and_shown_by_an_example(workspace: Workspace, editor: Client) -> None:
    assert "Nothing is added yet." in editor.get(PATH).content.decode()
    editor.post(PATH, {"source": "news", "campaign": "{campaign}"})
    workspace.refresh_from_db()
    assert workspace.settings["link_tags"] == {"source": "news", "campaign": "{campaign}"}
    page = editor.get(PATH)
    assert page.context["example"] == (
        "https://example.com/shop?id=7&utm_source=news&utm_campaign=Welcome%20series#offers"
    )
    refused = editor.post(PATH, {"source": "x" * 201})
    assert [field["name"] for field in refused.context["fields"] if field["fault"]] == ["source"]
    editor.post(PATH, {})
    workspace.refresh_from_db()
    assert workspace.settings["link_tags"] == {}


def test_viewers_only_look(workspace: Workspace, viewer: Client) -> None:
    assert viewer.get(PATH).status_code == 200
    assert viewer.post(PATH, {"source": "news"}).status_code == 403
    workspace.refresh_from_db()
    assert "link_tags" not in workspace.settings
