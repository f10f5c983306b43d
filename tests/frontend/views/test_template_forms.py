"""Making templates on the pages, and what is done to one: its states, approval, versions."""

import pytest
from django.test import Client

from templates_app.models import Template
from templates_app.services import approval_needed, approval_require, template_update
from templates_app.starters.registry import STARTERS
from tests.factories.templates_app import email_content, make_published, make_template
from tests.factories.workspaces import make_member
from workspaces.models import Role, Workspace
from workspaces.services import Actor

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()


def signed_in(workspace: Workspace, role: Role) -> Client:
    client = Client()
    client.force_login(make_member(workspace, role), backend="django.contrib.auth.backends.ModelBackend")
    return client


def said(answer) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


@pytest.mark.parametrize("key", STARTERS)
def test_every_beginning_becomes_a_draft(workspace: Workspace, editor: Client, key: str) -> None:
    page = editor.get("/w/acme/templates/new/", {"from": key})
    assert STARTERS[key].name in page.content.decode()
    answer = editor.post(
        f"/w/acme/templates/new/?from={key}", {"name": "Mine", "message_type": STARTERS[key].message_type}
    )
    template = Template.objects.in_workspace(workspace).get()
    assert answer["Location"] == f"/w/acme/templates/{template.public_id}/edit/"
    assert (template.name, template.content) == ("Mine", STARTERS[key].content)
    # What it begins as can be shown at once.
    assert editor.get(f"/w/acme/templates/{template.public_id}/preview/").status_code == 200


def test_what_is_wrong_is_said_at_the_field(workspace: Workspace, editor: Client) -> None:
    answer = editor.post("/w/acme/templates/new/?from=blank", {"name": " ", "message_type": "spam"})
    assert answer.context["errors"].keys() == {"name"}
    assert not Template.objects.in_workspace(workspace).exists()
    assert editor.get("/w/acme/templates/new/?from=nothing").status_code == 404


def test_viewers_only_look(workspace: Workspace) -> None:
    template = make_template(workspace)
    viewer = signed_in(workspace, Role.VIEWER)
    assert viewer.get(f"/w/acme/templates/{template.public_id}/edit/").status_code == 200
    assert "New e-mail" not in viewer.get("/w/acme/templates/").content.decode()
    assert viewer.post("/w/acme/templates/new/?from=blank", {"name": "x"}).status_code == 403
    assert viewer.post(f"/w/acme/templates/{template.public_id}/do/", {"action": "archive"}).status_code == 403


def do(client: Client, template: Template, action: str, **fields: str) -> Template:
    client.post(f"/w/acme/templates/{template.public_id}/do/", {"action": action, **fields})
    template.refresh_from_db()
    return template


def test_put_away_and_taken_out_again(workspace: Workspace, editor: Client) -> None:
    template = make_template(workspace, name="Old")
    assert do(editor, template, "archive").state == "ARCHIVED"
    assert "Old" not in editor.get("/w/acme/templates/").content.decode()
    assert "Old" in editor.get("/w/acme/templates/?archived=1").content.decode()
    assert "Take it out again" in editor.get(f"/w/acme/templates/{template.public_id}/").content.decode()
    assert do(editor, template, "return").state == "DRAFT"


def test_rejecting_needs_an_admin_and_a_reason(workspace: Workspace, editor: Client) -> None:
    template, _ = make_published(workspace)
    admin = signed_in(workspace, Role.ADMIN)
    assert do(editor, template, "reject", reason="No").state == "PUBLISHED"
    assert do(admin, template, "reject", reason="  ").state == "PUBLISHED"
    rejected = do(admin, template, "reject", reason="Old price")
    assert (rejected.state, rejected.rejection_reason) == ("REJECTED", "Old price")
    assert "Rejected: Old price" in editor.get(f"/w/acme/templates/{template.public_id}/").content.decode()


def test_renamed_duplicated_and_restored(workspace: Workspace, editor: Client) -> None:
    template, _ = make_published(workspace)
    template_update(template=template, content=email_content(subject="New"), actor=SYSTEM)
    assert do(editor, template, "rename", name="Other").name == "Other"
    assert do(editor, template, "restore", number="1").content["subject"] == "Hello {{firstName}}"
    answer = editor.post(f"/w/acme/templates/{template.public_id}/do/", {"action": "duplicate"})
    assert answer["Location"].endswith("/edit/")
    assert editor.post(f"/w/acme/templates/{template.public_id}/do/", {"action": "explode"}).status_code == 404


def test_approval_is_asked_for_and_given_on_the_pages(workspace: Workspace, editor: Client) -> None:
    admin = signed_in(workspace, Role.ADMIN)
    assert editor.post("/w/acme/templates/approval/", {"needed": "1"}).status_code == 403
    admin.post("/w/acme/templates/approval/", {"needed": "1"})
    workspace.refresh_from_db()
    assert approval_needed(workspace)
    template = make_template(workspace, name="Offer")
    page = editor.get(f"/w/acme/templates/{template.public_id}/")
    assert "Ask for approval" in page.content.decode()
    assert do(editor, template, "publish").state == "DRAFT"
    assert do(editor, template, "submit").is_waiting
    assert "Waits for approval" in editor.get("/w/acme/templates/").content.decode()
    assert "Approve and publish" in admin.get(f"/w/acme/templates/{template.public_id}/").content.decode()
    assert do(admin, template, "publish").state == "PUBLISHED"


def test_a_draft_that_is_not_finished_is_not_published(workspace: Workspace, editor: Client) -> None:
    template = make_template(workspace, content={"subject": "S", "blocks": [{"type": "button", "text": "Go"}]})
    answer = editor.post(f"/w/acme/templates/{template.public_id}/do/", {"action": "publish"}, follow=True)
    assert said(answer) == ["Nothing was changed: content.blocks[0].url: say where this button leads"]
    template.refresh_from_db()
    assert template.state == "DRAFT"


def test_the_preview_by_day_and_in_dark_mode(workspace: Workspace, editor: Client) -> None:
    blocks = make_template(workspace, content={"subject": "S", "blocks": [{"type": "heading", "text": "Hi"}]})
    path = f"/w/acme/templates/{blocks.public_id}/preview/"
    by_day, dark = (editor.get(path, {"scheme": scheme}).content.decode() for scheme in ("light", "dark"))
    assert ("@media not all{ body, .cp-page" in by_day, "@media all{ body, .cp-page" in dark) == (True, True)
    plain = make_template(workspace, content=email_content())
    turned = editor.get(f"/w/acme/templates/{plain.public_id}/preview/", {"scheme": "dark"}).content.decode()
    assert "invert(1)" in turned


def test_the_list_costs_the_same_for_any_number(
    workspace: Workspace, editor: Client, django_assert_max_num_queries
) -> None:
    for number in range(3):
        make_published(workspace, name=f"Template {number}")
    with django_assert_max_num_queries(9):
        editor.get("/w/acme/templates/")
    approval_require(workspace=workspace, needed=True, actor=SYSTEM)
