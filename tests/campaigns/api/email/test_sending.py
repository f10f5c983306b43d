"""What of `send_data` decides which mails go out at all, when, and with what in them, is kept in delivery."""

import email
import email.policy
import re
from datetime import timedelta
from decimal import Decimal

import pytest

from campaigns.engine import triggers
from contacts.models import Contact
from messaging.delivery import stage
from messaging.models import AddressStatus, AddressVerification, Message, StreamIteration, StreamVerification
from messaging.verification import stage as verification
from tests.campaigns.api.email.conftest import body
from tests.campaigns.api.email.test_effects import sent, states, submitted
from tests.factories.campaigns import tick
from tests.factories.contacts import make_contact, make_contacts
from tests.factories.messaging import grant_consent, make_sender
from tests.factories.templates_app import make_published
from tests.messaging.policies.test_verification import Priced
from tests.messaging.smtp_server import Mail, smtp_server
from workspaces.clock import database_now

pytestmark = pytest.mark.django_db(transaction=True)
LINK = "https://example.com/start"


def test_iterations_grow_to_the_most_and_end_after_so_many(acme, mails):
    people = make_contacts(acme, 8)
    warm_up = {
        **{"iteration_send_amount": 2, "max_iteration_send_amount": 3, "max_iterations": 2},
        **{"send_interval": 1, "min_delivery_rate": 0},
    }
    submitted(acme, mails, people, automation_send=warm_up)
    went = []
    for _ in range(3):
        went.append(len(sent()))
        long_ago = database_now() - timedelta(minutes=1)
        StreamIteration.objects.in_workspace(acme).update(next_at=long_ago)
        Message.objects.in_workspace(acme).filter(state="queued").update(not_before=long_ago)
    assert went == [2, 3, 0]
    assert states(acme) == [("accepted", "")] * 5 + [("skipped", "iterations_over")] * 3


def test_a_scheduled_mail_goes_to_whom_the_query_takes_when_its_moment_has_come(acme, mails):
    good = make_contacts(acme, 2, tags=["good"])
    grant_consent([*good, make_contact(acme)])
    moment = database_now() + timedelta(hours=1)
    query = {"condition": "AND", "rules": [{"type": "tag", "operator": "has", "value": "good"}]}
    wanted = {"broadcast_send": {"scheduled_send_time": moment.isoformat()}, "segment_query": query}
    answer = mails.post("/campaigns", body(acme, **wanted))
    assert answer.status_code == 201, answer.content
    for now, number in ((moment - timedelta(minutes=1), 0), (moment + timedelta(seconds=1), 2)):
        triggers.run(now)
        tick(now)
        assert Message.objects.in_workspace(acme).count() == number
    messages = Message.objects.in_workspace(acme)
    assert set(messages.values_list("contact_id", flat=True)) == {each.pk for each in good}
    triggers.run(moment + timedelta(hours=1))
    assert messages.count() == 2


def test_what_is_not_tracked_has_no_pixel_and_its_own_links(acme, mails):
    template, _ = make_published(acme)
    with smtp_server() as server:
        account = make_sender(acme, port=server.port)
        parts = {"template_ids": [str(template.pk)], "mail_account_ids": [str(account.pk)]}
        people = make_contacts(acme, 3)
        campaign = submitted(acme, mails, people[:1], **parts)
        assert stage.run().accepted == 1
        grant_consent(people[1:])
        for contact, change in zip(people[1:], ({"open_tracking": False}, {"click_tracking": False}), strict=True):
            assert mails.patch(f"/campaigns/{campaign.pk}", change).status_code == 200
            enter(mails, campaign, contact)
            assert stage.run().accepted == 1
    assert [told(mail) for mail in server.mails] == [(True, False), (False, False), (False, True)]


def enter(mails, campaign, contact):
    """Lets a contact in, whose message is queued."""
    wanted = {"event_name": "sale.created", "contact_id": str(contact.pk)}
    answer = mails.post(f"/campaigns/{campaign.pk}/submit", wanted)
    assert answer.json()["submission"]["entered"] == 1, answer.content
    tick()


def told(mail: Mail) -> tuple[bool, bool]:
    """Whether the mail's HTML holds a pixel of ours, and whether its link is that of the template."""
    html = email.message_from_bytes(mail.content, policy=email.policy.default).get_body(("html",)).get_content()
    links = re.findall(r'href="([^"]+)"', html)
    assert any(link.startswith(LINK) for link in links) is not any("/c/" in link for link in links)
    return "/o/" in html, any(link.startswith(LINK) for link in links)


def test_only_verified_addresses_get_mail_within_the_budget(acme, mails, settings, monkeypatch):
    settings.ADDRESS_VERIFIER = "tests.messaging.policies.test_verification.Priced"
    good, risky, third = (make_contact(acme, email=f"{name}@example.com") for name in ("good", "risky", "third"))
    said = {good.email: AddressStatus.VALID, risky.email: AddressStatus.RISKY}
    monkeypatch.setattr(Priced, "said", said)
    wanted = {"active": True, "acceptable_statuses": ["valid"], "max_budget": 0.25, "age_threshold": 3}
    limits = {"event_triggered_send": {"contact_cooldown_interval": 0}}
    campaign = submitted(acme, mails, [good, risky], verification_data=wanted, **limits)
    assert sent() == []
    waiting, over, refused = (
        ("queued", "verification"),
        ("skipped", "verification_budget"),
        ("skipped", "verification_refused"),
    )
    assert told_of(good) == told_of(risky) == [waiting]
    grant_consent([third])
    enter(mails, campaign, third)
    assert sent() == []
    assert told_of(third) == [over]
    assert StreamVerification.objects.in_workspace(acme).get().spent == Decimal("0.20")
    assert verification.run(database_now()) == 2
    Message.objects.in_workspace(acme).filter(state="queued").update(not_before=database_now())
    assert len(sent()) == 1
    assert (told_of(good), told_of(risky)) == ([("accepted", "")], [refused])
    # What is known of an address is worth nothing after three days, and other statuses may be accepted.
    verdicts = AddressVerification.objects.in_workspace(acme).filter(address=good.email)
    verdicts.update(checked_at=database_now() - timedelta(days=3, seconds=1))
    change = {"verification_data": {"max_budget": 1, "acceptable_statuses": ["risky"]}}
    assert mails.patch(f"/campaigns/{campaign.pk}", change).status_code == 200
    for contact in (good, risky, third):
        enter(mails, campaign, contact)
    assert len(sent()) == 1
    assert told_of(good) == [("accepted", ""), waiting]
    assert told_of(risky) == [refused, ("accepted", "")]
    assert told_of(third) == [over, waiting]
    assert StreamVerification.objects.in_workspace(acme).get().spent == Decimal("0.40")
    assert set(verdicts.values_list("status", flat=True)) == {"pending"}


def told_of(contact: Contact) -> list[tuple[str, str]]:
    """State and reason of each message to the contact, oldest first."""
    rows = Message.objects.in_workspace(contact.workspace_id).filter(contact=contact).order_by("pk")
    return list(rows.values_list("state", "reason"))
