"""Erasing and merging people who are on their way, with everything that every app keeps about them."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from campaigns.engine import triggers
from campaigns.models import Campaign, Execution, Step
from contacts.models import Consent, ConsentRecord, Contact, ContactAlias, SegmentMembership
from contacts.privacy.registry import holders
from contacts.selectors import ContactRef, contact_get, contacts_resolve
from contacts.services import (
    ConsentChange,
    EventIn,
    consent_set_many,
    contact_delete,
    contact_export,
    contact_merge,
    contact_upsert,
    contacts_erase,
    events_record,
    segment_members_add,
)
from messaging.delivery import stage
from messaging.models import ErasedAddress, Message, Suppression
from messaging.services import suppression_add_many
from tests.factories.campaigns import SYSTEM, chain, launch, send_config, tick
from tests.factories.contacts import make_contact, make_contacts, make_segment, make_topic
from tests.factories.messaging import grant_consent, make_sender
from tests.factories.templates_app import make_published
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now
from workspaces.errors import InvalidInput, NotFound
from workspaces.models import AuditEntry, Workspace

pytestmark = pytest.mark.django_db(transaction=True)
WAIT = ("w", "wait", {"duration": {"value": 5, "unit": "days"}})


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


def sending(workspace: Workspace, **fields: Any) -> Campaign:
    """A campaign that sends at once and then waits for days."""
    template, _ = make_published(workspace)
    make_sender(workspace, is_default=True)
    return launch(workspace, chain(("s", "send", send_config(template)), WAIT), **fields)


def waiting(workspace: Workspace, **fields: Any) -> Campaign:
    return launch(workspace, chain(WAIT), **fields)


def say(contact: Contact, state: str, topic: Any = None) -> None:
    change = ConsentChange(contact.pk, "email", "marketing", state, topic.pk if topic else None)
    consent_set_many(workspace_id=contact.workspace_id, changes=[change], source="test", now=database_now())


def busy(workspace: Workspace, contact: Contact) -> Campaign:
    """The contact with something in every app."""
    grant_consent([contact])
    say(contact, "denied", make_topic(workspace))
    events_record(workspace_id=workspace.pk, events=[EventIn(contact.pk, "ordered", {"total": 5})])
    segment = make_segment(workspace)
    segment_members_add(segment=segment, contact_ids=[contact.pk], now=database_now())
    campaign = sending(workspace)
    tick()
    return campaign


def rows_about(workspace: Workspace, contact: Contact) -> dict[str, int]:
    """How many rows each holder has, by kind."""
    found: dict[str, int] = {}
    for holder in holders():
        for kind, rows in holder.export(workspace.pk, [contact.pk]).items():
            found[kind] = len(rows.get(contact.pk, ()))
    return found


def test_an_export_holds_everything_and_is_json(workspace: Workspace) -> None:
    ada = make_contact(workspace, email="ada@example.com", attributes={"plan": "pro"})
    busy(workspace, ada)
    data = json.loads(json.dumps(contact_export(contact=ada)))
    assert data["contact"]["email"] == "ada@example.com"
    assert data["contact"]["attributes"] == {"plan": "pro"}
    assert [event["name"] for event in data["events"]] == ["ordered"]
    assert {len(data[kind]) for kind in ("events", "messages", "campaigns", "segments", "consent_log")} == {1}
    assert len(data["consents"]) == 2
    assert data["journal"]


def test_erasing_leaves_nothing_but_hashes_and_a_line_without_personal_data(workspace: Workspace) -> None:
    ada, other = make_contact(workspace, email="ada@example.com"), make_contact(workspace)
    busy(workspace, ada)
    suppression_add_many(
        workspace=workspace, channel="email", addresses=["ada@example.com"], reason="manual", actor=SYSTEM
    )
    before = rows_about(workspace, other)
    contact_delete(contact=ada, actor=SYSTEM)
    assert set(rows_about(workspace, ada).values()) == {0}
    assert rows_about(workspace, other) == before
    assert not Step.objects.in_workspace(workspace).filter(execution__contact_id=ada.pk).exists()
    assert not Suppression.objects.in_workspace(workspace).exists()
    [erased] = ErasedAddress.objects.in_workspace(workspace)
    assert (erased.channel, len(erased.digest)) == ("email", 64)
    entry = AuditEntry.objects.in_workspace(workspace).get(action="contact.deleted")
    assert (entry.target_id, entry.data) == (ada.public_id, {})
    contact_delete(contact=ada, actor=SYSTEM)
    assert AuditEntry.objects.in_workspace(workspace).filter(action="contact.deleted").count() == 1


def test_an_erased_person_is_not_written_to_again_wherever_the_address_comes_from(workspace: Workspace) -> None:
    ada = make_contact(workspace, email="Ada@Example.com")
    contact_delete(contact=ada, actor=SYSTEM)
    again, is_new = contact_upsert(workspace=workspace, fields={"email": "ada@example.COM"}, actor=SYSTEM)
    assert is_new
    grant_consent([again])
    sending(workspace)
    tick()
    stage.run()
    [message] = Message.objects.in_workspace(workspace)
    assert (message.state, message.reason, message.reason_detail) == ("skipped", "suppressed", "erased")


def test_many_are_erased_by_a_fixed_number_of_statements(
    workspace: Workspace, django_assert_max_num_queries: Any
) -> None:
    people = make_contacts(workspace, 60)
    foreign = make_contact(make_workspace())
    ids = [*(contact.pk for contact in people[:50]), foreign.pk]
    with django_assert_max_num_queries(25):
        assert contacts_erase(workspace=workspace, contact_ids=ids, actor=SYSTEM) == 50
    assert Contact.objects.in_workspace(workspace).count() == 10
    assert Contact.objects.in_workspace(foreign.workspace_id).count() == 1
    with pytest.raises(InvalidInput):
        contacts_erase(workspace=workspace, contact_ids=[foreign.pk] * 1_001, actor=SYSTEM)


def test_merging_brings_everything_together(workspace: Workspace) -> None:
    said = {"attributes": {"plan": "free", "city": "Wien"}, "tags": ["b"], "score": 9}
    twin = make_contact(workspace, email="twin@example.com", phone="+436641234567", **said)
    busy(workspace, twin)
    ada = make_contact(workspace, email="ada@example.com", attributes={"plan": "pro"}, tags=["vip"], score=3)
    before = rows_about(workspace, twin)
    merged = contact_merge(target=ada, source=twin, actor=SYSTEM)
    assert (merged.pk, merged.email, merged.phone) == (ada.pk, "ada@example.com", "+436641234567")
    assert merged.attributes == {"plan": "pro", "city": "Wien"}
    assert (merged.tags, merged.score) == (["b", "vip"], 9)
    assert rows_about(workspace, ada) == {**before, "merged_from": 1, "score_history": 1}
    assert set(rows_about(workspace, twin).values()) == {0}
    assert contact_get(workspace=workspace, contact_id=twin.public_id) == merged
    refs = [ContactRef("contact_id", twin.public_id)]
    assert contacts_resolve(workspace_id=workspace.pk, refs=refs) == [ada.pk]
    assert SegmentMembership.objects.in_workspace(workspace).get().segment.member_count == 1
    third = make_contact(workspace)
    contact_merge(target=third, source=merged, actor=SYSTEM)
    assert contact_get(workspace=workspace, contact_id=twin.public_id) == third
    contact_delete(contact=third, actor=SYSTEM)
    assert not ContactAlias.objects.in_workspace(workspace).exists()
    with pytest.raises(NotFound):
        contact_get(workspace=workspace, contact_id=twin.public_id)


@pytest.mark.parametrize(
    ("own", "others", "result"),
    [
        ("granted", "denied", "denied"),
        ("denied", "granted", "denied"),
        ("pending", "granted", "granted"),
        ("granted", "pending", "granted"),
        (None, "granted", "granted"),
        ("granted", None, "granted"),
    ],
)
def test_a_refusal_wins(workspace: Workspace, own: str | None, others: str | None, result: str) -> None:
    ada, twin = make_contacts(workspace, 2)
    for contact, state in ((ada, own), (twin, others)):
        if state:
            say(contact, state)
    contact_merge(target=ada, source=twin, actor=SYSTEM)
    assert Consent.objects.in_workspace(workspace).get().state == result
    assert ConsentRecord.objects.in_workspace(workspace).filter(contact=ada).count() == bool(own) + bool(others)


@pytest.mark.parametrize(
    ("reentry", "states"),
    [("once", ["pending", "skipped"]), ("once_at_a_time", ["pending", "skipped"]), ("always", ["pending", "pending"])],
)
def test_two_ways_in_one_campaign_follow_the_policy(workspace: Workspace, reentry: str, states: list[str]) -> None:
    ada, twin = make_contacts(workspace, 2)
    campaign = waiting(workspace, settings={"reentry": reentry})
    tick()
    own = Execution.objects.in_workspace(workspace).get(contact=ada)
    contact_merge(target=ada, source=twin, actor=SYSTEM)
    rows = Execution.objects.in_workspace(workspace).filter(campaign=campaign, contact=ada)
    assert sorted(rows.values_list("state", flat=True)) == states
    assert rows.get(pk=own.pk).state == "pending"
    ended = rows.exclude(pk=own.pk).get()
    assert ended.reason == ("contact_merged" if states[1] == "skipped" else "wait_duration")
    tick()
    assert Execution.objects.in_workspace(workspace).filter(contact=ada).count() == 2


def test_what_can_not_be_merged_changes_nothing(workspace: Workspace) -> None:
    ada, gone, foreign = make_contact(workspace), make_contact(workspace), make_contact(make_workspace())
    contact_delete(contact=gone, actor=SYSTEM)
    with pytest.raises(InvalidInput):
        contact_merge(target=ada, source=ada, actor=SYSTEM)
    for source in (gone, foreign):
        with pytest.raises(NotFound):
            contact_merge(target=ada, source=source, actor=SYSTEM)
    assert Contact.objects.in_workspace(workspace).get() == ada
    assert Contact.objects.in_workspace(foreign.workspace_id).get() == foreign
    assert not AuditEntry.objects.in_workspace(workspace).filter(action="contact.merged").exists()


def test_merging_beside_the_engine_keeps_one_message_per_visit(workspace: Workspace) -> None:
    people = make_contacts(workspace, 20)
    grant_consent(people)
    sending(workspace, settings={"reentry": "always"})
    triggers.run(database_now())
    assert Execution.objects.in_workspace(workspace).count() == 20

    def work(what: Any) -> None:
        try:
            what()
        finally:
            connection.close()

    def merge_all() -> None:
        for target, source in zip(people[::2], people[1::2], strict=True):
            contact_merge(target=target, source=source, actor=SYSTEM)

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(work, [merge_all, tick, tick]))
    tick()
    executions = Execution.objects.in_workspace(workspace)
    assert executions.count() == 20
    assert set(executions.values_list("contact_id", flat=True)) == {contact.pk for contact in people[::2]}
    visits = list(Message.objects.in_workspace(workspace).values_list("execution_id", "node", "visit"))
    assert len(visits) == len(set(visits)) == 20
