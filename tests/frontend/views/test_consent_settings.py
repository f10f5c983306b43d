"""The page on which a workspace settles how it asks for consent."""

import pytest
from django.test import Client

from messaging.selectors import consent_settings
from tests.factories.templates_app import make_published
from tests.factories.workspaces import make_workspace
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db
PATH = "/w/acme/topics/asking/"


def test_editors_settle_it_and_see_what_is_settled(workspace: Workspace, editor: Client, viewer: Client) -> None:
    template, _ = make_published(workspace, name="Please confirm", message_type="transactional")
    make_published(workspace, name="Newsletter")
    assert "Newsletter" not in editor.get(PATH).content.decode()
    form = {
        "template": template.public_id,
        "link_hours": "48",
        "cooldown_minutes": "5",
        "brand_name": "Fieldnotes",
        "intro": "Choose.",
    }
    assert viewer.post(PATH, form).status_code == 403
    assert editor.post(PATH, form).status_code == 302
    stored = consent_settings(workspace=workspace)
    assert stored.confirmation_template == template
    assert (stored.link_hours, stored.cooldown_minutes, stored.brand_name, stored.intro) == (
        48,
        5,
        "Fieldnotes",
        "Choose.",
    )
    text = viewer.get(PATH).content.decode()
    assert f'value="{template.public_id}" selected' in text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"link_hours": "0"}, "Must be 1 to 2160."),
        ({"link_hours": "x"}, "Must be a number."),
        ({"cooldown_minutes": "²"}, "Must be a number."),
        ({"brand_name": "n" * 81}, "Must be at most 80 characters."),
        ({"intro": "n" * 501}, "Must be at most 500 characters."),
    ],
)
def test_what_is_wrong_stands_at_its_field(
    workspace: Workspace, editor: Client, change: dict[str, str], words: str
) -> None:
    answer = editor.post(PATH, {"link_hours": "48", "cooldown_minutes": "5", **change})
    assert (answer.status_code, words in answer.content.decode()) == (200, True)
    assert consent_settings(workspace=workspace).link_hours == 72


def test_another_workspaces_template_is_not_taken(workspace: Workspace, editor: Client) -> None:
    foreign, _ = make_published(make_workspace(), message_type="transactional")
    editor.post(PATH, {"template": foreign.public_id, "link_hours": "48", "cooldown_minutes": "5"})
    assert consent_settings(workspace=workspace).confirmation_template is None
