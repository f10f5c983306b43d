"""Compilation: random rules over random contacts agree with the oracle, and nothing stored can make them raise."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from hypothesis import example, given, settings
from hypothesis import strategies as st

from contacts import rules
from contacts.models import Consent, Contact, Segment, SegmentMembership
from tests.contacts.rules import oracle
from tests.factories.contacts import make_contact, make_contacts
from tests.factories.workspaces import make_workspace
from tests.plans import plan_of
from workspaces.models import Workspace

NOW = datetime(2026, 3, 29, 12, 0, tzinfo=UTC)
KEYS = ("plan", "visits", "active", "signed_up", "topics", 'it\'s "%s"')
TEXTS = ("pro", "Pro", "PROFESSIONAL", "free", "", "5", "true", "%", "%(r0)s", "a'b\\", "Straße", "日本")
DATES = (
    "2026-03-29",
    "2026-03-28",
    "2026-02-30",
    "2026-13-01",
    "0000-01-01",
    "2026-03-29T12:00:00Z",
    "2026-03-29T12:00:00+00:00",
    "2026-03-29T14:30:00+02:30",
    "2026-03-22 11:59:59.999999",
    "2026-03-29T24:00:00Z",
    "2028-02-29",
    "next week",
)
VALUES = st.one_of(
    st.sampled_from((*TEXTS, *DATES)),
    st.none(),
    st.booleans(),
    st.integers(-3, 7),
    st.sampled_from((0.5, 5.0, 1e300, -1e-300)),
    st.lists(st.sampled_from(TEXTS), max_size=3),
    st.just({"nested": "pro"}),
)
ATTRIBUTES = st.dictionaries(st.sampled_from(KEYS), VALUES)
CONTACTS = st.fixed_dictionaries(
    {
        "attributes": ATTRIBUTES,
        "tags": st.lists(st.sampled_from(("vip", "Vip", "a,b", '"')), unique=True, max_size=3),
        "score": st.integers(-2, 3),
        "first_name": st.sampled_from(("", "Ada", "ada", "%s")),
        "email": st.sampled_from((None, "Ada@Example.org")),
    }
)
FIELDS = st.sampled_from((*KEYS, "email", "first_name", "created_at", "phone"))
NEEDLES = st.sampled_from([text for text in TEXTS if text] + ["ada@example.ORG", "example", "Ada"])
NUMBERS = st.one_of(st.integers(-3, 7), st.sampled_from((0.5, 5.0, 1e300, 10**30)))


def leaf(operators: tuple[str, ...], values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.builds(
        lambda field, operator, value: {"type": "attribute", "field": field, "operator": operator, "value": value},
        FIELDS,
        st.sampled_from(operators),
        values,
    )


def leaves(segment: str) -> st.SearchStrategy[dict[str, Any]]:
    """Any leaf at all; the operators need not fit what is stored."""
    return st.one_of(
        leaf(("equals", "not_equals", "contains", "not_contains", "starts_with", "ends_with"), NEEDLES),
        leaf(("in", "not_in"), st.lists(NEEDLES, min_size=1, max_size=3)),
        leaf(("=", "!=", "<", "<=", ">", ">="), NUMBERS),
        leaf(("between",), st.tuples(NUMBERS, NUMBERS).map(sorted)),
        leaf(("is",), st.booleans()),
        leaf(("before", "after"), st.sampled_from(("2026-03-28", "2026-03-29", "2026-03-29T12:00:00Z"))),
        leaf(("on",), st.sampled_from(("2026-03-28", "2026-03-29", "2028-02-29"))),
        leaf(("within_last", "within_next", "older_than"), st.sampled_from(("1m", "24h", "7d", "99999w"))),
        leaf(("is_set", "is_not_set"), st.none()),
        st.sampled_from(
            [
                {"type": "tag", "operator": operator, "value": tag}
                for operator in ("has", "has_not")
                for tag in ("vip", "a,b")
            ]
            + [{"type": "score", "operator": operator, "value": 1} for operator in ("=", "!=", "<", ">=")]
            + [{"type": "score", "operator": "between", "value": [0, 2]}]
            + [{"type": "segment", "operator": operator, "value": segment} for operator in ("in", "not_in")]
            + [
                {"type": "consent", "field": "email.marketing", "operator": operator, "value": value}
                for operator in ("is", "is_not")
                for value in ("granted", "denied", "unknown")
            ]
        ),
    )


def trees(segment: str) -> st.SearchStrategy[dict[str, Any]]:
    def groups(children: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
        return st.fixed_dictionaries(
            {"condition": st.sampled_from(("AND", "OR")), "rules": st.lists(children, min_size=1, max_size=3)},
            optional={"not": st.booleans()},
        )

    return groups(st.recursive(leaves(segment), groups, max_leaves=12))


SEGMENT = "seg_01h455vb4pex5vsknk084sn02q"


@pytest.fixture
def workspace(db: None) -> Workspace:
    return make_workspace()


def selected(rule: dict[str, Any], workspace: Workspace, now: datetime = NOW) -> set[UUID]:
    predicate = rules.compile(rules.parse(rule), workspace.pk, now)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT c.id FROM contacts_contact c WHERE {predicate.sql}", predicate.params)
        return {row[0] for row in cursor.fetchall()}


@settings(max_examples=150)
@given(people=st.lists(CONTACTS, min_size=1, max_size=5), rule=trees(SEGMENT), data=st.data())
@example(
    people=[{"attributes": {"visits": "5"}, "tags": [], "score": 0, "first_name": "", "email": None}],
    rule={"condition": "AND", "rules": [{"type": "attribute", "field": "visits", "operator": "=", "value": 5}]},
    data=None,
)
def test_sql_agrees_with_the_oracle(
    workspace: Workspace, people: list[dict[str, Any]], rule: dict[str, Any], data: Any
) -> None:
    Contact.objects.in_workspace(workspace).delete()
    Segment.objects.in_workspace(workspace).delete()
    contacts = []
    for index, fields in enumerate(people):
        email = fields["email"] and f"{index}{fields['email']}"
        contact = make_contact(workspace, **fields | {"email": email})
        contact.created_at = NOW - timedelta(days=index)
        Contact.objects.in_workspace(workspace).filter(pk=contact.pk).update(created_at=contact.created_at)
        contacts.append(contact)
    segment = Segment.objects.create(pk=UUID("01890a5d-ac96-774b-bcce-b302099a8057"), workspace=workspace, name="S")
    members, consents = contacts[::2], {}
    for contact in members:
        SegmentMembership.objects.create(workspace=workspace, segment=segment, contact=contact, entered_at=NOW)
    for contact, state in zip(contacts, ("granted", "denied"), strict=False):
        consents[contact.pk, "email.marketing"] = state
        Consent.objects.create(
            workspace=workspace,
            contact=contact,
            channel="email",
            message_type="marketing",
            state=state,
            changed_at=NOW,
        )
    world = oracle.World(NOW, {SEGMENT: {contact.pk for contact in members}}, consents)
    expected = {contact.pk for contact in contacts if oracle.matches(rule, contact, world)}
    assert selected(rule, workspace) == expected


@pytest.mark.parametrize(
    ("stored", "value", "expected"),
    [
        ("2026-03-29T14:30:00+02:30", "2026-03-29T12:00:00Z", False),
        ("2026-03-29T14:29:59+02:30", "2026-03-29T12:00:00Z", True),
        ("2026-03-29T06:59:59-05:00", "2026-03-29T12:00:00Z", True),
        ("2026-03-29", "2026-03-29", False),
        ("2024-02-29", "2026-03-29", True),
        ("2023-02-29", "2026-03-29", False),
        ("0000-01-01", "2026-03-29", False),
        ("2026-03-28T23:60:00Z", "2026-03-29", False),
    ],
)
def test_dates_in_json_are_instants_or_nothing(workspace: Workspace, stored: str, value: str, expected: bool) -> None:
    contact = make_contact(workspace, attributes={"seen": stored})
    leaf = {"type": "attribute", "field": "seen", "operator": "before", "value": value}
    assert selected({"condition": "AND", "rules": [leaf]}, workspace) == ({contact.pk} if expected else set())


def test_another_workspace_is_never_reached(workspace: Workspace) -> None:
    make_contact(make_workspace(), tags=["vip"])
    assert (
        selected({"condition": "OR", "rules": [{"type": "tag", "operator": "has", "value": "vip"}]}, workspace) == set()
    )
    nobody = {"condition": "OR", "not": True, "rules": [{"type": "tag", "operator": "has", "value": "x"}]}
    assert selected(nobody, workspace) == set()


def test_every_value_is_a_parameter_with_its_own_name(workspace: Workspace) -> None:
    rule = rules.parse(
        {
            "condition": "AND",
            "rules": [
                {"type": "attribute", "field": "pl'an", "operator": "contains", "value": "x'; --"},
                {"type": "tag", "operator": "has", "value": "v'ip"},
            ],
        }
    )
    predicate = rules.compile(rule, workspace.pk, NOW, prefix="filter_")
    assert "'an" not in predicate.sql
    assert "x'" not in predicate.sql
    assert "v'ip" not in predicate.sql
    assert sorted(predicate.params) == [f"filter_{index}" for index in range(len(predicate.params))]
    with pytest.raises(ValueError, match="lower-case"):
        rules.compile(rule, workspace.pk, NOW, prefix="r; --")


@pytest.mark.usefixtures("fresh_tables")
def test_equality_and_tags_use_their_indexes(workspace: Workspace) -> None:
    make_contacts(workspace, 2000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE contacts_contact")
    for leaf, indexes in (
        ({"type": "tag", "operator": "has", "value": "vip"}, ("contact_by_tag",)),
        ({"type": "attribute", "field": "plan", "operator": "equals", "value": "pro"}, ("contact_by_attribute",)),
        (
            {"type": "attribute", "field": "email", "operator": "equals", "value": "A@b.org"},
            ("contact_email_unique", "contact_email_prefix"),
        ),
    ):
        predicate = rules.compile(rules.parse({"condition": "AND", "rules": [leaf]}), workspace.pk, NOW)
        plan = plan_of(f"SELECT c.id FROM contacts_contact c WHERE {predicate.sql}", predicate.params)
        assert any(index in plan for index in indexes)


def test_only_conditions_on_time_are_volatile() -> None:
    def volatile(leaf: dict[str, Any]) -> bool:
        return rules.is_volatile(rules.parse({"condition": "AND", "rules": [leaf]}))

    assert volatile({"type": "attribute", "field": "seen", "operator": "within_last", "value": "7d"}) is True
    assert volatile({"type": "attribute", "field": "seen", "operator": "before", "value": "2026-01-01"}) is False
    assert volatile({"type": "tag", "operator": "has", "value": "vip"}) is False
