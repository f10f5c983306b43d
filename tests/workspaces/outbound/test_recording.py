"""What the database notes of what happens: in the same transaction, once, and only where somebody listens."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from campaigns.services import campaign_cancel, campaign_pause, campaign_resume
from contacts.models import Contact, Segment
from contacts.segments import refresh
from contacts.services import contact_delete, contact_update, contacts_tag
from contacts.services.segment_members import segment_members_add, segment_members_remove
from messaging.models import Message
from messaging.services.facts import message_clicked, message_opened, message_unsubscribe
from tests.factories.campaigns import SYSTEM, chain, flow, launch, tick
from tests.factories.contacts import make_contact, make_contacts, make_segment
from tests.factories.messaging import make_messages, make_sender, make_stream
from tests.factories.templates_app import make_published
from tests.factories.webhooks import deliveries_of, events_of, kinds_of, make_endpoint
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now
from workspaces.models import WebhookDelivery, WebhookEvent, Workspace
from workspaces.outbound.body import body_of
from workspaces.outbound.kinds import kinds

ALL = [kind.key for kind in kinds()]


def bodies_of(workspace: Workspace) -> list[dict[str, Any]]:
    return [
        json.loads(body_of(each.kind, each.workspace_id, each.happened_at, each.data)) for each in events_of(workspace)
    ]


def test_every_event_of_the_contract_can_be_subscribed_to() -> None:
    assert ALL == [
        *("contact.created", "contact.updated", "segment.entered", "segment.left"),
        *("message.accepted", "message.delivered", "message.bounced", "message.opened", "message.clicked"),
        *("message.complained", "message.unsubscribed"),
        *("campaign.scheduled", "campaign.started", "campaign.paused", "campaign.resumed", "campaign.completed"),
        *("campaign.cancelled", "campaign.archived"),
        *("execution.completed", "execution.failed", "execution.skipped"),
    ]
    for kind in kinds():
        assert set(kind.payload(kind.example)) == set(kind.data().fields), kind.key


@pytest.mark.usefixtures("db")
def test_rows_before_and_after_are_joined_before_anything_is_asked_of_them() -> None:
    """Conditions beside the join make the planner compare each row with each: hours for an import."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT proname, prosrc FROM pg_proc WHERE prosrc ~ 'webhookevent' AND prosrc ~ 'JOIN stale'")
        functions = dict(cursor.fetchall())
    names = {"campaigns_webhook_executions", "contacts_webhook_updated", "messaging_webhook_events"}
    # Campaigns change one at a time.
    assert functions.keys() == names | {"campaigns_webhook_lifecycle"}
    for name in names:
        assert re.search(r"FROM fresh a JOIN stale b ON b\.id = a\.id\s+OFFSET 0\s*\)", functions[name]), name


def test_nothing_is_kept_where_nobody_listens(workspace: Workspace) -> None:
    make_endpoint(make_workspace(), *ALL)
    make_endpoint(workspace, "contact.updated")
    make_contact(workspace)
    assert WebhookEvent.objects.across_workspaces().count() == 0


def test_each_endpoint_gets_what_it_wants_and_rolled_back_is_not_told(workspace: Workspace) -> None:
    first = make_endpoint(workspace, "contact.created").endpoint
    second = make_endpoint(workspace, "contact.created", "contact.updated").endpoint
    contact = make_contact(workspace)
    contact_update(contact=contact, fields={"first_name": "Grace"}, actor=SYSTEM)
    with transaction.atomic():
        make_contact(workspace)
        transaction.set_rollback(True)
    assert kinds_of(workspace) == ["contact.created", "contact.updated"]
    assert [each.event.kind for each in deliveries_of(first)] == ["contact.created"]
    assert [each.event.kind for each in deliveries_of(second)] == ["contact.created", "contact.updated"]
    assert bodies_of(workspace)[1]["data"]["changed"] == ["first_name"]
    assert bodies_of(workspace)[1]["data"]["first_name"] == "Grace"


def test_sets_are_noted_in_sets(workspace: Workspace, django_assert_max_num_queries: Any) -> None:
    make_endpoint(workspace, "contact.updated")
    people, now = make_contacts(workspace, 50), database_now()
    with django_assert_max_num_queries(12):
        contacts_tag(workspace_id=workspace.pk, contact_ids=[each.pk for each in people], add=["vip"], now=now)
    assert kinds_of(workspace) == ["contact.updated"] * 50
    assert {each.contact_id for each in events_of(workspace)} == {each.pk for each in people}
    assert {tuple(each["data"]["changed"]) for each in bodies_of(workspace)} == {("tags",)}
    # What changes nothing is nothing to tell.
    Contact.objects.in_workspace(workspace).update(changed_at=database_now())
    assert len(events_of(workspace)) == 50


def test_segments_by_rule_and_by_hand(workspace: Workspace) -> None:
    make_endpoint(workspace, "segment.entered", "segment.left")
    rule = {"condition": "AND", "rules": [{"type": "tag", "operator": "has", "value": "vip"}]}
    followed = make_segment(workspace, rule, name="VIPs")
    contact = make_contact(workspace, tags=["vip"])
    refresh.run(database_now(), 1_000)
    by_hand = Segment.objects.create(workspace=workspace, name="Chosen", kind="static", rebuild_needed=False)
    segment_members_add(segment=by_hand, contact_ids=[contact.pk], now=database_now())
    segment_members_remove(segment=by_hand, contact_ids=[contact.pk], now=database_now())
    about = {"contact_id": contact.public_id}
    assert [(each["type"], each["data"]) for each in bodies_of(workspace)] == [
        ("segment.entered", {**about, "segment_id": followed.public_id, "segment_name": "VIPs"}),
        ("segment.entered", {**about, "segment_id": by_hand.public_id, "segment_name": "Chosen"}),
        ("segment.left", {**about, "segment_id": by_hand.public_id, "segment_name": "Chosen"}),
    ]


def test_a_campaign_from_launch_to_its_end_and_its_executions(workspace: Workspace) -> None:
    make_endpoint(workspace, *(key for key in ALL if key.startswith(("campaign", "execution"))))
    contact = make_contact(workspace)
    campaign = launch(workspace, chain(), name="Hello")
    campaign_pause(campaign=campaign, actor=SYSTEM)
    campaign_resume(campaign=campaign, actor=SYSTEM)
    tick()
    told = bodies_of(workspace)
    assert [each["type"] for each in told] == [
        *("campaign.started", "campaign.paused", "campaign.resumed", "execution.completed", "campaign.completed"),
    ]
    paused = told[1]["data"]
    assert (paused["id"], paused["name"], paused["status"]) == (campaign.public_id, "Hello", "PAUSED")
    assert (paused["holds"], paused["hold"], paused["lifecycle"]) == (["USER"], "USER", "RUNNING")
    assert (told[2]["data"]["status"], told[2]["data"]["holds"]) == ("RUNNING", [])
    assert (told[4]["data"]["status"], told[4]["data"]["previous_lifecycle"]) == ("COMPLETED", "RUNNING")
    ended = told[3]["data"]
    assert (ended["contact_id"], ended["campaign_id"]) == (contact.public_id, campaign.public_id)
    assert ended["id"] == campaign.executions.get().public_id


def test_cancelling_tells_of_the_campaign_and_of_everybody_on_the_way(workspace: Workspace) -> None:
    make_contacts(workspace, 3)
    document = flow(
        ("t", "trigger_manual", {}),
        ("w", "wait", {"duration": {"value": 1, "unit": "days"}}),
        ("e", "end", {}),
        edges=["t>w", "w>e"],
    )
    campaign = launch(workspace, document)
    tick()
    make_endpoint(workspace, *ALL)
    campaign_cancel(campaign=campaign, actor=SYSTEM)
    tick()
    told = kinds_of(workspace)
    assert told[0] == "campaign.cancelled"
    assert sorted(told[1:]) == ["execution.skipped"] * 3


def test_messages_and_their_facts_each_once(workspace: Workspace) -> None:
    make_endpoint(workspace, *(key for key in ALL if key.startswith("message")))
    stream, (_, version) = make_stream(workspace), make_published(workspace)
    [message] = make_messages(stream, make_contacts(workspace, 1), version, make_sender(workspace))
    rows = Message.objects.in_workspace(workspace).filter(pk=message.pk)
    now = database_now()
    rows.update(state="accepted", settled_at=now, address="ada@example.com", provider_message_id="p-1")
    rows.update(delivered_at=now + timedelta(seconds=1))
    for _ in range(2):
        message_opened(message_id=message.pk)
        message_clicked(message_id=message.pk, url="https://example.com/")
        message_unsubscribe(message=rows.get())
    rows.update(bounced_at=now, complained_at=now, reason="hard_bounce", reason_detail="550 no")
    told = bodies_of(workspace)
    assert [each["type"] for each in told[:5]] == [
        *("message.accepted", "message.delivered", "message.opened", "message.clicked", "message.unsubscribed"),
    ]
    assert sorted(each["type"] for each in told[5:]) == ["message.bounced", "message.complained"]
    assert told[5]["data"] == {
        "id": message.public_id,
        "contact_id": message.contact.public_id,
        "campaign_id": told[0]["data"]["campaign_id"],
        "node": message.node,
        "channel": "email",
        "message_type": "marketing",
        "address": "ada@example.com",
        "provider_message_id": "p-1",
        "reason": "hard_bounce",
        "detail": "550 no",
    }


def test_erasure_reaches_what_was_noted(workspace: Workspace) -> None:
    make_endpoint(workspace, *ALL)
    contact, other = make_contact(workspace, email="gone@example.com"), make_contact(workspace)
    contact_delete(contact=contact, actor=SYSTEM)
    assert [each.contact_id for each in events_of(workspace)] == [other.pk]
    assert WebhookDelivery.objects.in_workspace(workspace).count() == 1
