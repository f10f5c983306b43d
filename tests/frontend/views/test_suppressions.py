"""The page of suppressed addresses: found, added, taken off with a look at what it means, exported, imported."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from contacts.models import Export
from contacts.services.exports import export_run
from messaging.models import ErasedAddress, Suppression, SuppressionImport
from messaging.privacy.digests import address_digest
from messaging.services import suppression_import_run, suppressions_add
from tests.factories.contacts import make_contact
from workspaces.models import AuditEntry, Workspace
from workspaces.services import Actor

pytestmark = pytest.mark.django_db
PATH = "/w/acme/suppressions/"


def block(workspace: Workspace, *addresses: str, reason: str = "manual", channel: str = "email") -> Suppression:
    suppressions_add(
        workspace=workspace, channel=channel, addresses=addresses, reason=reason, source="A test", actor=Actor.system()
    )
    return Suppression.objects.in_workspace(workspace).get(address=addresses[0], channel=channel)


def shown(client: Client, query: str = "") -> list[str]:
    return [row["item"].address for row in client.get(f"{PATH}?{query}").context["rows"]]


def test_is_found_by_reason_channel_and_beginning(workspace: Workspace, editor: Client) -> None:
    block(workspace, "ada@example.com", reason="hard_bounce")
    block(workspace, "adam@example.com")
    block(workspace, "+436641234567", channel="sms")
    assert shown(editor) == ["+436641234567", "adam@example.com", "ada@example.com"]
    assert shown(editor, "address=ADA") == ["adam@example.com", "ada@example.com"]
    assert shown(editor, "address=ada@") == ["ada@example.com"]
    assert shown(editor, "reason=hard_bounce") == ["ada@example.com"]
    assert shown(editor, "channel=sms") == ["+436641234567"]
    assert shown(editor, "address=a%25") == []
    assert "No such address" in editor.get(f"{PATH}?address=eve").content.decode()


def test_pages_and_queries_do_not_grow_with_the_list(
    workspace: Workspace, editor: Client, django_assert_max_num_queries: Any
) -> None:
    block(workspace, *(f"user{number:03}@example.com" for number in range(120)))
    with django_assert_max_num_queries(9):
        first = editor.get(PATH)
    assert len(first.context["rows"]) == 50
    assert len(editor.get(f"{PATH}?{first.context['page'].next_query}").context["rows"]) == 50


def test_says_where_an_address_belonged_to_somebody_who_was_erased(workspace: Workspace, editor: Client) -> None:
    ErasedAddress.objects.create(
        workspace=workspace, channel="email", digest=address_digest("email", "gone@example.com")
    )
    assert "This person was erased" in editor.get(f"{PATH}?address=Gone@example.com").content.decode()


def test_is_added_by_hand(workspace: Workspace, editor: Client) -> None:
    sent = {"addresses": "ada@example.com; Bob@Example.com\nnonsense", "channel": "email", "reason": "unsubscribe"}
    answer = editor.post(f"{PATH}add/", sent)
    assert answer.context["faults"] == {"addresses": "this is no address of this channel"}
    assert answer.context["given"]["addresses"] == "nonsense"
    rows = Suppression.objects.in_workspace(workspace).values_list("address", "reason")
    assert sorted(rows) == [("ada@example.com", "unsubscribe"), ("bob@example.com", "unsubscribe")]
    again = editor.post(
        f"{PATH}add/", {"addresses": "ada@example.com", "channel": "email", "reason": "manual"}, follow=True
    )
    assert "1 was on the list before." in again.content.decode()
    for wrong in ({"addresses": ""}, {"addresses": "x@example.com", "channel": "fax"}):
        assert editor.post(f"{PATH}add/", {"channel": "email", "reason": "manual", **wrong}).context["faults"]
    assert len(rows.all()) == 2


def test_is_taken_off_after_a_look(workspace: Workspace, editor: Client) -> None:
    make_contact(workspace, email="Ada@example.com")
    item = block(workspace, "ada@example.com", reason="unsubscribe")
    page = editor.get(f"{PATH}{item.public_id}/remove/").content.decode()
    assert "no consent" in page
    assert "Belongs to" in page
    editor.post(f"{PATH}{item.public_id}/remove/")
    assert not Suppression.objects.in_workspace(workspace).exists()
    assert editor.get(f"{PATH}{item.public_id}/remove/").status_code == 404


def test_a_complaint_is_lifted_only_with_words(workspace: Workspace, editor: Client) -> None:
    item = block(workspace, "ada@example.com", reason="complaint")
    refused = editor.post(f"{PATH}{item.public_id}/remove/", {"note": " "})
    assert "say how this person" in refused.context["fault"]
    assert Suppression.objects.in_workspace(workspace).exists()
    editor.post(f"{PATH}{item.public_id}/remove/", {"note": "Wrote to us on 3 May"})
    assert not Suppression.objects.in_workspace(workspace).exists()
    entry = AuditEntry.objects.in_workspace(workspace).get(action="suppression.removed")
    assert entry.data["note"] == "Wrote to us on 3 May"


def test_is_exported_as_it_is_shown(workspace: Workspace, editor: Client, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    block(workspace, "ada@example.com", reason="hard_bounce")
    block(workspace, "+436641234567", channel="sms")
    form = editor.get(f"/w/acme/exports/new/?{editor.get(PATH).context['export_query']}&reason=")
    assert form.context["number"] == 2
    sent = {"kind": "suppressions", "columns": ["address", "reason"], "format": "csv"}
    editor.post("/w/acme/exports/new/", sent)
    export = export_run(export_id=Export.objects.in_workspace(workspace).get().pk)
    assert export is not None
    assert export.file.read().decode("utf-8-sig").splitlines() == [
        "address,reason",
        "ada@example.com,hard_bounce",
        "'+436641234567,manual",
    ]
    editor.post("/w/acme/exports/new/", {**sent, "reason": "manual"})
    latest = Export.objects.in_workspace(workspace).order_by("-pk")[0]
    assert (latest.title, latest.filter) == ("Suppressed addresses, filtered", {"reason": "manual"})


def test_a_list_is_imported_in_two_steps(workspace: Workspace, editor: Client, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    file = SimpleUploadedFile("bounces.csv", b"email,reason\nada@example.com,bounced\n=nobody,\n")
    editor.post(f"{PATH}imports/", {"file": file, "channel": "email"})
    item = SuppressionImport.objects.in_workspace(workspace).get()
    path = f"{PATH}imports/{item.public_id}/"
    assert "Waiting to start" in editor.get(path).content.decode()
    suppression_import_run(import_id=item.pk)
    assert editor.get(f"{path}progress/")["HX-Refresh"] == "true"
    assert "Suppress 1 address" in editor.get(path).content.decode()
    assert not Suppression.objects.in_workspace(workspace).exists()
    sent = {"goal": "import", "channel": "email", "reason": "manual", "address_column": "0", "reason_column": "1"}
    assert "must be another one" in editor.post(f"{path}start/", {**sent, "reason_column": "0"}).context["problem"]
    editor.post(f"{path}start/", sent)
    suppression_import_run(import_id=item.pk)
    assert "Done" in editor.get(path).content.decode()
    assert Suppression.objects.in_workspace(workspace).get().reason == "hard_bounce"
    report = b"".join(editor.get(f"{path}refused/").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert report.splitlines() == [
        "address,line in the file,what was wrong",
        "'=nobody,3,is not a valid e-mail address",
    ]
    assert editor.post(f"{PATH}imports/", {"channel": "email"}).context["faults"] == {"file": "Choose a file first."}


def test_viewers_look_and_change_nothing(workspace: Workspace, viewer: Client) -> None:
    item = block(workspace, "ada@example.com")
    assert viewer.get(PATH).status_code == 200
    for path in ("add/", "imports/", f"{item.public_id}/remove/"):
        assert viewer.post(f"{PATH}{path}", {"addresses": "x@example.com"}).status_code == 403
    assert Suppression.objects.in_workspace(workspace).count() == 1
