"""The segments stage: membership follows the rules, whichever way a change comes in."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from contacts.models import Contact, Segment
from contacts.segments import refresh
from contacts.services import (
    ConsentChange,
    consent_set_many,
    contact_delete,
    contacts_set_field,
    contacts_tag,
    segment_members_add,
    segment_members_remove,
    segment_update,
)
from tests.concurrent import elsewhere, held_open
from tests.contacts.segments.stage import LATER, NOW, inside, members, queue_length, rule, settle, tag, transitions
from tests.factories.contacts import make_contact, make_contacts, make_segment
from tests.factories.workspaces import make_workspace
from workspaces.models import Workspace
from workspaces.services import Actor


@pytest.fixture
def workspace(db: None) -> Workspace:
    return make_workspace()


def test_a_new_segment_is_built_over_everybody(workspace: Workspace) -> None:
    vip, _ = make_contact(workspace, tags=["vip"]), make_contact(workspace)
    make_contact(make_workspace(), tags=["vip"])
    segment = make_segment(workspace, rule(tag("vip")))
    settle()
    segment.refresh_from_db()
    assert members(segment) == {vip.pk}
    assert transitions(segment) == [(vip.pk, "entered")]
    assert (segment.member_count, segment.rebuild_needed, segment.refreshed_at, segment.sweep_at) == (
        1,
        False,
        NOW,
        None,
    )


def test_changes_of_every_kind_are_followed(workspace: Workspace) -> None:
    contact = make_contact(workspace)
    tagged = make_segment(workspace, rule(tag("vip")))
    asked = make_segment(
        workspace, rule({"type": "consent", "field": "email.marketing", "operator": "is", "value": "granted"})
    )
    named = make_segment(
        workspace, rule({"type": "attribute", "field": "first_name", "operator": "equals", "value": "Ada"})
    )
    settle()
    contacts_tag(workspace_id=workspace.pk, contact_ids=[contact.pk], add=["vip"], now=NOW)
    consent_set_many(
        workspace_id=workspace.pk,
        changes=[ConsentChange(contact.pk, "email", "marketing", "granted")],
        source="test",
        now=NOW,
    )
    contacts_set_field(workspace_id=workspace.pk, values={contact.pk: "Ada"}, field="first_name", now=NOW)
    settle(LATER)
    assert [members(segment) for segment in (tagged, asked, named)] == [{contact.pk}] * 3
    contacts_tag(workspace_id=workspace.pk, contact_ids=[contact.pk], remove=["vip"], now=LATER)
    settle(LATER)
    assert members(tagged) == set()
    assert transitions(tagged) == [(contact.pk, "entered"), (contact.pk, "left")]
    tagged.refresh_from_db()
    assert (tagged.member_count, tagged.refreshed_at) == (0, LATER)
    assert queue_length() == 0


def test_an_edited_rule_moves_only_who_must_move(workspace: Workspace) -> None:
    both = make_contact(workspace, tags=["a", "b"])
    only_a, only_b = make_contact(workspace, tags=["a"]), make_contact(workspace, tags=["b"])
    segment = make_segment(workspace, rule(tag("a")))
    settle()
    segment_update(segment=segment, rule=rule(tag("b")), actor=Actor.system())
    settle(LATER)
    assert members(segment) == {both.pk, only_b.pk}
    assert sorted(transitions(segment)[2:], key=str) == sorted([(only_a.pk, "left"), (only_b.pk, "entered")], key=str)


def test_segments_of_segments_follow_in_order(workspace: Workspace) -> None:
    inner = make_segment(workspace, rule(tag("vip")))
    middle = make_segment(workspace, rule(inside(inner)))
    outer = make_segment(workspace, rule(inside(middle, "not_in")))
    static = make_segment(workspace)
    over_static = make_segment(workspace, rule(inside(static)))
    contact = make_contact(workspace)
    settle()
    assert (members(inner), members(middle), members(outer)) == (set(), set(), {contact.pk})
    contacts_tag(workspace_id=workspace.pk, contact_ids=[contact.pk], add=["vip"], now=NOW)
    settle()
    assert (members(inner), members(middle), members(outer)) == ({contact.pk}, {contact.pk}, set())
    segment_update(segment=inner, rule=rule(tag("other")), actor=Actor.system())
    settle()
    assert (members(inner), members(middle), members(outer)) == (set(), set(), {contact.pk})
    assert segment_members_add(segment=static, contact_ids=[contact.pk], now=NOW) == 1
    settle()
    assert members(over_static) == {contact.pk}
    assert segment_members_remove(segment=static, contact_ids=[contact.pk], now=NOW) == 1
    settle()
    assert members(over_static) == set()


def test_rules_about_time_are_swept(workspace: Workspace) -> None:
    contact = make_contact(workspace, attributes={"seen": "2026-03-28T12:02:00Z"})
    from_lately = {"type": "attribute", "field": "seen", "operator": "within_last", "value": "24h"}
    segment = Segment.objects.create(workspace=workspace, name="Lately", rule=rule(from_lately))
    settle()
    segment.refresh_from_db()
    assert members(segment) == {contact.pk}
    assert segment.sweep_at is not None
    assert segment.sweep_at - NOW >= timedelta(minutes=1)
    refresh.run(NOW + timedelta(seconds=59), 1000)
    assert members(segment) == {contact.pk}
    settle(LATER)
    assert members(segment) == set()


def test_batches_are_limited_and_say_that_there_is_more(workspace: Workspace) -> None:
    contacts = make_contacts(workspace, 5)
    segment = make_segment(workspace, rule(tag("vip")))
    settle()
    contacts_tag(workspace_id=workspace.pk, contact_ids=[contact.pk for contact in contacts], add=["vip"], now=NOW)
    assert refresh.run(NOW, 2) == refresh.Progress(processed=4, more=True)
    assert len(members(segment)) == 2
    assert refresh.run(NOW, 2).more is True
    assert refresh.run(NOW, 2).more is False
    assert len(members(segment)) == 5


def test_a_rule_that_cannot_be_read_stops_no_other(workspace: Workspace) -> None:
    contact = make_contact(workspace, tags=["vip"])
    Segment.objects.create(workspace=workspace, name="Broken", rule={"condition": "AND", "rules": [{"type": "moon"}]})
    segment = make_segment(workspace, rule(tag("vip")))
    settle()
    assert members(segment) == {contact.pk}


def test_an_erased_contact_leaves_the_count_true(workspace: Workspace) -> None:
    contact = make_contact(workspace, tags=["vip"])
    segment = make_segment(workspace, rule(tag("vip")))
    settle()
    contact_delete(contact=contact, actor=Actor.system())
    settle()
    segment.refresh_from_db()
    assert (segment.member_count, members(segment)) == (0, set())


STEPS = st.lists(
    st.tuples(st.sampled_from(("add", "remove", "run")), st.integers(0, 2), st.sampled_from(("a", "b"))), max_size=12
)


@settings(max_examples=30)
@given(steps=STEPS)
def test_any_order_of_changes_and_runs_ends_true(workspace: Workspace, steps: list[tuple[str, int, str]]) -> None:
    Contact.objects.in_workspace(workspace).delete()
    Segment.objects.in_workspace(workspace).delete()
    contacts = make_contacts(workspace, 3)
    inner = make_segment(workspace, rule(tag("a")))
    outer = make_segment(workspace, rule(inside(inner, "not_in"), tag("b"), condition="OR"))
    for verb, index, name in steps:
        if verb == "run":
            refresh.run(NOW, 1)
        else:
            contacts_tag(workspace_id=workspace.pk, contact_ids=[contacts[index].pk], now=NOW, **{verb: [name]})
    settle()
    tags = dict(Contact.objects.in_workspace(workspace).values_list("pk", "tags"))
    assert members(inner) == {pk for pk, held in tags.items() if "a" in held}
    assert members(outer) == {pk for pk, held in tags.items() if "a" not in held or "b" in held}
    for segment in (inner, outer):
        segment.refresh_from_db()
        moves = [kind for _, kind in transitions(segment)]
        assert segment.member_count == len(members(segment)) == moves.count("entered") - moves.count("left")


@pytest.mark.django_db(transaction=True)
def test_a_change_that_commits_late_is_not_missed() -> None:
    workspace = make_workspace()
    contact = make_contact(workspace)
    segment = make_segment(workspace, rule(tag("vip")))
    settle()

    def change() -> None:
        contacts_tag(workspace_id=workspace.pk, contact_ids=[contact.pk], add=["vip"], now=NOW)

    with held_open(change) as commit:
        # A younger change is committed and refreshed while the older one is still open.
        other = make_contact(workspace)
        contacts_tag(workspace_id=workspace.pk, contact_ids=[other.pk], add=["vip"], now=LATER)
        settle(LATER)
        assert members(segment) == {other.pk}
        commit()
    settle(LATER + timedelta(seconds=1))
    assert members(segment) == {contact.pk, other.pk}


@pytest.mark.django_db(transaction=True)
def test_two_refreshers_do_not_work_on_one_workspace() -> None:
    workspace = make_workspace()
    contact = make_contact(workspace, tags=["vip"])
    segment = make_segment(workspace, rule(tag("vip")))
    with transaction.atomic():
        refresh.run(NOW, 10)
        assert elsewhere(lambda: refresh.run(NOW, 10)) == refresh.Progress(processed=0, more=False)
    assert members(segment) == {contact.pk}


def test_two_hundred_segments_are_judged_by_one_statement_a_level(
    workspace: Workspace, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    contacts = make_contacts(workspace, 3)
    outer = [make_segment(workspace, rule(tag("vip")))]
    for _ in range(9):
        outer.append(make_segment(workspace, rule(inside(outer[-1]))))
    beside = [make_segment(workspace, rule(tag(f"tag {number}"))) for number in range(190)]
    settle()
    contacts_tag(workspace_id=workspace.pk, contact_ids=[contacts[0].pk], add=["vip", "tag 7"], now=NOW)
    # Ten levels with a savepoint each, and what surrounds them.
    with django_assert_max_num_queries(60):
        settle(LATER)
    assert [members(segment) for segment in outer] == [{contacts[0].pk}] * 10
    assert [number for number, segment in enumerate(beside) if members(segment)] == [7]
