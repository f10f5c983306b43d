"""The staff admin of templates: it reads everything, and writes through the services."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from templates_app.models import Template
from tests.factories.templates_app import email_content, make_published, make_template
from tests.factories.workspaces import make_user, make_workspace
from workspaces.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(make_user(is_staff=True, is_superuser=True), backend="django.contrib.auth.backends.ModelBackend")
    return client


def act(client, action, *templates):
    data = {"action": action, "_selected_action": [str(t.pk) for t in templates]}
    return client.post(reverse("admin:templates_app_template_changelist"), data, follow=True)


def test_lists_and_pages(staff):
    template, version = make_published(make_workspace(), name="Spring offer")
    for page in (
        reverse("admin:templates_app_template_changelist"),
        reverse("admin:templates_app_template_changelist") + "?q=Spring&state=PUBLISHED",
        reverse("admin:templates_app_template_change", args=[template.pk]),
        reverse("admin:templates_app_template_add"),
        reverse("admin:templates_app_templateversion_changelist"),
        reverse("admin:templates_app_templateversion_change", args=[version.pk]),
    ):
        response = staff.get(page)
        assert response.status_code == 200, page
        if "add" not in page:
            assert "Spring offer" in response.content.decode(), page


def test_a_draft_is_written_through_the_services(staff):
    workspace = make_workspace()
    page = reverse("admin:templates_app_template_add")
    fields = {"workspace": str(workspace.pk), "name": "New", "channel": "email", "message_type": "marketing"}
    inline = {"versions-TOTAL_FORMS": "0", "versions-INITIAL_FORMS": "0"}
    bad = staff.post(page, fields | inline | {"content": json.dumps({"subject": "S", "cc": 1})})
    assert "unknown field" in bad.content.decode()
    assert not Template.objects.in_workspace(workspace).exists()
    good = staff.post(page, fields | inline | {"content": json.dumps(email_content())})
    assert good.status_code == 302
    template = Template.objects.in_workspace(workspace).get()
    assert (template.name, template.content) == ("New", email_content())
    change = reverse("admin:templates_app_template_change", args=[template.pk])
    assert staff.post(change, inline | {"name": "Newer", "content": json.dumps(email_content())}).status_code == 302
    template.refresh_from_db()
    assert template.name == "Newer"
    entries = AuditEntry.objects.in_workspace(workspace).filter(target_type="template").order_by("id")
    assert [entry.action for entry in entries] == ["template.created", "template.updated"]
    assert {entry.actor_kind for entry in entries} == {"user"}


def test_actions_publish_what_compiles_and_say_what_does_not(staff):
    workspace = make_workspace()
    good = make_template(workspace, name="Good")
    bad = make_template(workspace, name="Bad", content=email_content(subject="{{ x | nope }}"))
    page = act(staff, "publish", good, bad).content.decode()
    assert "Good: published." in page
    assert "unknown filter" in page
    good.refresh_from_db()
    bad.refresh_from_db()
    assert (good.state, bad.state) == ("PUBLISHED", "DRAFT")
    act(staff, "archive", good)
    good.refresh_from_db()
    assert good.state == "ARCHIVED"
    change = reverse("admin:templates_app_template_change", args=[good.pk])
    assert staff.post(change, {"name": "Other"}).status_code == 403
    act(staff, "return_to_draft", good)
    good.refresh_from_db()
    assert good.state == "DRAFT"


def test_versions_are_for_reading(staff):
    template, version = make_published(make_workspace())
    change = reverse("admin:templates_app_templateversion_change", args=[version.pk])
    assert staff.post(change, {"number": 9}).status_code == 403
    assert staff.get(reverse("admin:templates_app_templateversion_add")).status_code == 403
    assert staff.post(reverse("admin:templates_app_template_delete", args=[template.pk])).status_code == 403
    version.refresh_from_db()
    assert version.number == 1
