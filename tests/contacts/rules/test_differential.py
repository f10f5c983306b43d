"""Random rules over random contacts: what is answered in memory is what PostgreSQL answers, and so is what was seen."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from contacts import rules
from contacts.models import Consent, Contact, Event, Segment, SegmentMembership
from contacts.rules.asking_sql import found_by_sql
from contacts.rules.facts import Asked, Facts
from contacts.rules.registry import type_of
from messaging.models import LinkClick, Message, ReturnedContact, Suppression
from templates_app.models import Template
from tests.factories.contacts import make_contact
from tests.factories.rules import DOCUMENTS, MOMENTS, PEOPLE, leaves, trees
from tests.factories.templates_app import make_published
from tests.factories.workspaces import make_workspace
from workspaces.contexts import WEBHOOK_KEY
from workspaces.ids import encode, uuid7
from workspaces.models import Workspace

IN_FLOW = rules.RuleContext(uuid7(), "b.execution_id", "b.context")
ANYWHERE = rules.RuleContext()
EXECUTION = 7
TRIGGERS = st.builds(
    lambda data, answer: {**data, WEBHOOK_KEY: {"crm": {"status": 200, **answer}}}, DOCUMENTS, DOCUMENTS
)
EXAMPLES = 3_000 if settings.get_current_profile_name() == "nightly" else 200
EACH = 300 if settings.get_current_profile_name() == "nightly" else 30
checked = settings(max_examples=EXAMPLES)
_numbers = count(1)


@dataclass
class World:
    """A workspace with what rules name."""

    workspace: Workspace
    segment: Segment
    template: Template
    ours: UUID
    others: UUID

    def leaves(self) -> dict[str, st.SearchStrategy[dict[str, Any]]]:
        campaign = encode("cmp", IN_FLOW.campaign_id or uuid7())
        return leaves(self.segment.public_id, campaign, self.template.public_id)


@pytest.fixture
def world(db: None) -> World:
    workspace = make_workspace(timezone="Europe/Vienna")
    segment = Segment.objects.create(workspace=workspace, name="Inner", rule={}, kind="static")
    template, version = make_published(workspace)
    _, other = make_published(workspace)
    return World(workspace, segment, template, version.pk, other.pk)


def made(world: World, person: dict[str, Any], now: datetime) -> Contact:
    """The contact with everything that is said of it."""
    email = person["email"] and f"{next(_numbers)}{person['email']}"
    own = {key: person[key] for key in ("attributes", "tags", "score", "first_name")}
    contact = make_contact(world.workspace, **own, email=email)
    of = {"workspace_id": world.workspace.pk, "contact_id": contact.pk}

    def ago(age: int) -> datetime:
        return now - timedelta(seconds=age)

    Contact.objects.in_workspace(world.workspace).filter(pk=contact.pk).update(created_at=ago(person["age"]))
    if person["member"]:
        SegmentMembership.objects.create(**of, segment=world.segment, entered_at=now)
    if person["suppressed"] and email:
        Suppression.objects.create(workspace=world.workspace, channel="email", address=email.lower(), reason="manual")
    if person["erased"]:
        ReturnedContact.objects.create(**of, channel="email")
    for field, state in person["consents"].items():
        channel, _, kind = field.partition(".")
        Consent.objects.create(**of, channel=channel, message_type=kind, state=state, changed_at=now)
    Event.objects.bulk_create(
        Event(**of, name=name, occurred_at=ago(age), created_at=now, properties=properties)
        for name, age, properties in person["events"]
    )
    for visit, message in enumerate(person["messages"], start=1):
        _message(world, of, message, visit, ago)
    return contact


def _message(world: World, of: dict[str, Any], message: dict[str, Any], visit: int, ago: Any) -> None:
    row = Message.objects.create(
        **of,
        stream_id=IN_FLOW.campaign_id if message["ours"] else uuid7(),
        execution_id=EXECUTION if message["ours"] and visit == 1 else 1_000 + next(_numbers),
        node=message["node"],
        visit=visit,
        channel="email",
        message_type="marketing",
        template_version_id=world.ours if message["ours"] else world.others,
        state=message["state"],
        not_before=ago(0),
        created_at=ago(message["age"]),
        settled_at=ago(message["age"]),
        **{fact: ago(age) for fact, age in message["happened"].items()},
    )
    LinkClick.objects.bulk_create(
        LinkClick(
            **of,
            stream_id=row.stream_id,
            message_id=row.pk,
            url=url,
            **{"machine_clicked_at" if machine else "clicked_at": ago(age)},
        )
        for url, age, machine in message["links"]
    )


def both(rule: rules.Rule, asked: Asked) -> tuple[list[tuple[bool, Any]], list[tuple[bool, Any]], Facts]:
    """What each condition says and saw, in memory and by SQL."""
    facts = rules.load_facts(rule, asked)
    by_sql = found_by_sql(rule, asked)
    assert facts is not None
    assert by_sql is not None
    in_memory = [(type_of(leaf).holds(leaf, facts), type_of(leaf).saw(leaf, facts)) for leaf in rule.leaves()]
    return in_memory, by_sql, facts


@contextmanager
def forgotten() -> Iterator[None]:
    """What is written here is gone afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def matches_by_sql(rule: rules.Rule, asked: Asked, *, everybody: bool = False) -> bool:
    predicate = rules.compile(rule, asked.workspace_id, asked.now, everybody=everybody)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM contacts_contact c WHERE c.id = %(asked)s AND {predicate.sql}",
            {**predicate.params, "asked": asked.contact_id},
        )
        return bool(cursor.fetchone() == (1,))


@checked
@given(person=PEOPLE, now=st.sampled_from(MOMENTS), data=st.data())
def test_rules_mean_the_same_in_memory_and_in_sql(
    world: World, person: dict[str, Any], now: datetime, data: st.DataObject
) -> None:
    rule = rules.parse(data.draw(trees(st.one_of(*world.leaves().values()))))
    with forgotten():
        asked = Asked(world.workspace.pk, made(world, person, now).pk, now, ANYWHERE, None, {})
        in_memory, by_sql, facts = both(rule, asked)
        assert in_memory == by_sql
        assert rules.holds(rule, facts) == matches_by_sql(rule, asked)
        assert rules.holds(rule, facts) == matches_by_sql(rule, asked, everybody=True)


@pytest.mark.parametrize("key", [each.key for each in rules.all_types()])
@settings(checked, max_examples=EACH)
@given(person=PEOPLE, now=st.sampled_from(MOMENTS), trigger=TRIGGERS, data=st.data())
def test_every_type_means_the_same_inside_a_flow(
    world: World, key: str, person: dict[str, Any], now: datetime, trigger: dict[str, Any], data: st.DataObject
) -> None:
    leaf = st.lists(world.leaves()[key], min_size=1, max_size=5)
    rule = rules.parse({"condition": "AND", "rules": data.draw(leaf)})
    with forgotten():
        asked = Asked(world.workspace.pk, made(world, person, now).pk, now, IN_FLOW, EXECUTION, trigger)
        in_memory, by_sql, _ = both(rule, asked)
        assert in_memory == by_sql
