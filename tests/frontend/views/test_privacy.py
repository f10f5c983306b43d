"""Export, erasure and merge on the contact's page: what they say before, what they do, and who may."""

import json
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client

from contacts.models import Contact
from tests.factories.contacts import make_contact
from tests.factories.workspaces import make_workspace
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(workspace: Workspace) -> Contact:
    return make_contact(workspace, email="ada@example.com", first_name="<Ada>", attributes={"plan": "pro"})


def path_of(contact: Contact, page: str = "") -> str:
    return f"/w/acme/contacts/{contact.public_id}/{page}"


def test_the_file_holds_data_for_programs_and_for_people(ada: Contact, editor: Client, viewer: Client) -> None:
    answer = editor.get(path_of(ada, "export.zip"))
    archive = ZipFile(BytesIO(answer.content))
    assert sorted(archive.namelist()) == ["data.html", "data.json"]
    assert json.loads(archive.read("data.json"))["contact"]["first_name"] == "<Ada>"
    assert "&lt;Ada&gt;" in archive.read("data.html").decode()
    assert viewer.get(path_of(ada, "export.zip")).status_code == 403


def test_erasing_leads_to_the_list(workspace: Workspace, ada: Contact, editor: Client, viewer: Client) -> None:
    assert "Erase ada@example.com?" in editor.get(path_of(ada)).content.decode()
    assert viewer.post(path_of(ada, "erase/")).status_code == 403
    assert "is erased" in editor.post(path_of(ada, "erase/"), follow=True).content.decode()
    assert Contact.objects.in_workspace(workspace).count() == 0
    assert editor.post(path_of(ada, "erase/")).status_code == 404


def test_merging_shows_what_stays_first(workspace: Workspace, ada: Contact, editor: Client, viewer: Client) -> None:
    twin = make_contact(workspace, email="twin@example.com", attributes={"plan": "free", "city": "Wien"})
    path = path_of(ada, "merge/")
    text = editor.get(f"{path}?with=twin@example.com").content.decode()
    assert "<del>free</del>" in text
    assert "Wien" in text
    assert Contact.objects.in_workspace(workspace).count() == 2
    assert viewer.get(path).status_code == 403
    answer = editor.post(path, {"with": twin.public_id}, follow=True)
    assert "The two are one contact now." in answer.content.decode()
    ada.refresh_from_db()
    assert ada.attributes == {"plan": "pro", "city": "Wien"}
    assert editor.get(path_of(twin)).status_code == 200


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ada@example.com", "That is this very contact."),
        ("nobody@example.com", "There is no contact with this address or id."),
        ("ct_0", "There is no contact with this address or id."),
        ("foreign@example.com", "There is no contact with this address or id."),
    ],
)
def test_who_can_not_be_merged(workspace: Workspace, ada: Contact, editor: Client, text: str, words: str) -> None:
    make_contact(make_workspace(), email="foreign@example.com")
    assert words in editor.get(path_of(ada, "merge/"), {"with": text}).content.decode()
    answer = editor.post(path_of(ada, "merge/"), {"with": text})
    assert (answer.status_code, words in answer.content.decode()) == (200, True)
    assert Contact.objects.in_workspace(workspace).count() == 1
