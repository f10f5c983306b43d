"""The staff admin: every page opens, and what is written goes through the services."""

import json
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from contacts.models import Contact, ContactChange, ContactImport, ImportRowError, Segment
from contacts.services.imports import import_run
from tests.factories.contacts import make_contact, make_import, make_segment
from tests.factories.workspaces import make_user, make_workspace
from workspaces.models import AuditEntry, Workspace

MODELS = list(apps.get_app_config("contacts").get_models())
VIP = {"condition": "AND", "rules": [{"type": "tag", "operator": "has", "value": "vip"}]}


@pytest.fixture
def workspace(db: None) -> Workspace:
    return make_workspace()


@pytest.fixture
def staff(db: None) -> Client:
    client = Client()
    client.force_login(make_user("staff@example.com", is_staff=True, is_superuser=True))
    return client


def url(model: type[Model], page: str, *args: Any) -> str:
    return reverse(f"admin:contacts_{model._meta.model_name}_{page}", args=args)


def test_every_model_is_there() -> None:
    assert [model.__name__ for model in MODELS if not admin.site.is_registered(model)] == []


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_list_opens(staff: Client, workspace: Workspace, model: type[Model]) -> None:
    make_contact(workspace)
    make_segment(workspace, VIP)
    import_run(import_id=make_import(workspace, "email\nbad\ngood@example.org\n").pk)
    assert staff.get(url(model, "changelist")).status_code == 200


def contact_form(workspace: Workspace, **fields: Any) -> dict[str, Any]:
    values = {"workspace": workspace.pk, "tags": "", "attributes": "{}", "score": 0, **fields}
    return {key: json.dumps(value) if isinstance(value, dict) else value for key, value in values.items()}


def test_a_contact_is_made_and_changed_through_the_services(staff: Client, workspace: Workspace) -> None:
    form = contact_form(workspace, email="Ada@EXAMPLE.org", tags="b,a", attributes={"plan": "pro", "x": "y"})
    assert staff.post(url(Contact, "add"), form).status_code == 302
    contact = Contact.objects.in_workspace(workspace).get()
    assert (contact.email, contact.tags, contact.attributes) == (
        ("Ada@example.org", ["a", "b"], {"plan": "pro", "x": "y"})
    )
    form = contact_form(workspace, email="ada@example.org", phone="", attributes={"plan": "free"})
    assert staff.post(url(Contact, "change", contact.pk), form).status_code == 302
    contact.refresh_from_db()
    assert (contact.phone, contact.tags, contact.attributes) == (None, [], {"plan": "free"})
    assert ContactChange.objects.in_workspace(workspace).count() == 2
    assert AuditEntry.objects.in_workspace(workspace).filter(action="contact.updated").count() == 1


def test_a_refusal_stands_beside_its_field(staff: Client, workspace: Workspace) -> None:
    page = staff.post(url(Contact, "add"), contact_form(workspace, email="nobody", phone="12"))
    assert page.status_code == 200
    errors = page.context["adminform"].form.errors
    assert sorted(errors) == ["email", "phone"]
    assert Contact.objects.in_workspace(workspace).count() == 0


def test_a_contact_is_erased_through_the_service(staff: Client, workspace: Workspace) -> None:
    contact = make_contact(workspace)
    assert staff.post(url(Contact, "delete", contact.pk), {"post": "yes"}).status_code == 302
    assert AuditEntry.objects.in_workspace(workspace).get(action="contact.deleted").target_id == contact.public_id


def test_a_segment_is_checked(staff: Client, workspace: Workspace) -> None:
    form = {"workspace": workspace.pk, "name": "VIPs", "kind": "dynamic", "rule": '{"condition": "AND", "rules": []}'}
    page = staff.post(url(Segment, "add"), form)
    assert list(page.context["adminform"].form.errors) == ["rule"]
    assert staff.post(url(Segment, "add"), {**form, "rule": json.dumps(VIP)}).status_code == 302
    segment = Segment.objects.in_workspace(workspace).get()
    assert segment.rule == VIP
    assert (
        staff.post(url(Segment, "change", segment.pk), {**form, "name": "V", "rule": json.dumps(VIP)}).status_code
        == 302
    )
    segment.refresh_from_db()
    assert segment.name == "V"


def test_a_file_is_imported_and_its_faults_download(staff: Client, workspace: Workspace) -> None:
    file = SimpleUploadedFile("people.csv", b"email\n=cmd()\ngood@example.org\n")
    form = {"workspace": workspace.pk, "upload": file, "goal": "import"}
    form |= {"mapping": "{}", "kinds": "{}", "consent": "{}"}
    assert staff.post(url(ContactImport, "add"), form).status_code == 302
    item = ContactImport.objects.in_workspace(workspace).get()
    import_run(import_id=item.pk)
    assert staff.get(url(ContactImport, "change", item.pk)).status_code == 200
    report = staff.post(url(ContactImport, "changelist"), {"action": "report", "_selected_action": [str(item.pk)]})
    lines = b"".join(report.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert lines[0] == "line,column,value,problem,message,taken"
    assert lines[1].startswith("2,email,'=cmd(),email,")
    assert ImportRowError.objects.in_workspace(workspace).count() == 1
