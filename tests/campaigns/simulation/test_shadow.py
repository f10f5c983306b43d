"""A simulation among others: it holds no lock that they could wait for, sees nothing of theirs, and wakes nobody."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, transaction

from campaigns.models import Campaign, Execution
from campaigns.simulation import simulate, walk
from campaigns.simulation.shadow import ShadowMissing, shadowed
from contacts.models import Contact
from contacts.services import contacts_tag
from tests.campaigns.simulation.state import database_state, locks_held
from tests.factories.campaigns import chain, default_sender, flow, launch, make_campaign, send_config
from tests.factories.contacts import make_contact, make_segment
from tests.factories.messaging import grant_consent
from tests.factories.templates_app import make_published
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now
from workspaces.models import Workspace

HOW_CALLS_END = ("h.success>j", "h.failure>j")
OPEN = flow(("t", "trigger_api", {}), ("e", "end", {}))


def busy_flow(workspace: Workspace, other: Campaign) -> dict[str, Any]:
    """Everything that writes, in one way."""
    default_sender(workspace)
    template, _ = make_published(workspace)
    return flow(
        ("t", "trigger_api", {}),
        ("g", "tag", {"action": "add", "tag": "seen"}),
        ("f", "set_field", {"field": "plan", "value": "gold"}),
        ("p", "update_score", {"delta": 5}),
        ("m", "segment_add", {"segment": make_segment(workspace).public_id}),
        ("i", "notify_inbox", {"subject": "Call", "body": ""}),
        ("s", "send", send_config(template)),
        ("w", "wait", {"event": "ordered"}),
        ("q", "throttle", {"count": 1, "per": "day"}),
        ("h", "webhook", {"url": "https://crm.example.com/"}),
        ("j", "jump", {"campaign": other.public_id}),
        edges=[
            "t>g",
            "g>f",
            "f>p",
            "p>m",
            "m>i",
            "i>s",
            "s>w",
            "w>q",
            "w.timeout>q",
            "q>h",
            "h.success>j",
            "h.failure>j",
        ],
    )


@pytest.mark.django_db(transaction=True)
def test_no_lock_is_held_and_nothing_is_left() -> None:
    workspace = make_workspace()
    contact = make_contact(workspace)
    grant_consent([contact])
    other = launch(workspace, OPEN)
    campaign = launch(workspace, busy_flow(workspace, other))
    before = database_state()
    with locks_held() as locks:
        told = simulate(campaign=campaign, contact=contact)
    assert (told.state, told.reason, [step.node for step in told.steps]) == ("completed", "jumped", list("tgfpmiswqhj"))
    assert locks == set()
    assert database_state() == before
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relpersistence = 't' AND relname = 'contacts_contact'")
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db(transaction=True)
def test_others_change_the_contact_and_the_campaign_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = make_workspace()
    contact = make_contact(workspace)
    campaign = launch(workspace, chain(("g", "tag", {"action": "add", "tag": "seen"})), settings={"reentry": "always"})
    changed: list[int] = []
    go = walk.Walk.go

    def interrupted(self: walk.Walk) -> None:
        go(self)
        changed.append(elsewhere(lambda: others_work(contact, campaign)))

    monkeypatch.setattr(walk.Walk, "go", interrupted)
    assert simulate(campaign=campaign, contact=contact).state == "completed"
    contact.refresh_from_db()
    assert (changed, contact.tags) == ([1], ["real"])


def others_work(contact: Contact, campaign: Campaign) -> int:
    """What a pass and a pause do to the rows, with no patience for locks."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '100ms'")
        Campaign.objects.in_workspace(campaign.workspace_id).select_for_update().get(pk=campaign.pk)
        executions = Execution.objects.in_workspace(campaign.workspace_id).select_for_update()
        assert len(executions.filter(contact_id=contact.pk)) == 1
        return contacts_tag(
            workspace_id=contact.workspace_id, contact_ids=[contact.pk], add=["real"], now=database_now()
        )


def elsewhere(work: Callable[[], int]) -> int:
    """Does the work over another connection."""
    mine = connections["default"]
    del connections["default"]
    try:
        result = work()
        connections["default"].close()
    finally:
        connections["default"] = mine
    return result


@pytest.mark.django_db
def test_nothing_is_called_on_commit(django_capture_on_commit_callbacks: Any) -> None:
    workspace = make_workspace()
    contact = make_contact(workspace)
    campaign = make_campaign(workspace, busy_flow(workspace, launch(workspace, OPEN)))
    with django_capture_on_commit_callbacks() as callbacks:
        simulate(campaign=campaign, contact=contact)
    assert callbacks == []


@pytest.mark.django_db
def test_the_database_refuses_any_other_write() -> None:
    contact = make_contact(make_workspace())
    for statement in (
        "INSERT INTO contacts_event (workspace_id) SELECT NULL",
        "SELECT * FROM workspaces_workspace FOR UPDATE",
        "SELECT nextval(pg_get_serial_sequence('contacts_event', 'id'))",
    ):
        with (
            pytest.raises(DatabaseError, match="read-only transaction"),
            shadowed(contact.workspace_id, contact.pk, []),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


@pytest.mark.django_db
def test_only_the_contacts_own_rows_are_seen() -> None:
    workspace = make_workspace()
    contact, _ = make_contact(workspace), make_contact(workspace)
    campaign = launch(workspace, chain())
    with shadowed(workspace.pk, contact.pk, [campaign.pk]):
        assert [each.pk for each in Contact.objects.in_workspace(workspace)] == [contact.pk]
        assert [each.contact_id for each in Execution.objects.in_workspace(workspace)] == [contact.pk]
    assert Contact.objects.in_workspace(workspace).count() == 2


@pytest.mark.django_db
def test_a_search_path_that_hides_the_copies_is_noticed() -> None:
    contact = make_contact(make_workspace())
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL search_path = public, pg_temp")
        with pytest.raises(ShadowMissing), shadowed(contact.workspace_id, contact.pk, []):
            raise AssertionError("nothing may run")
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_a_statement_that_takes_too_long_ends_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = make_workspace()
    contact = make_contact(workspace)
    campaign = make_campaign(workspace, chain(("w", "wait", {"duration": {"value": 1, "unit": "days"}})))
    passed = walk.Walk._pass

    def slow(self: walk.Walk, *args: Any, **kwargs: Any) -> Any:
        if self.steps:
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL statement_timeout = 1")
                cursor.execute("SELECT pg_sleep(1)")
        return passed(self, *args, **kwargs)

    monkeypatch.setattr(walk.Walk, "_pass", slow)
    told = simulate(campaign=campaign, contact=contact)
    assert (told.entered, told.state, told.reason) == (True, "stopped", "test_slow")
    assert [step.node for step in told.steps] == ["t", "w"]
