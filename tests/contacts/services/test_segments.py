"""Making, changing and deleting segments."""

from typing import Any

import pytest

from campaigns.models import Campaign
from contacts.models import Segment
from contacts.services import segment_create, segment_delete, segment_members_add, segment_update
from tests.factories.contacts import make_contact, make_contacts, make_segment
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now
from workspaces.errors import Conflict, InvalidInput
from workspaces.models import Workspace
from workspaces.services import Actor

ACTOR = Actor.system("tests")
VIP = {"condition": "AND", "rules": [{"type": "tag", "operator": "has", "value": "vip"}]}


def inside(segment: Segment) -> dict[str, Any]:
    return {"condition": "AND", "rules": [{"type": "segment", "operator": "in", "value": segment.public_id}]}


@pytest.fixture
def workspace(db: None) -> Workspace:
    return make_workspace()


@pytest.mark.parametrize(
    ("options", "place"),
    [
        ({"rule": None}, "rule"),
        ({"rule": {"condition": "AND", "rules": []}}, "rule.rules"),
        (
            {"rule": {"condition": "AND", "rules": [{"type": "attribute", "field": "x", "operator": "is_set"}]}},
            "rule.rules[0].field",
        ),
        ({"kind": "static", "rule": {**VIP, "x": 1}}, "rule.x"),
        ({"kind": "fluid", "rule": VIP}, "kind"),
        ({"name": " ", "rule": VIP}, "name"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_written(
    workspace: Workspace, options: dict[str, Any], place: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        segment_create(workspace=workspace, actor=ACTOR, **{"name": "A", **options})
    assert caught.value.details[0].field == place
    assert Segment.objects.in_workspace(workspace).count() == 0


def test_a_name_is_taken_once(workspace: Workspace) -> None:
    make_segment(workspace, VIP, name="Same")
    with pytest.raises(Conflict) as caught:
        make_segment(workspace, VIP, name="Same")
    assert caught.value.details[0].field == "name"
    assert make_segment(make_workspace(), VIP, name="Same").name == "Same"


def test_a_circle_is_refused_and_the_rule_stays(workspace: Workspace) -> None:
    first = make_segment(workspace, VIP)
    second = make_segment(workspace, inside(first))
    with pytest.raises(InvalidInput) as caught:
        segment_update(segment=first, rule=inside(second), actor=ACTOR)
    assert (caught.value.details[0].field, caught.value.details[0].code) == ("rule.rules[0].value", "segment_cycle")
    first.refresh_from_db()
    assert first.rule == VIP


def test_a_segment_in_use_is_not_deleted(workspace: Workspace) -> None:
    segment = make_segment(workspace, VIP, name="Used")
    other = make_segment(workspace, inside(segment), name="User")
    with pytest.raises(Conflict, match="in use by segment “User”"):
        segment_delete(segment=segment, actor=ACTOR)
    segment_delete(segment=other, actor=ACTOR)
    campaign = Campaign.objects.create(workspace=workspace, name="Spring", audience=segment)
    leaf = {"type": "segment", "operator": "in", "value": segment.public_id}
    Campaign.objects.create(workspace=workspace, name="Autumn", settings={"exit": {"rules": [leaf]}})
    with pytest.raises(Conflict, match="in use by campaign “Autumn”, campaign “Spring”") as caught:
        segment_delete(segment=segment, actor=ACTOR)
    assert [(each.field, each.message, each.code) for each in caught.value.details] == [
        ("segment", "is used by campaign “Autumn”", "in_use"),
        ("segment", "is used by campaign “Spring”", "in_use"),
    ]
    assert list(Segment.objects.in_workspace(workspace)) == [segment]
    campaign.delete()
    Campaign.objects.in_workspace(workspace).delete()
    segment_delete(segment=segment, actor=ACTOR)
    assert Segment.objects.in_workspace(workspace).count() == 0


def test_static_members_are_counted(workspace: Workspace) -> None:
    contacts = make_contacts(workspace, 3)
    foreign = make_contact(make_workspace())
    segment = make_segment(workspace)
    ids = [contact.pk for contact in contacts]
    assert segment_members_add(segment=segment, contact_ids=[*ids, foreign.pk], now=database_now()) == 3
    assert segment_members_add(segment=segment, contact_ids=ids[:1], now=database_now()) == 0
    segment.refresh_from_db()
    assert segment.member_count == 3
    with pytest.raises(Conflict):
        segment_members_add(segment=make_segment(workspace, VIP), contact_ids=ids, now=database_now())
