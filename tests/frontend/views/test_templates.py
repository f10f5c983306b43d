"""Templates and their preview."""

import pytest
from django.test import Client

from frontend.csp import HEADER, TEMPLATE_FRAME
from templates_app.models import Template
from tests.factories.contacts import make_contact
from tests.factories.templates_app import make_published, make_template
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db


@pytest.fixture
def template(workspace: Workspace) -> Template:
    return make_published(workspace, name="Welcome")[0]


def test_the_preview_is_the_mail_of_the_contact_that_was_asked_for(
    workspace: Workspace, template: Template, editor: Client
) -> None:
    make_contact(workspace, email="grace@example.com", first_name="Grace")
    path = f"/w/acme/templates/{template.public_id}/"
    context = editor.get(path, {"contact": "GRACE@example.com"}).context
    assert context["preview"].subject == "Hello Grace"
    frame = editor.get(context["frame_url"])
    assert "Hello Grace" in frame.content.decode()
    assert (frame[HEADER], frame["X-Frame-Options"]) == (TEMPLATE_FRAME, "SAMEORIGIN")


def test_without_a_contact_a_sample_is_shown(template: Template, editor: Client) -> None:
    path = f"/w/acme/templates/{template.public_id}/"
    assert editor.get(path).context["preview"].subject == "Hello Ada"
    unknown = editor.get(path, {"contact": "nobody@example.com"})
    assert "There is no contact nobody@example.com" in unknown.content.decode()


def test_a_draft_that_cannot_be_rendered_says_why(workspace: Workspace, editor: Client) -> None:
    empty = make_template(workspace, content=None)
    path = f"/w/acme/templates/{empty.public_id}/"
    assert "This draft can’t be shown yet" in editor.get(path).content.decode()
    assert editor.get(f"{path}preview/").status_code == 404


def test_a_text_message_is_shown_with_its_segments(workspace: Workspace, editor: Client) -> None:
    content = {"text": "Hi {{contact.first_name}} “you”", "opt_out": "Text STOP to end"}
    template = make_published(workspace, channel="sms", content=content)[0]
    path = f"/w/acme/templates/{template.public_id}/"
    page = editor.get(path).content.decode()
    assert "Hi Ada “you”\nText STOP to end" in page
    assert "1 segment: 29 characters used, room for 41 more" in page
    assert editor.get(f"{path}preview/").status_code == 404
