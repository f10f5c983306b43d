"""Bulk operations: previews that come true, chunks, refusals by reason, failing, stopping, resuming, undoing."""

from datetime import timedelta
from typing import Any

import pytest

from contacts.bulk import all_actions, stage
from contacts.models import BulkChange, BulkOperation, BulkState, Contact
from contacts.services import segment_create, segment_delete
from contacts.services.bulk import BulkWish, bulk_check, bulk_resume, bulk_start, bulk_stop, bulk_undo
from tests.factories.contacts import define_attributes, make_contact, make_contacts
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


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage, "CHUNK", 3)


def wish(action: str, **params: Any) -> BulkWish:
    return BulkWish(action, params)


def start(workspace: Workspace, what: BulkWish) -> BulkOperation:
    return bulk_start(workspace=workspace, wish=what, actor=ACTOR, expected=0)


def drain(operation: BulkOperation) -> BulkOperation:
    while stage.run().more:
        pass
    operation.refresh_from_db()
    return operation


def tags(workspace: Workspace) -> list[list[str]]:
    return list(Contact.objects.in_workspace(workspace).order_by("pk").values_list("tags", flat=True))


def test_a_preview_comes_true(workspace: Workspace) -> None:
    make_contacts(workspace, 5)
    make_contacts(workspace, 2, tags=["vip"])
    make_contact(make_workspace(), tags=["vip"])
    told = bulk_check(workspace=workspace, wish=wish("tag", tag=" vip "), actor=ACTOR)
    assert (told.changing, dict(told.refused), told.exact, told.total) == (5, {"has_it": 2}, True, 7)
    done = drain(start(workspace, wish("tag", tag="vip")))
    assert (done.state, done.changed, done.refused, done.looked_at) == (BulkState.COMPLETED, 5, {"has_it": 2}, 7)
    assert tags(workspace) == [["vip"]] * 7
    lines = AuditEntry.objects.in_workspace(workspace).filter(target_type="bulk_operation").order_by("pk")
    actions = lines.values_list("action", "actor_label")
    assert list(actions) == [
        ("contacts.bulk_given", ACTOR.label),
        ("contacts.bulk_completed", ACTOR.label),
    ]


def test_only_those_who_changed_are_undone(workspace: Workspace) -> None:
    make_contacts(workspace, 4)
    make_contacts(workspace, 2, tags=["vip"])
    done = drain(start(workspace, wish("tag", tag="vip")))
    drain(bulk_undo(operation=done, actor=ACTOR))
    assert tags(workspace) == [[]] * 4 + [["vip"]] * 2
    with pytest.raises(Conflict):
        bulk_undo(operation=done, actor=ACTOR)
    undoing = BulkOperation.objects.in_workspace(workspace).get(undoes=done)
    assert (undoing.action, undoing.changed, undoing.state) == ("untag", 4, BulkState.COMPLETED)
    with pytest.raises(Conflict):
        bulk_undo(operation=undoing, actor=ACTOR)


def test_a_filter_means_those_who_matched_also_when_the_action_changes_that(workspace: Workspace) -> None:
    make_contacts(workspace, 7)
    without = {"condition": "AND", "rules": [{"type": "tag", "operator": "has_not", "value": "new"}]}
    done = drain(start(workspace, BulkWish("tag", {"tag": "new"}, filter={"rule": without})))
    assert (done.changed, done.looked_at) == (7, 7)


def test_who_came_later_is_not_meant(workspace: Workspace) -> None:
    make_contacts(workspace, 2)
    operation = start(workspace, wish("tag", tag="vip"))
    later = make_contact(workspace)
    Contact.objects.in_workspace(workspace).filter(pk=later.pk).update(created_at=database_now() + timedelta(seconds=5))
    assert drain(operation).changed == 2


def test_named_contacts_of_another_workspace_are_refused_and_never_touched(workspace: Workspace) -> None:
    mine, theirs = make_contact(workspace), make_contact(make_workspace())
    with pytest.raises(InvalidInput) as refused:
        start(workspace, BulkWish("tag", {"tag": "vip"}, contacts=[mine.public_id, theirs.public_id]))
    assert [(each.field, each.code) for each in refused.value.details] == [("contacts[1]", "unknown")]
    assert not BulkOperation.objects.in_workspace(workspace).exists()
    operation = start(workspace, BulkWish("tag", {"tag": "vip"}, contacts=[mine.public_id]))
    BulkOperation.objects.in_workspace(workspace).update(contact_ids=[mine.pk, theirs.pk])
    assert drain(operation).looked_at == 1
    theirs.refresh_from_db()
    assert theirs.tags == []


def test_what_fails_pauses_whole_and_goes_on_where_it_was(workspace: Workspace) -> None:
    make_contacts(workspace, 5)
    segment = segment_create(workspace=workspace, name="List", kind="static", actor=ACTOR)
    operation = start(workspace, wish("segment_add", segment=segment.public_id))
    stage.run()
    key = segment.pk
    segment_delete(segment=segment, actor=ACTOR)
    operation = drain(operation)
    assert (operation.state, operation.looked_at) == (BulkState.PAUSED, 3)
    assert operation.reason == "There is no such segment."
    other = drain(start(workspace, wish("tag", tag="vip")))
    assert other.state == BulkState.COMPLETED
    segment.pk = key
    segment.save(force_insert=True)
    bulk_resume(operation=operation, actor=ACTOR)
    operation = drain(operation)
    assert (operation.state, operation.looked_at, operation.reason) == (BulkState.COMPLETED, 5, "")


def test_stopping_keeps_what_was_done(workspace: Workspace) -> None:
    make_contacts(workspace, 5)
    operation = start(workspace, wish("tag", tag="vip"))
    stage.run()
    bulk_stop(operation=operation, actor=ACTOR)
    operation = drain(operation)
    assert (operation.state, operation.changed) == (BulkState.STOPPED, 3)
    with pytest.raises(Conflict):
        bulk_stop(operation=operation, actor=ACTOR)
    with pytest.raises(Conflict):
        bulk_resume(operation=operation, actor=ACTOR)
    drain(bulk_undo(operation=operation, actor=ACTOR))
    assert tags(workspace) == [[]] * 5


def test_it_begins_when_its_moment_has_come(workspace: Workspace) -> None:
    make_contacts(workspace, 1)
    operation = bulk_start(
        workspace=workspace, wish=wish("tag", tag="x"), actor=ACTOR, expected=1, delay=timedelta(minutes=1)
    )
    assert stage.run().processed == 0
    assert stage.run(database_now() + timedelta(minutes=2)).processed == 1
    operation.refresh_from_db()
    assert operation.state == BulkState.COMPLETED


def test_after_a_week_it_is_forgotten_who_changed(workspace: Workspace) -> None:
    make_contacts(workspace, 2)
    done = drain(start(workspace, wish("tag", tag="vip")))
    assert stage.forget(database_now() + timedelta(days=6)) == 0
    assert stage.forget(database_now() + timedelta(days=8)) == 2
    assert not BulkChange.objects.in_workspace(workspace).exists()
    BulkOperation.objects.in_workspace(workspace).update(finished_at=database_now() - timedelta(days=8))
    done.refresh_from_db()
    with pytest.raises(Conflict):
        bulk_undo(operation=done, actor=ACTOR)


@pytest.mark.parametrize(
    ("what", "field"),
    [
        (wish("fly"), "action"),
        (wish("tag"), "params.tag"),
        (wish("tag", tag="x" * 65), "params.tag"),
        (wish("tag", tag="x", more="y"), "params.more"),
        (wish("segment_add", segment="seg_01h455vb4pex5vsknk084sn02q"), "params.segment"),
        (wish("set_field", field="email", value="a@example.com"), "params.field"),
        (wish("set_field", field="attributes.unknown", value="a"), "params.field"),
        (wish("set_field", field="attributes.visits", value="many"), "params.value"),
        (wish("set_field", field="timezone", value="Mars/Olympus"), "params.value"),
        (wish("consent", channel="pigeon", message_type="marketing", state="granted"), "params.channel"),
        (BulkWish("tag", {"tag": "x"}, contacts=[]), "contacts"),
        (BulkWish("tag", {"tag": "x"}, contacts=["nobody"]), "contacts"),
        (BulkWish("tag", {"tag": "x"}, filter={"planet": "mars"}), "filter.planet"),
    ],
)
def test_wrong_wishes_are_refused_by_name(workspace: Workspace, what: BulkWish, field: str) -> None:
    define_attributes(workspace, {"visits": "number"})
    with pytest.raises(InvalidInput) as refused:
        start(workspace, what)
    assert refused.value.details[0].field == field
    assert not BulkOperation.objects.in_workspace(workspace).exists()


def test_every_action_says_what_it_refuses_and_its_reverse_is_one() -> None:
    keys = {action.key for action in all_actions()}
    assert keys >= {"tag", "untag", "segment_add", "segment_remove", "set_field", "consent", "enrol"}
    assert {action.reverse for action in all_actions()} <= keys | {""}
