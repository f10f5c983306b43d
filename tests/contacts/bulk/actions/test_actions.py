"""The bulk actions of contacts: tag, untag, segment_add, segment_remove, set_field, consent."""

from collections.abc import Callable
from typing import Any

import pytest

from contacts.bulk import stage
from contacts.models import BulkOperation, Consent, Contact, SegmentMembership
from contacts.services import segment_members_add
from contacts.services.bulk import BulkWish, bulk_start, bulk_undo
from tests.factories.contacts import define_attributes, make_contact, make_contacts, make_segment
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now
from workspaces.errors import InvalidInput
from workspaces.models import Workspace
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
