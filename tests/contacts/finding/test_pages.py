"""Lists of contacts: filters, orders, cursors, counts, and the plans that they count on."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.finding import (
    SORTS,
    ContactCount,
    contacts_count,
    contacts_page,
    counting,
    filter_of,
    filter_rule,
    pages,
    selection_of,
)
from contacts.models import Consent, Contact
from contacts.services import segment_members_add
from tests.factories.contacts import define_attributes, make_contact, make_segment
from tests.factories.workspaces import make_workspace
from tests.plans import parts_done, plan_of
from workspaces.clock import database_now
from workspaces.errors import InvalidInput
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db
EVERYBODY: dict[str, Any] = {}


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


def found(workspace: Workspace, data: dict[str, Any], **options: Any) -> list[str | None]:
    which = selection_of(workspace.pk, filter_of(data), database_now())
    return [contact.first_name for contact in contacts_page(workspace.pk, which, **options).rows]


def walked(workspace: Workspace, sort: str, limit: int, data: dict[str, Any] = EVERYBODY) -> list[str]:
    which = selection_of(workspace.pk, filter_of(data), database_now())
    names, cursor = [], ""
    while True:
        page = contacts_page(workspace.pk, which, sort=sort, cursor=cursor, limit=limit)
        names += [contact.first_name for contact in page.rows]
        cursor = page.next_cursor
        if not cursor:
            return names


def people(workspace: Workspace) -> dict[str, Contact]:
    given: list[dict[str, Any]] = [
        {"first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.com", "score": 5, "tags": ["vip"]},
        {"first_name": "Bob", "last_name": "adams", "email": "Bob@example.com", "score": 9, "phone": "+436641234567"},
        {"first_name": "Cleo", "email": None, "external_id": "c-17", "score": 9},
        {"first_name": "", "email": "zoe@example.com", "score": -1},
        {"first_name": "Dan", "last_name": "Lovelace", "email": None, "phone": "+436640000000"},
    ]
    make_contact(make_workspace(), first_name="Ada", last_name="Stranger", tags=["vip"], external_id="c-17")
    return {fields["first_name"]: make_contact(workspace, **fields) for fields in given}


@pytest.mark.parametrize(
    ("search", "names"),
    [
        ("ADA", ["Bob", "Ada"]),
        ("ada love", ["Ada"]),
        ("lovelace", ["Dan", "Ada"]),
        ("Lovelace  Dan", ["Dan"]),
        ("bob@EX", ["Bob"]),
        ("0043 664 1234567", ["Bob"]),
        ("+43 664 1234567", ["Bob"]),
        ("c-17", ["Cleo"]),
        ("vip", ["Ada"]),
        ("100%", []),
        ("a_a", []),
        ("\x00", ["Dan", "", "Cleo", "Bob", "Ada"]),
    ],
)
def test_a_search_goes_by_names_addresses_numbers_ids_and_tags(
    workspace: Workspace, search: str, names: list[str]
) -> None:
    people(workspace)
    assert found(workspace, {"search": search}) == names


def test_a_search_finds_a_contact_by_its_public_id(workspace: Workspace) -> None:
    cleo = people(workspace)["Cleo"]
    assert found(workspace, {"search": cleo.public_id}) == ["Cleo"]


def test_filters_narrow_together(workspace: Workspace) -> None:
    known = people(workspace)
    now = database_now()
    segment = make_segment(workspace)
    segment_members_add(segment=segment, contact_ids=[known["Ada"].pk, known["Bob"].pk], now=now)
    consent = {"channel": "email", "message_type": "marketing", "changed_at": now}
    Consent.objects.create(workspace=workspace, contact=known["Bob"], state="granted", **consent)
    Contact.objects.in_workspace(workspace).filter(pk=known["Bob"].pk).update(created_at=now - timedelta(days=9))
    assert found(workspace, {"segment": segment.public_id}) == ["Bob", "Ada"]
    assert found(workspace, {"tag": "vip"}) == ["Ada"]
    assert found(workspace, {"consent": "email.marketing.granted"}) == ["Bob"]
    assert found(workspace, {"reachable": "sms"}) == ["Dan", "Bob"]
    assert found(workspace, {"segment": segment.public_id, "created": "7d"}) == ["Ada"]
    assert found(workspace, {"segment": segment.public_id, "search": "bob", "reachable": "sms"}) == ["Bob"]
    rule = {"condition": "OR", "rules": [{"type": "score", "operator": ">=", "value": 9}]}
    assert found(workspace, {"rule": rule, "reachable": "sms"}) == ["Bob"]


def test_a_filter_becomes_the_rule_of_a_segment() -> None:
    rule = {"condition": "OR", "rules": [{"type": "score", "operator": ">=", "value": 9}]}
    tag = {"type": "tag", "operator": "has", "value": "vip"}
    assert filter_rule(filter_of({"search": "ada"})) is None
    assert filter_rule(filter_of({"rule": rule})) == rule
    assert filter_rule(filter_of({"rule": rule, "tag": "vip"})) == {"condition": "AND", "rules": [tag, rule]}


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"reachable": "pigeon"}, "reachable"),
        ({"created": "soon"}, "created"),
        ({"plan": "pro"}, "plan"),
        ({"search": "x" * 201}, "search"),
    ],
)
def test_what_is_no_filter_is_named(data: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        filter_of(data)
    assert [detail.field for detail in refused.value.details] == [field]


def test_a_rule_about_an_unknown_attribute_is_refused_by_its_place(workspace: Workspace) -> None:
    rule = {"condition": "AND", "rules": [{"type": "attribute", "field": "plan", "operator": "equals", "value": "x"}]}
    with pytest.raises(InvalidInput) as refused:
        selection_of(workspace.pk, filter_of({"rule": rule}), database_now())
    assert refused.value.details[0].field == "rule.rules[0].field"
    define_attributes(workspace, {"plan": "text"})
    assert found(workspace, {"rule": rule}) == []


@pytest.mark.parametrize(
    ("sort", "names"),
    [
        ("newest", ["Dan", "", "Cleo", "Bob", "Ada"]),
        ("oldest", ["Ada", "Bob", "Cleo", "", "Dan"]),
        ("name", ["Cleo", "Bob", "Ada", "Dan", ""]),
        ("email", ["Ada", "Bob", "", "Cleo", "Dan"]),
        ("score", ["Cleo", "Bob", "Ada", "Dan", ""]),
    ],
)
@pytest.mark.parametrize("limit", [1, 2, 50])
def test_every_order_is_walked_whole_and_once(workspace: Workspace, sort: str, names: list[str], limit: int) -> None:
    people(workspace)
    assert walked(workspace, sort, limit) == names


@pytest.mark.parametrize("sort", list(SORTS))
@pytest.mark.parametrize("near", [1, 3, 100])
def test_who_is_found_is_walked_whole_and_once_whether_near_or_far(
    workspace: Workspace, sort: str, near: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "_NEAR", near)
    for number in range(12):
        fields = {
            "last_name": f"L{number % 4}",
            "score": number % 3,
            "tags": ["vip"] if number in (0, 4, 5, 11) else [],
        }
        make_contact(workspace, first_name=str(number), email=f"{number}@example.com" if number % 2 else None, **fields)
    everybody = walked(workspace, sort, 5)
    rule = {"condition": "AND", "rules": [{"type": "tag", "operator": "has", "value": "vip"}]}
    for data in ({"tag": "vip"}, {"search": "vip"}, {"rule": rule}):
        for limit in (1, 2, 50):
            assert walked(workspace, sort, limit, data) == [each for each in everybody if each in ("0", "4", "5", "11")]


def test_a_cursor_of_another_order_is_refused(workspace: Workspace) -> None:
    people(workspace)
    which = selection_of(workspace.pk, filter_of(EVERYBODY), database_now())
    cursor = contacts_page(workspace.pk, which, sort="name", limit=1).next_cursor
    for bad in (cursor, "x", "bnVsbA", "WzFd", cursor[:-4]):
        with pytest.raises(InvalidInput, match="cursor"):
            contacts_page(workspace.pk, which, sort="score", cursor=bad)
    with pytest.raises(InvalidInput, match="sort"):
        contacts_page(workspace.pk, which, sort="shoe size")


def test_counts_are_exact_or_told_as_about(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    people(workspace)
    vips = selection_of(workspace.pk, filter_of({"tag": "vip"}), database_now())
    assert contacts_count(workspace.pk, vips) == ContactCount(1, exact=True)
    slow = "(c.workspace_id = %(workspace)s AND pg_sleep(0.02) IS NOT NULL)"
    monkeypatch.setattr(counting, "EXACT_WITHIN", 30)
    everybody = type(vips)(slow, {"workspace": workspace.pk})
    assert contacts_count(workspace.pk, everybody) == ContactCount(5, exact=False)
    monkeypatch.setattr(counting, "SAMPLED_WITHIN", 30)
    assert contacts_count(workspace.pk, everybody) is None


PEOPLE = """
INSERT INTO contacts_contact (id, workspace_id, email, first_name, last_name, score, created_at, changed_at)
SELECT gen_random_uuid(), %s, 'p' || n || '@example.com', 'First' || n, 'Last' || n, n %% 100, now(), now()
FROM generate_series(1, %s) AS n
"""
INDEX_OF = {
    "newest": "contact_by_key",
    "oldest": "contact_by_key",
    "name": "contact_surname_prefix",
    "email": "contact_email_prefix",
    "score": "contact_by_score",
}


@pytest.mark.usefixtures("fresh_tables")
@pytest.mark.parametrize("sort", list(SORTS))
def test_every_order_reads_its_index_from_where_the_last_page_ended(workspace: Workspace, sort: str) -> None:
    with connection.cursor() as cursor:
        for each, number in ((workspace, 2_000), (make_workspace(), 30_000)):
            cursor.execute(PEOPLE, [each.pk, number])
        cursor.execute("ANALYZE contacts_contact")
    which = selection_of(workspace.pk, filter_of(EVERYBODY), database_now())
    first = contacts_page(workspace.pk, which, sort=sort)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert len(contacts_page(workspace.pk, which, sort=sort, cursor=first.next_cursor).rows) == 50
    assert len(captured) == 2
    plan = plan_of(captured[0]["sql"])
    assert INDEX_OF[sort] in plan
    assert "Seq Scan" not in plan


MARKS = """
UPDATE contacts_contact SET
    tags = CASE WHEN score = 7 AND right(first_name, 2) = '07' THEN ARRAY['rare', 'many'] ELSE ARRAY['many'] END
"""


@pytest.mark.usefixtures("fresh_tables")
@pytest.mark.parametrize("data", [{"tag": "rare"}, {"search": "rare"}, {"search": "first107"}, {"tag": "many"}])
def test_who_is_rare_is_found_by_an_index_and_who_is_not_near(workspace: Workspace, data: dict[str, str]) -> None:
    with connection.cursor() as cursor:
        for each, number in ((workspace, 20_000), (make_workspace(), 10_000)):
            cursor.execute(PEOPLE, [each.pk, number])
        cursor.execute(MARKS)
        cursor.execute("ANALYZE contacts_contact")
    which = selection_of(workspace.pk, filter_of(data), database_now())
    cursor_after = contacts_page(workspace.pk, which, limit=20).next_cursor
    for place in ("", cursor_after):
        with CaptureQueriesContext(connection) as captured:
            assert len(contacts_page(workspace.pk, which, limit=20, cursor=place).rows) == 20
        assert len(captured) == 2
        parts = parts_done(captured[0]["sql"])
        read = [part for part in parts if part.get("Relation Name") == "contacts_contact"]
        assert sum(part["Actual Rows"] * part["Actual Loops"] for part in read) <= pages._NEAR + 500
        assert not any(part["Node Type"] == "Seq Scan" and part["Actual Loops"] for part in read)
