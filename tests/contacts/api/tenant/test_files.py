"""`/imports` and `/exports`: a file handed in, looked at, tried and stored; a file asked for and taken."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from contacts.api.tenant import file_examples as examples
from contacts.models import Contact, ContactImport, Export
from contacts.services.exports import export_run
from contacts.services.imports import import_run
from tests.campaigns.api.client import ROOT, Caller, error_of
from tests.factories.contacts import make_contact, make_segment
from tests.factories.workspaces import make_api_key, make_member
from workspaces.models import AuditEntry, Role, Workspace


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def work(public_id: str) -> None:
    item = next(row for row in ContactImport.objects.across_workspaces() if row.public_id == public_id)
    assert import_run(import_id=item.pk) is not None


def shape(value: Any) -> Any:
    if isinstance(value, dict):
        free = {"mapping", "kinds", "filter"}
        return {name: None if name in free else shape(inner) for name, inner in value.items()}
    return [shape(value[0])] if isinstance(value, list) and value and isinstance(value[0], dict) else None


def test_a_small_file_is_tried_and_stored(api: Caller, acme: Workspace) -> None:
    created = api.post("/imports", examples.IMPORT_CREATE)
    assert (created.status_code, created.json()["data"]["state"]) == (201, "queued")
    place = f"/imports/{created.json()['data']['id']}"
    work(created.json()["data"]["id"])
    checked = api.get(place).json()
    assert shape(checked) == shape(examples.IMPORT)
    assert checked["data"] | {"rows_created": 1, "rows_refused": 1, "state": "checked"} == checked["data"]
    assert checked["data"]["columns"] == ["E-Mail", "Plan"]
    assert Contact.objects.in_workspace(acme).count() == 0
    refused = api.get(f"{place}/errors").json()
    assert shape(refused) == shape(examples.REFUSED)
    (row,) = refused["data"]["rows"]
    assert (row["line"], row["cells"]) == (3, ["nobody", "free"])
    segment = make_segment(acme)
    started = api.post(f"{place}/start", {"goal": "import", "segment": segment.public_id, "add_tags": ["new"]})
    assert (started.status_code, started.json()["data"]["segment"]) == (200, segment.public_id)
    work(created.json()["data"]["id"])
    contact = Contact.objects.in_workspace(acme).get()
    assert (contact.email, contact.attributes, contact.tags) == ("ada@example.com", {"plan": "pro"}, ["new"])
    assert shape(api.get("/imports").json()) == shape(examples.IMPORTS)
    for action in ("start", "cancel"):
        assert api.post(f"{place}/{action}", {}).status_code == 409


def test_a_form_uploads_any_file_once_per_key(api: Caller, acme: Workspace) -> None:
    def send(content: bytes) -> Any:
        form = {
            "file": SimpleUploadedFile("people.csv", content),
            "goal": "read",
            "mapping": json.dumps({"E-Mail": "email"}),
            "add_tags": json.dumps(["a", "b"]),
        }
        return api.client.post(f"{ROOT}/imports", form, headers={**api.headers, "Idempotency-Key": "one"})

    content = "E-Mail,Ort\nzoë@example.com,Köln\n".encode("utf-16")
    first, again = send(content), send(content)
    assert first.status_code == 201, first.content
    assert (first.content, again["Idempotency-Replayed"]) == (again.content, "true")
    assert send(b"E-Mail\nother@example.com\n").status_code == 409
    item = ContactImport.objects.in_workspace(acme).get()
    assert (item.filename, item.goal, item.add_tags) == ("people.csv", "read", ["a", "b"])
    with item.file.open("rb") as file:
        assert file.read() == content


def test_what_a_form_says_about_columns_is_heard(api: Caller, acme: Workspace) -> None:
    form = {
        "file": SimpleUploadedFile("people.csv", b"E-Mail,Stufe\nada@example.com,gold\n"),
        "mapping": json.dumps({"E-Mail": "email", "Stufe": "attributes.tier"}),
        "kinds": json.dumps({"tier": "text"}),
        "consent": json.dumps({"email.marketing": "granted"}),
    }
    answer = api.client.post(f"{ROOT}/imports", form, headers=api.headers)
    assert answer.status_code == 201, answer.content
    item = ContactImport.objects.in_workspace(acme).get()
    assert (item.mapping, item.kinds, item.consent) == (
        {"E-Mail": "email", "Stufe": "attributes.tier"},
        {"tier": "text"},
        {"email.marketing": "granted"},
    )
    wrong = api.client.post(f"{ROOT}/imports", {**form, "mapping": "no JSON"}, headers=api.headers)
    assert (wrong.status_code, wrong.json()["error"]["details"][0]["field"]) == (400, "mapping")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "file"),
        ({"content": ""}, "content"),
        ({"content": "x", "goal": "fly"}, "goal"),
        ({"content": "x", "mapping": {"x": "colour"}}, "mapping.x"),
        ({"content": "x", "mapping": "x"}, "mapping"),
        ({"content": "x", "segment": "seg_0"}, "segment"),
        ({"content": "x", "encoding": "klingon"}, "encoding"),
        ({"content": "x", "colour": 1}, "colour"),
    ],
)
def test_wrong_imports_are_refused_by_name(api: Caller, body: dict[str, Any], field: str) -> None:
    answer = api.post("/imports", body)
    assert answer.status_code == 400
    assert error_of(answer)["details"][0]["field"] == field
    assert ContactImport.objects.across_workspaces().count() == 0


def test_a_file_of_contacts_is_asked_for_and_taken(api: Caller, acme: Workspace) -> None:
    make_contact(acme, email="ada@example.com", first_name="Ada")
    created = api.post("/exports", examples.EXPORT_CREATE)
    assert created.status_code == 201, created.content
    place = f"/exports/{created.json()['data']['id']}"
    assert api.get(f"{place}/file").status_code == 409
    export_run(export_id=Export.objects.in_workspace(acme).get().pk)
    done = api.get(place).json()
    assert shape(done) == shape(examples.EXPORT)
    assert shape(api.get("/exports").json()) == shape(examples.EXPORTS)
    answer = api.get(f"/{done['data']['download']}")
    assert b"".join(answer.streaming_content) == b"\xef\xbb\xbf" + examples.FILE.replace("\n", "\r\n").encode()  # type: ignore[attr-defined]
    assert AuditEntry.objects.in_workspace(acme).filter(action="export.downloaded").count() == 1
    assert api.post(f"{place}/cancel", {}).status_code == 409


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "kind"),
        ({"kind": "secrets"}, "kind"),
        ({"kind": "contacts", "columns": ["password"]}, "columns"),
        ({"kind": "contacts", "filter": {"x": 1}}, "filter.x"),
        ({"kind": "contacts", "format": "pdf"}, "format"),
    ],
)
def test_wrong_exports_are_refused_by_name(api: Caller, body: dict[str, Any], field: str) -> None:
    answer = api.post("/exports", body)
    assert answer.status_code == 400
    assert error_of(answer)["details"][0]["field"] == field


def test_who_may_only_look_takes_no_file(api: Caller, acme: Workspace) -> None:
    export = Export.objects.create(workspace=acme, kind="contacts", title="All", state="done")
    user = make_member(acme, Role.VIEWER)
    viewer = Caller()
    viewer.client.force_login(user)
    assert viewer.get(f"/exports/{export.public_id}").status_code == 200
    assert viewer.get(f"/exports/{export.public_id}/file").status_code == 403
    key = make_api_key(acme, "campaigns:read")[1]
    assert Caller(key).get("/imports").status_code == 403
