"""The page of the flow builder: the island knows where things are, and nobody else's campaign is shown."""

import re

import pytest
from django.test import Client

from tests.frontend.campaigns import make_people, make_welcome_series
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db


def test_the_island_knows_where_things_are(workspace: Workspace, viewer: Client) -> None:
    make_people(workspace)
    campaign = make_welcome_series(workspace)
    base = f"/w/acme/campaigns/{campaign.public_id}/"
    response = viewer.get(f"{base}flow/")
    island = re.search(r'<div id="flow-builder"[^>]*>', response.content.decode())
    assert island is not None
    assert dict(re.findall(r'data-([a-z-]+)="([^"]*)"', island[0])) == {
        "workspace": "acme",
        "campaign": campaign.public_id,
        "name": "Welcome series",
        "api-base": "/api/workspaces/acme/",
        "campaign-url": base,
        "contacts-url": f"{base}contacts/",
        "publish-url": f"{base}publish/",
        "copy-url": "",
        "sign-in-url": "/sign-in/",
        "pages": "/w/acme/",
        "timezone": workspace.timezone,
    }
    # The builder's requests carry the form token from this cookie.
    assert "csrftoken" in response.cookies


def test_an_editor_may_copy_it_from_there(workspace: Workspace, editor: Client) -> None:
    make_people(workspace)
    campaign = make_welcome_series(workspace)
    base = f"/w/acme/campaigns/{campaign.public_id}/"
    assert f'data-copy-url="{base}do/"' in editor.get(f"{base}flow/").content.decode()
    copied = editor.post(f"{base}do/", {"action": "duplicate"})
    assert copied.status_code == 302
    assert "Welcome series (copy)" in editor.get(copied["Location"]).content.decode()


def test_the_page_answers_questions_only(workspace: Workspace, viewer: Client) -> None:
    make_people(workspace)
    campaign = make_welcome_series(workspace)
    assert viewer.post(f"/w/acme/campaigns/{campaign.public_id}/flow/").status_code == 405
