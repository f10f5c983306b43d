"""Bad input about contacts, events and segments, over API and pages: a clear answer for each item, nothing lost.

Each case says what is sent and word for word what is answered; a refusal leaves everything as it was.
"""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from contacts.models import Contact, ContactImport, Event, Segment
from contacts.services.imports import import_run
from tests.campaigns.api.client import Caller, error_of
from tests.factories.contacts import define_attributes, make_contact, make_segment
from tests.factories.workspaces import make_api_key, make_member, make_workspace
from workspaces.clock import database_now
from workspaces.models import Role, Workspace

pytestmark = pytest.mark.django_db
ATTRIBUTES = {"plan": "text", "visits": "number", "is_pro": "boolean", "born": "date", "likes": "list"}
NO_PHONE = "is no international phone number such as +43 664 1234567"
NOT_STORABLE = "contains a character that can't be stored (NUL or half a surrogate pair)"
NO_DATE = "expected a date such as 2026-01-31 or a date-time such as 2026-01-31T09:00:00Z"
MEGABYTE = "x" * 1_000_000


@pytest.fixture
def acme() -> Workspace:
    workspace = make_workspace("acme-corp")
    define_attributes(workspace, ATTRIBUTES)
    return workspace


@pytest.fixture
def api(acme: Workspace) -> Caller:
    return Caller(make_api_key(acme)[1])


@pytest.fixture
def ada(acme: Workspace) -> Contact:
    return make_contact(acme, email="Ada.Lovelace@example.com", external_id="customer-17", phone="+436641234567")


@pytest.fixture
def editor(acme: Workspace) -> Client:
    client = Client()
    client.force_login(make_member(acme, Role.EDITOR), backend="django.contrib.auth.backends.ModelBackend")
    return client


def everything(workspace: Workspace) -> dict[str, list[Any]]:
    """What a refusal must not touch."""
    return {
        "contacts": list(Contact.objects.in_workspace(workspace).order_by("pk").values()),
        "events": list(Event.objects.in_workspace(workspace).order_by("pk").values()),
        "segments": list(Segment.objects.in_workspace(workspace).order_by("pk").values()),
    }


def leaf(**values: Any) -> dict[str, Any]:
    return {"type": "attribute", "field": "plan", "operator": "equals", "value": "pro"} | values


def rule(*children: dict[str, Any]) -> dict[str, Any]:
    return {"condition": "AND", "rules": list(children)}


def nested(levels: int) -> dict[str, Any]:
    made = rule(leaf())
    for _ in range(levels - 1):
        made = rule(made)
    return made


def inside(path: str, message: str) -> list[dict[str, str]]:
    return [{"field": f"rule.{path}", "message": message}]


NUMBERS = "visits is a number attribute; use one of =, !=, <, <=, >, >=, between, is_set, is_not_set"
TRUTHS = "is_pro is a boolean attribute; use one of is, is_set, is_not_set"
TYPES = "attribute, consent, event, score, segment, tag, trigger, webhook, channel, engagement"
BAD_RULES = {
    "an unknown field": (
        rule(leaf(field="plann")),
        "rules[0].field",
        "there is no attribute 'plann'; did you mean plan?",
    ),
    "a text's operator on a number": (rule(leaf(field="visits")), "rules[0].operator", NUMBERS),
    "a text for a number": (
        rule(leaf(field="visits", operator=">", value="many")),
        "rules[0].value",
        "must be a number",
    ),
    "a text's operator on a truth": (rule(leaf(field="is_pro", value="yes")), "rules[0].operator", TRUTHS),
    "a text for a truth": (
        rule(leaf(field="is_pro", operator="is", value="yes")),
        "rules[0].value",
        "must be true or false",
    ),
    "no date": (rule(leaf(field="born", operator="before", value="yesterday")), "rules[0].value", NO_DATE),
    "a text for a list": (
        rule(leaf(field="likes", operator="contains_all", value="tea")),
        "rules[0].value",
        "must be a list",
    ),
    "no size": (rule(leaf(field="likes", operator="size_is", value="two")), "rules[0].value", "must be a whole number"),
    "an unknown type": (rule({"type": "horoscope"}), "rules[0].type", f"must be one of {TYPES}"),
    "an unknown part": (rule(leaf(colour="red")), "rules[0].colour", "unknown field"),
    "no window": (
        rule({"type": "event", "field": "ordered", "operator": "did", "window": "a week"}),
        "rules[0].window",
        "expected a duration such as 30m, 12h, 7d or 4w",
    ),
    "never at least": (
        rule({"type": "event", "field": "ordered", "operator": "did_exactly", "count": -1}),
        "rules[0].count",
        "must be greater than or equal to 1",
    ),
    "a segment that is not there": (
        rule({"type": "segment", "operator": "in", "value": "seg_00000000000000000000000000"}),
        "rules[0].value",
        "there is no segment seg_00000000000000000000000000",
    ),
    "nothing asked": ({"condition": "AND", "rules": []}, "rules", "must be a list of at least one condition"),
    "eleven levels": (nested(11), "rules[0]" + ".rules[0]" * 9, "groups may nest 10 deep"),
    "a thousand and one": (rule(*[leaf()] * 1_001), "rules", "a rule holds at most 1000 conditions"),
    "a thousand and one in groups": (
        rule(rule(*[leaf()] * 500), rule(*[leaf()] * 501)),
        "rules[1].rules[500]",
        "a rule holds at most 1000 conditions",
    ),
    "a megabyte": (rule(leaf(value=MEGABYTE)), "rules[0].value", "is longer than 1,000 characters"),
}


@pytest.mark.parametrize("case", BAD_RULES)
def test_a_rule_that_can_not_be(api: Caller, acme: Workspace, editor: Client, case: str) -> None:
    bad, path, message = BAD_RULES[case]
    before = everything(acme)
    for address, body in (("/segments", {"name": "Bad", "rule": bad}), ("/segments/estimate", {"rule": bad})):
        answer = api.post(address, body)
        assert (answer.status_code, error_of(answer)["details"]) == (400, inside(path, message))
    page = editor.post("/w/acme-corp/segments/new/", {"name": "Bad", "kind": "dynamic", "rule": json.dumps(bad)})
    assert page.status_code == 200
    assert [(each["path"], each["message"]) for each in page.context["issues"]] == [(path, message)]
    assert everything(acme) == before


@pytest.mark.parametrize("fits", [nested(10), rule(*[leaf()] * 1_000)], ids=["ten levels", "a thousand conditions"])
def test_a_rule_at_the_limit(api: Caller, acme: Workspace, fits: dict[str, Any]) -> None:
    make_contact(acme, email="pro@example.com", attributes={"plan": "pro"})
    make_contact(acme, email="free@example.com", attributes={"plan": "free"})
    assert api.post("/segments", {"name": "Large", "rule": fits}).status_code == 201
    assert api.post("/segments/estimate", {"rule": fits}).json()["data"]["contacts"] == 1


def test_segments_that_ask_for_each_other(api: Caller, acme: Workspace) -> None:
    first = make_segment(acme, name="A", rule=rule(leaf()))
    second = make_segment(acme, name="B", rule=rule({"type": "segment", "operator": "in", "value": first.public_id}))
    third = make_segment(acme, name="C", rule=rule({"type": "segment", "operator": "in", "value": second.public_id}))
    before = everything(acme)
    for asked, message in (
        (first, "the segment “A” is this one; it can't ask for itself"),
        (third, "the segment “C” leads back to this one: “C” → “B” → “A”"),
    ):
        changed = rule({"type": "segment", "operator": "not_in", "value": asked.public_id})
        answer = api.patch(f"/segments/{first.public_id}", {"rule": changed})
        assert (answer.status_code, error_of(answer)["details"]) == (400, inside("rules[0].value", message))
    assert everything(acme) == before


BAD_CONTACTS: dict[str, tuple[bytes, str, str]] = {
    "two dots": (
        b'{"email": "ada..lovelace@example.com"}',
        "email",
        "is no e-mail address: An email address cannot have two periods in a row",
    ),
    "a dot at the start": (
        b'{"email": ".ada@example.com"}',
        "email",
        "is no e-mail address: An email address cannot start with a period",
    ),
    "a phone without its country": (b'{"phone": "0664 1234567"}', "phone", NO_PHONE),
    "a phone dialled abroad": (b'{"phone": "0043 664 1234567"}', "phone", NO_PHONE),
    "digits alone": (b'{"phone": "1234567"}', "phone", NO_PHONE),
    "a text for a number": (
        b'{"email": "bob@example.com", "attributes": {"visits": "many"}}',
        "attributes.visits",
        "is no number, as this attribute's values are",
    ),
    "a megabyte": (
        b'{"email": "bob@example.com", "attributes": {"note": "%s"}}' % MEGABYTE.encode(),
        "attributes.note",
        "is longer than 4000 characters",
    ),
    "an unknown field": (b'{"email": "bob@example.com", "colour": "red"}', "colour", "unknown field"),
    "nobody": (b'{"first_name": "Nobody"}', "email", "an email, a phone or an external_id is needed"),
    "no UTF-8": (b'{"email": "bob@example.com", "first_name": "Ren\xe9"}', "first_name", NOT_STORABLE),
    "no UTF-8 in a name": (b'{"email": "bob@example.com", "caf\xe9": 1}', "body", NOT_STORABLE),
    "a NUL": (rb'{"email": "bob@example.com", "first_name": "a\u0000b"}', "first_name", NOT_STORABLE),
    "half a pair": (rb'{"email": "bob@example.com", "last_name": "\ud800"}', "last_name", NOT_STORABLE),
    "too deep": (
        b'{"email": "bob@example.com", "attributes": {"a": %s}}' % (b"[" * 50 + b"]" * 50),
        "attributes.a" + "[0]" * 38,
        "is nested deeper than 40 levels",
    ),
    "no object": (b"7", "body", "must be an object"),
}


def test_contacts_that_can_not_be_are_refused_one_by_one(api: Caller, acme: Workspace, ada: Contact) -> None:
    first, last = b'{"email": "first@example.com"}', b'{"email": "last@example.com"}'
    body = b'{"contacts": [%s]}' % b",".join([first, *(sent for sent, _, _ in BAD_CONTACTS.values()), last])
    answer = api.post("/contacts/bulk", body)
    assert answer.status_code == 200, answer.content[:500]
    data = answer.json()["data"]
    assert (data["created"], data["refused"]) == (2, len(BAD_CONTACTS))
    told = {
        case: (row["outcome"], row["errors"]) for case, row in zip(BAD_CONTACTS, data["contacts"][1:-1], strict=True)
    }
    assert told == {
        case: ("refused", [{"field": field, "message": message}]) for case, (_, field, message) in BAD_CONTACTS.items()
    }
    emails = Contact.objects.in_workspace(acme).order_by("pk").values_list("email", flat=True)
    assert list(emails) == ["Ada.Lovelace@example.com", "first@example.com", "last@example.com"]


def test_one_body_that_is_no_utf_8_is_refused_with_its_place(api: Caller, acme: Workspace, ada: Contact) -> None:
    before = everything(acme)
    for address, body, place in (
        ("/contacts", b'{"email": "caf\xe9@example.com"}', 14),
        ("/segments", b'{"name": "caf\xe9"}', 13),
        ("/events", b'{"email": "ada.lovelace@example.com", "name": "caf\xe9"}', 50),
    ):
        answer = api.post(address, body)
        words = f"The body is not UTF-8: byte {place} can't be read."
        assert (answer.status_code, error_of(answer)["message"]) == (400, words)
    assert everything(acme) == before


def test_addresses_that_differ_by_case_are_one_and_by_dots_are_not(api: Caller, acme: Workspace, ada: Contact) -> None:
    sent = [
        {"email": "ADA.LOVELACE@EXAMPLE.COM"},
        {"email": " ada.lovelace@example.com "},
        {"email": "adalovelace@example.com"},
        {"email": "AdaLovelace@example.com", "first_name": "Another"},
        {"phone": "+43 (664) 123-45-67"},
    ]
    rows = api.post("/contacts/bulk", {"contacts": sent}).json()["data"]["contacts"]
    other = rows[2]["id"]
    assert [row["id"] for row in rows] == [ada.public_id, ada.public_id, other, other, ada.public_id]
    assert Contact.objects.in_workspace(acme).count() == 2
    assert api.post("/events", {"email": "Ada.LOVELACE@example.COM", "name": "ordered"}).status_code == 201
    assert Event.objects.in_workspace(acme).get().contact_id == ada.pk


def test_events_that_can_not_be_are_refused_one_by_one(api: Caller, acme: Workspace, ada: Contact) -> None:
    ada_did: dict[str, Any] = {"email": "ada.lovelace@example.com", "name": "ordered"}
    moments = "must lie between 1970 and now"
    next_year = (database_now() + timedelta(days=365)).isoformat()
    refused = [
        (ada_did | {"occurred_at": "1969-12-31T23:59:59Z"}, "occurred_at", moments),
        (ada_did | {"occurred_at": next_year}, "occurred_at", moments),
        (ada_did | {"properties": {"note": MEGABYTE}}, "properties", "more than 32768 bytes of JSON"),
        ({"name": "ordered", "phone": "0664 1234567"}, "phone", NO_PHONE),
        ({"name": "ordered", "phone": "+4366499999"}, "phone", "there is no such contact"),
        ({"name": "ordered", "email": "adalovelace@example.com"}, "email", "there is no such contact"),
    ]
    fine = ada_did | {"occurred_at": "1970-01-01T00:00:00Z"}
    answer = api.post("/events/bulk", {"events": [fine, *(sent for sent, _, _ in refused), ada_did]}).json()["data"]
    assert (answer["recorded"], answer["refused"]) == (2, len(refused))
    assert [row["errors"] for row in answer["events"][1:-1]] == [
        [{"field": field, "message": message}] for _, field, message in refused
    ]
    kept = everything(acme)
    for sent, field, message in refused:
        alone = api.post("/events", sent)
        assert (alone.status_code, error_of(alone)["details"]) == (400, [{"field": field, "message": message}])
    assert everything(acme) == kept


# Of a file with e-mail address, phone number and number of visits: what was wrong with each row, "" where nothing was.
ROWS = {
    "ada.LOVELACE@example.com,+436641234567,5": "",
    "adalovelace@example.com,,6": "",
    "bob@example.com,0664 7654321,7": f"phone: “0664 7654321” {NO_PHONE}.",
    "two..dots@example.com,,8": "email: “two..dots@example.com” is no e-mail address: An email address cannot have two "
    "periods in a row.",
    "carl@example.com,,many": '"visits: “many” is no number, as this attribute\'s values are."',
}


def test_the_rows_of_a_file_are_answered_one_by_one(
    acme: Workspace, editor: Client, ada: Contact, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    address, item = uploaded(editor, acme, "\n".join(["email,phone,visits", *ROWS]).encode())
    mapping = {"target_0": "email", "target_1": "phone", "target_2": "attributes.visits", "goal": "import"}
    assert editor.post(f"{address}start/", mapping).status_code == 302
    item = worked(item)
    assert (item.state, item.rows_created, item.rows_updated, item.rows_rejected) == ("done", 1, 1, 3)
    refused = editor.get(f"{address}refused/")
    lines = b"".join(refused.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert lines[1:] == [f"{row},{line},{wrong}" for line, (row, wrong) in enumerate(ROWS.items(), start=2) if wrong]
    kept = Contact.objects.in_workspace(acme).order_by("pk").values_list("email", "attributes")
    assert list(kept) == [("ada.LOVELACE@example.com", {"visits": 5}), ("adalovelace@example.com", {"visits": 6})]


def test_a_file_that_is_no_utf_8_says_where_and_can_be_read_otherwise(
    acme: Workspace, editor: Client, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    address, item = uploaded(editor, acme, b"email,first_name\nren@example.com,Ren\xe9\n")
    assert (item.state, item.survey["encoding"]) == ("ready", "windows-1252")
    editor.post(f"{address}read/", {"encoding": "utf-8"})
    item = worked(item)
    assert (item.state, item.error) == (
        "failed",
        "The file is not UTF-8: line 2 holds the byte 0xE9 (byte 36 of the file). Say which encoding it is in, or save "
        "it as CSV UTF-8 and upload it again.",
    )
    assert everything(acme)["contacts"] == []


def uploaded(editor: Client, workspace: Workspace, content: bytes) -> tuple[str, ContactImport]:
    """The import's address, and the import after its file was read."""
    address = editor.post(
        f"/w/{workspace.slug}/contacts/imports/", {"file": SimpleUploadedFile("people.csv", content)}
    )["Location"]
    return address, worked(ContactImport.objects.in_workspace(workspace).get())


def worked(item: ContactImport) -> ContactImport:
    """As the task leaves it."""
    done = import_run(import_id=item.pk)
    assert done is not None
    return done
