"""The bulk actions of contacts: tag, untag, segment_add, segment_remove, set_field, consent, erase."""

from collections.abc import Callable
from typing import Any

import pytest

from contacts.bulk import stage
from contacts.models import BulkOperation, Consent, Contact, SegmentMembership
from contacts.services import segment_members_add
from contacts.services.bulk import BulkWish, bulk_start, bulk_undo
from tests.factories.contacts import define_attributes, make_contact, make_contacts, make_segment, make_topic
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now
from workspaces.errors import Conflict, InvalidInput
from workspaces.models import AuditEntry, Workspace
from workspaces.services import Actor

pytestmark = pytest.mark.django_db
ACTOR = Actor("user", "7", "ada@example.com")


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


def wish(action: str, **params: Any) -> BulkWish:
    return BulkWish(action, params)


def start(workspace: Workspace, what: BulkWish) -> BulkOperation:
    return bulk_start(workspace=workspace, wish=what, actor=ACTOR, expected=0)


def drain(operation: BulkOperation) -> BulkOperation:
    while stage.run().more:
        pass
    operation.refresh_from_db()
    return operation


def test_a_tag_is_given_and_taken(workspace: Workspace) -> None:
    people = [make_contact(workspace, tags=tags) for tags in ([], ["vip"], ["a", "vip"])]
    given = drain(start(workspace, wish("tag", tag="vip")))
    assert (given.changed, given.refused) == (1, {"has_it": 2})
    taken = drain(start(workspace, BulkWish("untag", {"tag": "a"})))
    assert (taken.changed, taken.refused) == (1, {"has_it_not": 2})
    rows = Contact.objects.in_workspace(workspace).in_bulk()
    assert [rows[contact.pk].tags for contact in people] == [["vip"]] * 3


def test_static_segments_are_filled_and_emptied_again(workspace: Workspace) -> None:
    people = make_contacts(workspace, 4)
    segment = make_segment(workspace)
    segment_members_add(segment=segment, contact_ids=[people[0].pk], now=database_now())
    done = drain(start(workspace, wish("segment_add", segment=segment.public_id)))
    segment.refresh_from_db()
    assert (done.changed, done.refused, segment.member_count) == (3, {"in_it": 1}, 4)
    drain(bulk_undo(operation=done, actor=ACTOR))
    segment.refresh_from_db()
    members = SegmentMembership.objects.in_workspace(workspace).values_list("contact_id", flat=True)
    assert (list(members), segment.member_count) == ([people[0].pk], 1)
    gone = drain(start(workspace, wish("segment_remove", segment=segment.public_id)))
    assert (gone.changed, gone.refused) == (1, {"not_in_it": 3})


@pytest.mark.parametrize(
    ("field", "value", "kept"),
    [
        ("attributes.plan", "pro", lambda contact: contact.attributes),
        ("attributes.visits", "12", lambda contact: contact.attributes),
        ("timezone", "Europe/Vienna", lambda contact: contact.timezone),
        ("first_name", "", lambda contact: contact.first_name),
    ],
)
def test_a_field_is_set_where_it_is_another(
    workspace: Workspace, field: str, value: str, kept: Callable[[Contact], Any]
) -> None:
    define_attributes(workspace, {"plan": "text", "visits": "number"})
    has = {"first_name": "", "timezone": "Europe/Vienna", "attributes": {"plan": "pro", "visits": 12}}
    make_contact(workspace, **has)
    make_contact(workspace, first_name="Ada", attributes={"other": 1})
    done = drain(start(workspace, wish("set_field", field=field, value=value)))
    assert (done.changed, done.refused) == (1, {"same": 1})
    first, second = Contact.objects.in_workspace(workspace).order_by("pk")
    if field.startswith("attributes."):
        key = field.removeprefix("attributes.")
        assert second.attributes == {"other": 1, key: first.attributes[key]}
    else:
        assert kept(first) == kept(second)


def test_a_refusal_is_never_overridden(workspace: Workspace) -> None:
    granted, denied, unknown = make_contacts(workspace, 3)
    common = {"workspace": workspace, "channel": "email", "message_type": "marketing", "changed_at": database_now()}
    Consent.objects.create(contact=granted, state="granted", **common)
    Consent.objects.create(contact=denied, state="denied", **common)
    params = {"channel": "email", "message_type": "marketing", "state": "granted"}
    done = drain(start(workspace, wish("consent", **params)))
    assert (done.changed, done.refused) == (1, {"same": 1, "denied": 1})
    states = dict(Consent.objects.in_workspace(workspace).values_list("contact_id", "state"))
    assert states == {granted.pk: "granted", denied.pk: "denied", unknown.pk: "granted"}


def test_a_dynamic_segment_takes_nobody_by_hand(workspace: Workspace) -> None:
    rule = {"condition": "AND", "rules": [{"type": "tag", "operator": "has", "value": "vip"}]}
    with pytest.raises(InvalidInput, match="follows from its rule"):
        start(workspace, wish("segment_add", segment=make_segment(workspace, rule).public_id))


def test_consent_about_a_topic_is_apart_from_that_about_all(workspace: Workspace) -> None:
    people, topic = make_contacts(workspace, 3), make_topic(workspace)
    common = {"workspace": workspace, "channel": "email", "message_type": "marketing", "changed_at": database_now()}
    Consent.objects.create(contact=people[0], state="denied", topic=topic, **common)
    Consent.objects.create(contact=people[0], state="granted", **common)
    Consent.objects.create(contact=people[1], state="granted", **common)
    params = {"channel": "email", "message_type": "marketing", "state": "granted"}
    about = drain(start(workspace, wish("consent", **params, topic=topic.public_id)))
    assert (about.changed, about.refused) == (2, {"denied": 1})
    assert Consent.objects.in_workspace(workspace).filter(topic=topic, state="granted").count() == 2
    everything = drain(start(workspace, wish("consent", **params)))
    assert (everything.changed, everything.refused) == (1, {"same": 2})
    with pytest.raises(InvalidInput, match="no such topic"):
        start(workspace, wish("consent", **params, topic=make_topic(make_workspace()).public_id))


def test_erasing_asks_for_a_word_and_leaves_later_ones(workspace: Workspace) -> None:
    make_contacts(workspace, 3, tags=["left"])
    kept = make_contact(workspace)
    wanted = BulkWish("erase", filter={"tag": "left"})
    for word in ("", "delete"):
        with pytest.raises(InvalidInput) as refused:
            bulk_start(workspace=workspace, wish=wanted, actor=ACTOR, expected=3, confirm=word)
        assert refused.value.details[0].field == "confirm"
    assert not BulkOperation.objects.in_workspace(workspace).exists()
    given = bulk_start(workspace=workspace, wish=wanted, actor=ACTOR, expected=3, confirm=" Erase ")
    later = make_contact(workspace, tags=["left"])
    done = drain(given)
    assert (done.state, done.changed, done.refused) == ("completed", 3, {})
    assert set(Contact.objects.in_workspace(workspace)) == {kept, later}
    entries = AuditEntry.objects.in_workspace(workspace).filter(action__startswith="contact")
    actions = entries.values_list("action", flat=True)
    assert sorted(actions) == ["contact.deleted"] * 3 + ["contacts.bulk_completed", "contacts.bulk_given"]
    with pytest.raises(Conflict):
        bulk_undo(operation=done, actor=ACTOR)


def test_erasing_the_named_takes_their_ids_out_of_the_operation(workspace: Workspace) -> None:
    people = make_contacts(workspace, 3)
    wanted = BulkWish("erase", contacts=[each.public_id for each in people[:2]])
    done = drain(bulk_start(workspace=workspace, wish=wanted, actor=ACTOR, expected=2, confirm="erase"))
    assert (done.changed, done.contact_ids) == (2, [])
    assert list(Contact.objects.in_workspace(workspace)) == [people[2]]
