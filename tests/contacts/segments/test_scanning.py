"""Scans over all contacts, piece by piece: they go on where they stopped, meet, and begin anew after an edit."""

import pytest
from django.db import transaction

from contacts.segments import scanning
from contacts.services import contacts_tag, segment_update
from tests.contacts.segments.stage import NOW, inside, members, rule, settle, tag
from tests.factories.contacts import make_contact, make_contacts, make_segment
from tests.factories.workspaces import make_workspace
from workspaces.models import Workspace
from workspaces.services import Actor


@pytest.fixture
def workspace(db: None) -> Workspace:
    return make_workspace()


def test_a_scan_goes_on_where_it_stopped_and_changes_are_followed_meanwhile(workspace: Workspace) -> None:
    contacts = sorted(make_contacts(workspace, 6, tags=["vip"]), key=lambda contact: contact.pk)
    first = make_segment(workspace, rule(tag("vip")))
    with transaction.atomic():
        assert scanning.scan_piece(workspace.pk, NOW, 2).looked == 2
    first.refresh_from_db()
    assert (first.scan_seen, first.scan_total, first.scan_key) == (2, 6, contacts[1].pk)
    assert members(first) == {contact.pk for contact in contacts[:2]}
    # Of one that was looked at and one that was not; and a contact and a segment that came since.
    changed = [contacts[0].pk, contacts[5].pk]
    contacts_tag(workspace_id=workspace.pk, contact_ids=changed, remove=["vip"], now=NOW)
    newest = make_contact(workspace)
    contacts_tag(workspace_id=workspace.pk, contact_ids=[newest.pk], add=["vip"], now=NOW)
    second = make_segment(workspace, rule(inside(first)))
    settle()
    expected = {contact.pk for contact in (*contacts[1:5], newest)}
    assert members(first) == members(second) == expected
    first.refresh_from_db()
    assert (first.member_count, first.rebuild_needed, first.scan_at, first.refreshed_at) == (5, False, None, NOW)


def test_scans_that_meet_go_on_together(workspace: Workspace) -> None:
    make_contacts(workspace, 5, tags=["vip"])
    early = make_segment(workspace, rule(tag("vip")))
    with transaction.atomic():
        scanning.scan_piece(workspace.pk, NOW, 3)
    late = make_segment(workspace, rule(tag("vip", "has_not")))
    pieces = []
    for _ in range(3):
        with transaction.atomic():
            pieces.append(scanning.scan_piece(workspace.pk, NOW, 4))
    assert [(piece.segments, piece.looked) for piece in pieces] == [(1, 3), (2, 2), (0, 0)]
    assert (len(members(early)), len(members(late))) == (5, 0)


def test_an_edit_during_a_scan_begins_it_anew(workspace: Workspace) -> None:
    contacts = make_contacts(workspace, 3, tags=["a"])
    segment = make_segment(workspace, rule(tag("a")))
    with transaction.atomic():
        scanning.scan_piece(workspace.pk, NOW, 2)
    assert len(members(segment)) == 2
    segment_update(segment=segment, rule=rule(tag("a", "has_not")), actor=Actor.system())
    settle()
    assert members(segment) == set()
    segment_update(segment=segment, name="Another name", actor=Actor.system())
    segment.refresh_from_db()
    assert (segment.rebuild_needed, segment.scan_at, len(contacts)) == (False, None, 3)
