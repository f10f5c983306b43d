"""Imports from file to contacts: good rows are in, bad rows are reported, and the file's own faults stop everything."""

from typing import Any

import pytest

from contacts.models import (
    AttributeDefinition,
    Consent,
    Contact,
    ContactChange,
    ContactImport,
    ImportedContact,
    ImportRowError,
)
from contacts.services import ConsentChange, consent_set_many, import_chunks, imports
from contacts.services.import_lease import import_next
from contacts.services.imports import import_run
from tests.factories.contacts import define_attributes, make_contact, make_import
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now
from workspaces.errors import InvalidInput
from workspaces.models import Workspace


@pytest.fixture
def workspace(db: None) -> Workspace:
    return make_workspace()


def run(workspace: Workspace, content: str | bytes, **options: Any) -> ContactImport:
    item = import_run(import_id=make_import(workspace, content, **options).pk)
    assert item is not None
    return item


def counts(item: ContactImport) -> tuple[int, ...]:
    return (
        item.rows_total,
        item.rows_read,
        item.rows_created,
        item.rows_updated,
        item.rows_unchanged,
        item.rows_rejected,
    )


def faults(item: ContactImport) -> list[tuple[int, str, str, str]]:
    rows = ImportRowError.objects.in_workspace(item.workspace_id).filter(contact_import=item).order_by("row", "pk")
    return list(rows.values_list("row", "column", "code", "value"))


def contact(workspace: Workspace, email: str) -> Contact:
    return Contact.objects.in_workspace(workspace).get(email=email)


def assert_nothing_written(workspace: Workspace) -> None:
    for model in (Contact, AttributeDefinition, ContactChange, ImportRowError, ImportedContact):
        assert model.objects.in_workspace(workspace).count() == 0, model


def test_every_kind_of_column_arrives(workspace: Workspace) -> None:
    item = run(
        workspace,
        "\ufeffE-Mail,firstName,Last Name,phone,Time Zone,External ID,Plan,seats,signedUpOn,newsletter,zip,Tags,score,"
        "consent_email\n"
        "Ada@EXAMPLE.org,Ada,Lovelace,+43 664 1234567,Europe/Vienna,u1,pro,5,2025-01-31,yes,01040,vip;beta| ,7,yes\n"
        'bob@example.org,Bob,"O""Hara, Jr.",,,,free,2.5,,no,1040,,,\n',
    )
    assert (item.state, item.error, counts(item)) == ("done", "", (2, 2, 2, 0, 0, 0))
    ada, bob = contact(workspace, "Ada@example.org"), contact(workspace, "bob@example.org")
    assert (ada.first_name, ada.last_name, ada.phone, ada.timezone, ada.external_id, ada.tags, ada.score) == (
        ("Ada", "Lovelace", "+436641234567", "Europe/Vienna", "u1", ["beta", "vip"], 7)
    )
    assert ada.attributes == {
        "plan": "pro",
        "seats": 5,
        "signed_up_on": "2025-01-31",
        "newsletter": True,
        "zip": "01040",
    }
    assert (bob.last_name, bob.attributes["seats"], bob.attributes["zip"]) == ('O"Hara, Jr.', 2.5, "1040")
    kinds = dict(AttributeDefinition.objects.in_workspace(workspace).values_list("key", "kind"))
    assert kinds == {"plan": "text", "seats": "number", "signed_up_on": "date", "newsletter": "boolean", "zip": "text"}
    consent = Consent.objects.in_workspace(workspace).get()
    assert (consent.contact_id, consent.channel, consent.message_type, consent.state) == (
        (ada.pk, "email", "marketing", "granted")
    )
    assert item.mapping["firstName"] == "first_name"
    assert ContactChange.objects.in_workspace(workspace).values("contact_id").distinct().count() == 2
    assert set(ImportedContact.objects.in_workspace(workspace).values_list("contact_id", "row")) == {
        (ada.pk, 2),
        (bob.pk, 3),
    }


def test_bad_rows_are_reported_and_the_rest_goes_on(workspace: Workspace) -> None:
    define_attributes(workspace, {"seats": "number"})
    item = run(
        workspace,
        b"email,phone,timezone,seats,first_name\n"
        b"good@example.org,,,5,=HYPERLINK(1)\n"
        b"no-address,0664 1,,,\n"
        b"b@example.org,,Mars/Base,many,\n"
        b",,,,Nobody\n"
        b"short@example.org,,\n"
        b"long@example.org,,,,x,surplus\n"
        b"nul@example.org,,,,a\x00b\n"
        b"\n"
        b"fine@example.org,,,,x,,\n",
    )
    assert (item.state, counts(item), item.faults_total) == ("done", (8, 8, 2, 0, 0, 6), 8)
    assert faults(item) == [
        (3, "email", "email", "no-address"),
        (3, "phone", "phone", "0664 1"),
        (4, "timezone", "timezone", "Mars/Base"),
        (4, "seats", "number", "many"),
        (5, "", "missing", ""),
        (6, "", "cells", ""),
        (7, "", "cells", ""),
        (8, "", "nul", ""),
    ]
    messages = ImportRowError.objects.in_workspace(workspace).order_by("pk").values_list("message", flat=True)
    assert messages[3] == "“many” is no number, as this attribute's values are."
    assert messages[5] == "The row has 3 cells, the header has 5."
    assert contact(workspace, "good@example.org").first_name == "=HYPERLINK(1)"


def test_addresses_that_differ_in_case_are_one_contact_and_the_later_row_wins(workspace: Workspace) -> None:
    item = run(
        workspace,
        "email,first_name,plan,tags\nada@example.org,Ada,free,a\nbob@example.org,Bob,free,\nADA@Example.org,,pro,b\n",
    )
    assert counts(item) == (3, 3, 2, 0, 0, 0)
    ada = contact(workspace, "ADA@example.org")
    assert (ada.first_name, ada.attributes, ada.tags) == ("Ada", {"plan": "pro"}, ["a", "b"])
    assert (item.rows_repeated, faults(item)) == (1, [(4, "", "repeated", "ADA@example.org")])
    warning = ImportRowError.objects.in_workspace(workspace).get()
    assert (warning.is_warning, warning.message) == (True, "The same contact as in line 2; this line wins.")


def test_repetitions_are_found_over_chunks_too(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "CHUNK", 2)
    item = run(workspace, "email,plan\na@example.org,1st\nb@example.org,x\nc@example.org,x\nA@example.org,2nd\n")
    assert counts(item) == (4, 4, 3, 1, 0, 0)
    assert faults(item) == [(5, "", "repeated", "A@example.org")]
    assert contact(workspace, "A@example.org").attributes == {"plan": "2nd"}


def test_known_contacts_are_updated_by_what_the_row_says(workspace: Workspace) -> None:
    known = make_contact(
        workspace, email="Ada@example.org", first_name="Ada", tags=["x"], attributes={"a": "1"}, score=9
    )
    same = make_contact(workspace, email="same@example.org", first_name="Same")
    content = "email,first_name,tags,b,score\nada@example.org,,y,2,\nsame@example.org,Same,,,\n"
    assert counts(run(workspace, content)) == (2, 2, 0, 1, 1, 0)
    known.refresh_from_db()
    assert (known.email, known.first_name, known.tags, known.attributes, known.score) == (
        ("ada@example.org", "Ada", ["x", "y"], {"a": "1", "b": 2}, 9)
    )
    changed_at = same.changed_at
    same.refresh_from_db()
    assert same.changed_at == changed_at
    assert counts(run(workspace, content)) == (2, 2, 0, 0, 2, 0)


def test_rows_find_their_contact_by_any_identity(workspace: Workspace) -> None:
    one = make_contact(workspace, email="one@example.org", external_id="1")
    two = make_contact(workspace, email=None, phone="+436641234567")
    item = run(
        workspace,
        "external_id,email,phone\n1,new@example.org,\n,two@example.org,+436641234567\n1,two@example.org,\n3,,\n",
    )
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.email, two.email) == ("new@example.org", "two@example.org")
    assert counts(item) == (4, 4, 1, 2, 0, 1)
    assert faults(item) == [(4, "", "conflict", "two@example.org")]


def test_rows_that_meet_in_one_contact_go_one_after_the_other(workspace: Workspace) -> None:
    known = make_contact(workspace, email="a@example.org", external_id="1")
    item = run(
        workspace,
        "email,external_id,first_name\na@example.org,,First\n,1,Second\nx@example.org,,\n,9,\nx@example.org,9,\n",
    )
    known.refresh_from_db()
    assert known.first_name == "Second"
    assert counts(item) == (5, 5, 2, 2, 0, 1)
    assert faults(item) == [(3, "", "repeated", "1"), (6, "", "conflict", "x@example.org")]


def test_an_import_never_overrides_a_refusal(workspace: Workspace) -> None:
    denied = make_contact(workspace, email="no@example.org")
    change = ConsentChange(denied.pk, "email", "marketing", "denied")
    consent_set_many(workspace_id=workspace.pk, changes=[change], source="t", now=database_now(), by_contact=True)
    run(
        workspace,
        "email,consent_email_marketing\nno@example.org,\nyes@example.org,\nasked@example.org,no\n",
        consent={"email.marketing": "granted"},
    )
    states = dict(Consent.objects.in_workspace(workspace).values_list("contact__email", "state"))
    assert states == {"no@example.org": "denied", "yes@example.org": "granted", "asked@example.org": "denied"}


def test_a_mapping_goes_before_what_headers_say(workspace: Workspace) -> None:
    item = run(
        workspace,
        "Kontakt;Notiz;Stufe\nada@example.org;geheim;gold\n",
        mapping={"Kontakt": "email", "Notiz": "", "Stufe": "attributes.tier"},
    )
    assert item.state == "done"
    assert contact(workspace, "ada@example.org").attributes == {"tier": "gold"}


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"name,plan\nAda,pro\n", "A column email, phone or external_id is missing. The first line names: name, plan."),
        (b"email,E-Mail\na@example.org,b\n", "Two columns mean the same, email: email and E-Mail."),
        (
            b"email,first_name\na@example.org,Ada\nb@example.org,Zo\xeb\n",
            "The file is not UTF-8: line 3 holds the byte 0xEB (byte 51 of the file). "
            "Say which encoding it is in, or save it as CSV UTF-8 and upload it again.",
        ),
        (b"\n \n", "The file is empty."),
        (b"email,\xe2\x9c\x89\na@example.org,x\n", "Column 2 is called '✉', which makes no name of an attribute."),
        (
            b'email,x\na@example.org,1\nb@example.org,"' + b"open\n" * 30_000,
            "Line 3: a quotation mark is opened and never closed, or a cell is longer than 131,072 characters.",
        ),
    ],
    ids=["no identity", "twice", "latin-1", "blank", "nameless", "quote"],
)
def test_a_file_that_cannot_be_read_fails_and_writes_nothing(workspace: Workspace, content: bytes, error: str) -> None:
    item = run(workspace, content)
    assert (item.state, item.error, counts(item)) == ("failed", error, (0, 0, 0, 0, 0, 0))
    assert item.finished_at is not None
    assert_nothing_written(workspace)


@pytest.mark.parametrize(
    ("options", "place"),
    [
        ({"mapping": {"Mail": "e-mail"}}, "mapping.Mail"),
        ({"mapping": {"Mail": "attributes.a b"}}, "mapping.Mail"),
        ({"consent": {"pigeon.marketing": "granted"}}, "consent.pigeon.marketing"),
        ({"consent": {"email.marketing": "perhaps"}}, "consent.email.marketing"),
    ],
)
def test_wrong_options_are_refused_at_once(workspace: Workspace, options: dict[str, Any], place: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        make_import(workspace, "email\n", **options)
    assert caught.value.details[0].field == place
    assert ContactImport.objects.in_workspace(workspace).count() == 0


def test_an_empty_upload_is_refused(workspace: Workspace) -> None:
    with pytest.raises(InvalidInput, match="empty"):
        make_import(workspace, b"")


def test_another_workspaces_contacts_stay_untouched(workspace: Workspace) -> None:
    foreign = make_contact(make_workspace(), email="ada@example.org", first_name="Theirs")
    assert counts(run(workspace, "email,first_name\nada@example.org,Ours\n")) == (1, 1, 1, 0, 0, 0)
    foreign.refresh_from_db()
    assert foreign.first_name == "Theirs"


def test_only_so_many_faults_are_kept(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_chunks, "KEPT_FAULTS", 3)
    monkeypatch.setattr(imports, "CHUNK", 2)
    item = run(workspace, "email\n" + "bad\n" * 10 + "good@example.org\n")
    assert (item.rows_rejected, item.faults_total, len(faults(item)), item.rows_created) == (10, 10, 3, 1)


def test_the_file_is_deleted_when_the_import_ends(
    workspace: Workspace, django_capture_on_commit_callbacks: Any
) -> None:
    item = make_import(workspace, "email\na@example.org\n")
    assert item.file.storage.exists(item.file.name)
    with django_capture_on_commit_callbacks(execute=True):
        import_run(import_id=item.pk)
    assert not item.file.storage.exists(item.file.name)


def test_imports_wait_their_turn(workspace: Workspace) -> None:
    first, second = make_import(workspace, "email\na@example.org\n"), make_import(workspace, "email\nb@example.org\n")
    assert import_next(ContactImport) == first.pk
    import_run(import_id=first.pk)
    assert import_next(ContactImport) == second.pk
    import_run(import_id=second.pk)
    assert import_next(ContactImport) is None
    assert import_run(import_id=first.pk) is None


def test_every_character_arrives_as_it_was_written(workspace: Workspace) -> None:
    """The rows go as text to COPY, where tabs, backslashes, quotes and braces mean something."""
    name = 'a\tb\\c\nd"e{f},\\N'
    tags = 'x\\y;q"r;{s},t;NULL'
    csv_name, csv_tags = (value.replace('"', '""') for value in (name, tags))
    content = f'external_id,first_name,note,tags\n\\.,"{csv_name}","{csv_name}","{csv_tags}"\n'
    ended = import_run(import_id=make_import(workspace, content).pk)
    assert ended is not None
    assert (ended.state, ended.rows_created) == ("done", 1)
    contact = Contact.objects.in_workspace(workspace).get()
    assert (contact.external_id, contact.first_name, contact.attributes) == ("\\.", name, {"note": name})
    assert contact.tags == sorted(["x\\y", 'q"r', "{s},t", "NULL"])
