"""What is set over the e-mail API takes effect in delivery, and is told of as it is."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from campaigns.engine import outages
from campaigns.models import Campaign
from contacts.models import Contact
from messaging.counters.jobs import compact
from messaging.delivery.batch import Candidate
from messaging.delivery.claim import claim
from messaging.delivery.states import Settlement, exchange
from messaging.models import Message, MessageState, StreamIteration
from tests.campaigns.api.client import Caller
from tests.campaigns.api.email.conftest import body
from tests.factories.campaigns import tick
from tests.factories.contacts import make_contacts
from tests.factories.messaging import grant_consent
from workspaces.clock import database_now
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db(transaction=True)


def submitted(acme: Workspace, mails: Caller, people: Sequence[Contact], **more: Any) -> Campaign:
    """A campaign into which each of the people was submitted once; their messages are queued."""
    grant_consent(list({each.pk: each for each in people}.values()))
    answer = mails.post("/campaigns", body(acme, **more))
    assert answer.status_code == 201, answer.content
    campaign_id = answer.json()["campaign"]["id"]
    for contact in people:
        wanted = {"event_name": "sale.created", "contact_id": str(contact.pk)}
        answer = mails.post(f"/campaigns/{campaign_id}/submit", wanted)
        assert answer.json()["submission"]["entered"] == 1, answer.content
    tick()
    found: Campaign = Campaign.objects.in_workspace(acme).get()
    return found


def sent() -> list[Candidate]:
    """What may go now goes out and is accepted."""
    now = database_now()
    claimed = claim(now, 100)
    rows = list(claimed.batch.rows) if claimed else []
    exchange([Settlement(row.id, row.attempt, MessageState.ACCEPTED) for row in rows], [], now)
    return rows


def told(mails: Caller, campaign: Campaign) -> dict[str, Any]:
    """The campaign's send."""
    (send,) = mails.get(f"/campaigns/{campaign.pk}").json()["campaign"]["campaign_sends"]
    found: dict[str, Any] = send
    return found


def quarter(acme: Workspace) -> datetime:
    """The quarter of an hour in which the last mail was accepted."""
    last: datetime = Message.objects.in_workspace(acme).filter(state="accepted").latest("settled_at").settled_at
    return last.replace(minute=last.minute // 15 * 15, second=0, microsecond=0)


def states(acme: Workspace) -> list[tuple[str, str]]:
    """State and reason of each message, oldest first."""
    rows = Message.objects.in_workspace(acme).order_by("pk")
    return list(rows.values_list("state", "reason"))


def test_cooldown_and_cap_hold_what_comes_too_soon_until_they_are_changed(acme, mails):
    (ada,) = make_contacts(acme, 1)
    campaign = submitted(acme, mails, [ada, ada])
    assert len(sent()) == 1
    assert states(acme) == [("accepted", ""), ("queued", "contact_cooldown")]
    # While the first was on its way, the second was to be looked at again in some minutes.
    Message.objects.in_workspace(acme).filter(state="queued").update(not_before=database_now())
    assert sent() == []
    send = told(mails, campaign)
    assert send["send_progress"] == {
        "total_sent": 1,
        "total_bounced": 0,
        "delivery_rate": 100.0,
        "current_iteration": 0,
        "reason": "",
    }
    assert 3_000 < send["next_send_countdown"]["remaining"] <= send["next_send_countdown"]["total"]
    shown = mails.get(f"/campaigns/{campaign.pk}").json()["campaign"]
    assert datetime.fromisoformat(shown["draft_data"]["last_sent_at"]) == quarter(acme)
    compact()
    again = mails.get(f"/campaigns/{campaign.pk}").json()["campaign"]
    assert again["draft_data"] == shown["draft_data"]
    limits = {"contact_cooldown_interval": 0, "contact_daily_email_cap": 1}
    mails.patch(f"/campaigns/{campaign.pk}", {"event_triggered_send": limits})
    assert sent() == []
    assert states(acme)[1] == ("queued", "contact_daily_cap")
    mails.patch(f"/campaigns/{campaign.pk}", {"event_triggered_send": {"contact_daily_email_cap": None}})
    assert len(sent()) == 1
    assert (told(mails, campaign)["send_progress"]["total_sent"], told(mails, campaign)["next_send_at"]) == (2, None)


def test_iterations_stop_with_their_reason_and_go_on_when_it_is_resumed(acme, mails):
    people = make_contacts(acme, 5)
    warm_up = {"iteration_send_amount": 2, "send_interval": 1, "min_delivery_rate": 90}
    campaign = submitted(acme, mails, people, automation_send=warm_up)
    first = sent()
    assert len(first) == 2
    assert told(mails, campaign)["send_progress"]["current_iteration"] == 1
    rows = Message.objects.in_workspace(acme)
    rows.filter(pk=first[0].id).update(bounced_at=database_now())
    long_ago = database_now() - timedelta(minutes=1)
    StreamIteration.objects.in_workspace(acme).update(next_at=long_ago)
    rows.filter(state="queued").update(not_before=long_ago)
    assert sent() == []
    assert outages.run().done == 1
    send = told(mails, campaign)
    assert (send["status"], send["send_progress"]) == (
        "paused_error",
        {
            "total_sent": 2,
            "total_bounced": 1,
            "delivery_rate": 50.0,
            "current_iteration": 1,
            "reason": "50 % of iteration 1 were delivered, fewer than 90 %",
        },
    )
    change = {"event_triggered_send": {"enabled": True}, "automation_send": {"active": False, "send_amount": 4}}
    assert mails.patch(f"/campaigns/{campaign.pk}", change).status_code == 200
    rows.filter(state="queued").update(not_before=long_ago)
    assert len(sent()) == 2
    rows.filter(state="queued").update(not_before=long_ago)
    assert sent() == []
    assert states(acme)[4] == ("skipped", "iterations_over")
    assert (told(mails, campaign)["status"], told(mails, campaign)["send_progress"]["total_sent"]) == ("running", 4)
