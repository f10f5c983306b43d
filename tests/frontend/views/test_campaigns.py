"""The list of campaigns."""

from typing import Any

import pytest
from django.test import Client

from campaigns.services import campaign_create
from tests.frontend.campaigns import ACTOR, launch, make_people, make_welcome_series
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db
PATH = "/w/acme/campaigns/"


def _names(client: Client, query: str = "") -> list[str]:
    return [row["campaign"].name for row in client.get(PATH + query).context["rows"]]


def test_search_and_status_filter(workspace: Workspace, editor: Client) -> None:
    make_people(workspace)
    launch(make_welcome_series(workspace))
    campaign_create(workspace=workspace, name="Winter sale", actor=ACTOR)
    assert _names(editor) == ["Winter sale", "Welcome series"]
    assert _names(editor, "?search=wel") == ["Welcome series"]
    assert _names(editor, "?status=DRAFT") == ["Winter sale"]
    assert _names(editor, "?status=RUNNING&search=winter") == []
    assert _names(editor, "?status=nonsense") == ["Winter sale", "Welcome series"]


def test_an_empty_list_says_what_to_do_next(workspace: Workspace, editor: Client) -> None:
    text = editor.get(PATH).content.decode()
    assert "No campaigns yet" in text
    assert "/w/acme/contacts/imports/" in text


def test_names_are_escaped(workspace: Workspace, editor: Client) -> None:
    campaign_create(workspace=workspace, name="<script>alert(1)</script> & co", actor=ACTOR)
    text = editor.get(PATH).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; co" in text
    assert "<script>alert" not in text


def test_the_list_costs_the_same_for_many_campaigns(
    workspace: Workspace, editor: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        campaign_create(workspace=workspace, name=f"Campaign {number}", actor=ACTOR)
    editor.get(PATH)
    with django_assert_max_num_queries(9):
        editor.get(PATH)
