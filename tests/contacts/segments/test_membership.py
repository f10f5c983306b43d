"""Judging many segments by one statement: what fails is set aside, what breaks off comes again, and nothing is lost."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError

from contacts.rules import Builder, registry
from contacts.rules.conditions.tag import TagCondition, TagLeaf
from contacts.segments import membership, refresh
from contacts.services import contacts_tag
from tests.contacts.segments.stage import LATER, NOW, inside, members, queue_length, rule, settle, tag, transitions
from tests.factories.contacts import make_contact, make_segment
from tests.factories.workspaces import make_workspace
from workspaces.models import Workspace


@pytest.fixture
def workspace(db: None) -> Workspace:
    return make_workspace()


class _Faulty(TagCondition):
    """As the tag condition, but its SQL fails for one tag."""

    def compile(self, leaf: TagLeaf, builder: Builder) -> str:
        return "1 / (c.score - c.score) = 0" if leaf.value == "faulty" else super().compile(leaf, builder)


def test_a_rule_whose_statement_fails_is_set_aside_and_tried_again(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    contact = make_contact(workspace)
    sound = [make_segment(workspace, rule(tag("vip"))) for _ in range(3)]
    faulty = make_segment(workspace, rule(tag("faulty")))
    settle()
    with monkeypatch.context() as patch:
        patch.setitem(registry._types, "tag", _Faulty())
        contacts_tag(workspace_id=workspace.pk, contact_ids=[contact.pk], add=["vip", "faulty"], now=NOW)
        settle()
    faulty.refresh_from_db()
    assert [members(segment) for segment in (*sound, faulty)] == [{contact.pk}] * 3 + [set()]
    assert (faulty.rebuild_needed, queue_length()) == (True, 0)
    settle(NOW + timedelta(minutes=4))
    assert members(faulty) == set()
    settle(LATER)
    assert members(faulty) == {contact.pk}


@pytest.mark.parametrize("fault", [IntegrityError, OperationalError])
def test_a_step_that_breaks_off_leaves_everything_to_the_next_pass(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, fault: type[Exception]
) -> None:
    contact = make_contact(workspace)
    inner = make_segment(workspace, rule(tag("vip")))
    outer = make_segment(workspace, rule(inside(inner)))
    settle()
    contacts_tag(workspace_id=workspace.pk, contact_ids=[contact.pk], add=["vip"], now=NOW)
    judge = membership._judge

    def breaks_off(group: Any, *args: Any) -> membership.Judged:
        judged = judge(group, *args)
        # The inner one is written by then.
        if group[0].segment.pk == outer.pk:
            raise fault
        return judged

    with monkeypatch.context() as patch:
        patch.setattr(membership, "_judge", breaks_off)
        assert refresh.run(LATER, 10) == refresh.Progress(processed=0, more=False)
    assert (members(inner), members(outer), transitions(inner), queue_length()) == (set(), set(), [], 1)
    settle(LATER)
    assert (members(inner), members(outer), queue_length()) == ({contact.pk}, {contact.pk}, 0)
