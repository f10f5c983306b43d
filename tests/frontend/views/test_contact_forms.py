"""Making and changing a contact by hand: only what was changed is written, faults stand at their fields."""

from typing import Any

import pytest
from django.test import Client

from contacts.models import Consent, ConsentRecord, Contact
from tests.factories.contacts import define_attributes, make_contact
from workspaces.clock import database_now
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db
NEW = "/w/acme/contacts/new/"
KINDS = {"plan": "text", "visits": "number", "is_pro": "boolean", "since": "date", "likes": "list"}


def shown(client: Client, path: str) -> dict[str, Any]:
    """The form as a browser would send it back unchanged."""
    context = client.get(path).context
    fields = {each.name: each.value for each in (*context["own"], *context["attributes"])}
    tags = {"tag": context["tags"], "offered": context["tags"], "new_tags": ""}
    consents = {each.name: each.state for each in context["consents"] if each.state != "denied"}
    return fields | tags | consents | {"shown": context["shown"]}


def test_a_contact_is_made_with_everything(workspace: Workspace, editor: Client) -> None:
    define_attributes(workspace, KINDS)
    form = shown(editor, NEW) | {
        "email": "ada@example.com",
        "first_name": "Ada",
        "attributes.visits": "12",
        "attributes.is_pro": "yes",
        "attributes.since": "2026-01-31",
        "attributes.likes": "tea; cake",
        "new_tags": "vip, customer",
        "consent.email.marketing": "granted",
    }
    answer = editor.post(NEW, form)
    contact = Contact.objects.in_workspace(workspace).get()
    assert answer["Location"] == f"/w/acme/contacts/{contact.public_id}/"
    assert (contact.email, contact.first_name, contact.tags) == ("ada@example.com", "Ada", ["customer", "vip"])
    assert contact.attributes == {"visits": 12, "is_pro": True, "since": "2026-01-31", "likes": ["tea", "cake"]}
    consent = Consent.objects.in_workspace(workspace).get()
    assert (consent.channel, consent.message_type, consent.state) == ("email", "marketing", "granted")
    assert ConsentRecord.objects.in_workspace(workspace).get().source.startswith("page:")


@pytest.mark.parametrize("field", ["email", "phone", "external_id"])
def test_a_known_contact_is_not_changed_by_the_form_of_a_new_one(
    workspace: Workspace, editor: Client, field: str
) -> None:
    values = {"email": "ada@example.com", "phone": "+436641234567", "external_id": "c-1"}
    ada = make_contact(workspace, **values)
    answer = editor.post(NEW, shown(editor, NEW) | {field: values[field], "first_name": "Eve"})
    assert (answer.status_code, answer.context["holder"]) == (200, ada)
    assert f'href="/w/acme/contacts/{ada.public_id}/"' in answer.content.decode()
    (problem,) = [each for each in answer.context["own"] if each.problem]
    assert problem.name == field
    assert Contact.objects.in_workspace(workspace).get().first_name == ""


def test_faults_stand_at_their_fields_and_nothing_is_made(workspace: Workspace, editor: Client) -> None:
    define_attributes(workspace, KINDS)
    wrong = {"email": "no address", "timezone": "Mars", "attributes.plan": "pro"}
    answer = editor.post(NEW, shown(editor, NEW) | wrong)
    assert (answer.status_code, [each.name for each in answer.context["own"] if each.problem]) == (
        200,
        ["email", "timezone"],
    )
    assert [each.value for each in answer.context["attributes"] if each.name == "attributes.plan"] == ["pro"]
    answer = editor.post(NEW, shown(editor, NEW) | {"email": "a@example.com", "attributes.visits": "many"})
    assert [each.name for each in answer.context["attributes"] if each.problem] == ["attributes.visits"]
    assert not Contact.objects.in_workspace(workspace).exists()


def test_only_what_was_changed_is_written(workspace: Workspace, editor: Client) -> None:
    define_attributes(workspace, KINDS)
    contact = make_contact(workspace, first_name="Ada", tags=["a", "b"], attributes={"plan": "pro", "visits": 3})
    path = f"/w/acme/contacts/{contact.public_id}/edit/"
    form = shown(editor, path)
    Contact.objects.in_workspace(workspace).update(first_name="Augusta", tags=["a", "b", "c"], score=9)
    editor.post(path, form | {"last_name": "Lovelace", "attributes.visits": "", "tag": ["b"], "new_tags": "d"})
    contact.refresh_from_db()
    assert (contact.first_name, contact.last_name, contact.score) == ("Augusta", "Lovelace", 9)
    assert (contact.tags, contact.attributes) == (["b", "c", "d"], {"plan": "pro"})


def test_whoever_changes_what_another_changed_meanwhile_is_told(workspace: Workspace, editor: Client) -> None:
    define_attributes(workspace, KINDS)
    contact = make_contact(workspace, first_name="Ada", attributes={"plan": "pro"})
    path = f"/w/acme/contacts/{contact.public_id}/edit/"
    mine = shown(editor, path) | {"first_name": "Mine", "attributes.plan": "mine", "last_name": "Lovelace"}
    theirs = {"first_name": "Theirs", "attributes": {"visits": 3}}
    Contact.objects.in_workspace(workspace).update(**theirs)
    told = editor.post(path, mine)
    inputs = {each.name: each for each in (*told.context["own"], *told.context["attributes"]) if each.problem}
    words = "Somebody else changed this while you did: it is now “{}”. Save again to put yours in its place"
    assert {name: (each.value, each.problem) for name, each in inputs.items()} == {
        "first_name": ("Mine", words.format("Theirs")),
        "attributes.plan": ("mine", words.format("empty")),
    }
    contact.refresh_from_db()
    assert (contact.first_name, contact.last_name, contact.attributes) == ("Theirs", "", {"visits": 3})
    assert editor.post(path, mine | {"shown": told.context["shown"]}).status_code == 302
    contact.refresh_from_db()
    assert (contact.first_name, contact.last_name) == ("Mine", "Lovelace")
    assert contact.attributes == {"plan": "mine", "visits": 3}


def test_an_unchanged_form_writes_nothing(workspace: Workspace, editor: Client) -> None:
    define_attributes(workspace, KINDS)
    contact = make_contact(workspace, attributes={"likes": ["tea"], "is_pro": False, "visits": 1.5}, tags=["a"])
    before = Contact.objects.in_workspace(workspace).values().get()
    path = f"/w/acme/contacts/{contact.public_id}/edit/"
    assert editor.post(path, shown(editor, path)).status_code == 302
    assert Contact.objects.in_workspace(workspace).values().get() == before


def test_a_refusal_stays(workspace: Workspace, editor: Client) -> None:
    contact = make_contact(workspace)
    said = {"channel": "email", "message_type": "marketing", "state": "denied", "changed_at": database_now()}
    Consent.objects.create(workspace=workspace, contact=contact, **said)
    path = f"/w/acme/contacts/{contact.public_id}/edit/"
    assert "disabled" in editor.get(path).content.decode()
    editor.post(path, shown(editor, path) | {"consent.email.marketing": "granted"})
    assert Consent.objects.in_workspace(workspace).get().state == "denied"


def test_viewers_may_not(workspace: Workspace, viewer: Client) -> None:
    contact = make_contact(workspace)
    assert viewer.post(NEW, {"email": "a@example.com"}).status_code == 403
    assert viewer.post(f"/w/acme/contacts/{contact.public_id}/edit/", {"first_name": "X"}).status_code == 403
    assert Contact.objects.in_workspace(workspace).count() == 1
