"""Freezing, converting and duplicating segments."""

from typing import Any

import pytest

from contacts.models import Segment, SegmentKind
from contacts.services import (
    contacts_tag,
    segment_convert,
    segment_create,
    segment_delete,
    segment_duplicate,
    segment_freeze,
    segment_members_add,
)
from tests.contacts.segments.stage import LATER, NOW, inside, members, rule, settle, tag, transitions
from tests.factories.contacts import make_contact, make_contacts, make_segment
from tests.factories.workspaces import make_workspace
from workspaces.errors import Conflict, InvalidInput
from workspaces.models import AuditEntry, Workspace
from workspaces.services import Actor

ACTOR = Actor.system("tests")
VIP = rule(tag("vip"))


def untag(workspace: Workspace, contact: Any) -> None:
    contacts_tag(workspace_id=workspace.pk, contact_ids=[contact.pk], remove=["vip"], now=LATER)


@pytest.fixture
def workspace(db: None) -> Workspace:
    return make_workspace()


def test_a_static_segment_with_a_rule_is_filled_once(workspace: Workspace) -> None:
    first, second = make_contacts(workspace, 2, tags=["vip"])
    segment = segment_create(workspace=workspace, name="Then", kind=SegmentKind.STATIC, rule=VIP, actor=ACTOR)
    with pytest.raises(Conflict, match="being filled"):
        segment_members_add(segment=segment, contact_ids=[first.pk], now=NOW)
    settle()
    untag(workspace, first)
    make_contact(workspace, tags=["vip"])
    settle(LATER)
    segment.refresh_from_db()
    assert members(segment) == {first.pk, second.pk}
    assert (segment.member_count, segment.rebuild_needed, segment.sweep_at, segment.rule) == (2, False, None, VIP)
    assert segment_members_add(segment=segment, contact_ids=[make_contact(workspace).pk], now=LATER) == 1


def test_time_does_not_touch_what_is_frozen(workspace: Workspace) -> None:
    make_contact(workspace)
    recent = rule({"type": "event", "field": "ordered", "operator": "did_not", "window": "7d"})
    segment = segment_create(workspace=workspace, name="Then", kind=SegmentKind.STATIC, rule=recent, actor=ACTOR)
    settle()
    segment.refresh_from_db()
    assert (segment.member_count, segment.sweep_at, segment.refreshed_at) == (1, None, NOW)


def test_a_dynamic_segment_is_frozen_beside(workspace: Workspace) -> None:
    contact = make_contact(workspace, tags=["vip"])
    segment = make_segment(workspace, VIP, name="VIPs")
    settle()
    frozen = segment_freeze(segment=segment, actor=ACTOR)
    assert (frozen.name, frozen.kind) == ("VIPs (frozen)", SegmentKind.STATIC)
    assert segment_freeze(segment=segment, actor=ACTOR).name == "VIPs (frozen 2)"
    settle()
    untag(workspace, contact)
    settle(LATER)
    assert (members(segment), members(frozen)) == (set(), {contact.pk})
    assert transitions(frozen) == [(contact.pk, "entered")]


def test_copies_have_the_rule_or_the_contacts(workspace: Workspace) -> None:
    contact = make_contact(workspace)
    dynamic, static = make_segment(workspace, VIP, name="VIPs"), make_segment(workspace, name="x" * 120)
    segment_members_add(segment=static, contact_ids=[contact.pk], now=NOW)
    copies = [segment_duplicate(segment=segment, actor=ACTOR) for segment in (dynamic, static)]
    settle()
    assert [(copy.name, copy.kind) for copy in copies] == [
        ("VIPs (copy)", SegmentKind.DYNAMIC),
        (f"{'x' * 113} (copy)", SegmentKind.STATIC),
    ]
    assert (copies[0].rule, members(copies[1])) == (VIP, {contact.pk})
    with pytest.raises(Conflict):
        segment_duplicate(segment=dynamic, name="VIPs", actor=ACTOR)


def test_a_dynamic_segment_becomes_static_and_dynamic_again(workspace: Workspace) -> None:
    contact = make_contact(workspace, tags=["vip"])
    segment = make_segment(workspace, VIP)
    with pytest.raises(Conflict, match="being filled"):
        segment_convert(segment=segment, kind="static", actor=ACTOR)
    settle()
    segment_convert(segment=segment, kind="static", actor=ACTOR)
    untag(workspace, contact)
    settle(LATER)
    assert members(segment) == {contact.pk}
    segment_convert(segment=segment, kind="dynamic", actor=ACTOR)
    settle(LATER)
    assert members(segment) == set()
    actions = AuditEntry.objects.in_workspace(workspace).filter(action="segment.converted").count()
    assert actions == 2


@pytest.mark.parametrize(
    ("kind", "given", "error"),
    [
        ("dynamic", None, InvalidInput),
        ("static", None, Conflict),
        ("fluid", None, InvalidInput),
        ("dynamic", rule(tag("")), InvalidInput),
    ],
)
def test_what_cannot_be_converted_stays(
    workspace: Workspace, kind: str, given: dict[str, Any] | None, error: type[Exception]
) -> None:
    segment = make_segment(workspace)
    with pytest.raises(error):
        segment_convert(segment=segment, kind=kind, rule=given, actor=ACTOR)
    segment.refresh_from_db()
    assert (segment.kind, segment.rule, segment.rebuild_needed) == (SegmentKind.STATIC, {}, False)


def test_what_once_filled_a_static_segment_is_no_use_any_more(workspace: Workspace) -> None:
    inner = make_segment(workspace, VIP, name="Inner")
    frozen = segment_create(
        workspace=workspace, name="Frozen", kind=SegmentKind.STATIC, rule=rule(inside(inner)), actor=ACTOR
    )
    with pytest.raises(Conflict, match="in use by segment “Frozen”"):
        segment_delete(segment=inner, actor=ACTOR)
    settle()
    segment_delete(segment=inner, actor=ACTOR)
    assert list(Segment.objects.in_workspace(workspace)) == [frozen]
