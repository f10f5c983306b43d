"""Send nodes that spread their messages: over all of the time, evenly, and for a contact always the same."""

from datetime import timedelta

import pytest

from campaigns.models import Campaign, Step
from campaigns.nodes.lots import BITS, lots
from messaging.delivery.claim import claim
from messaging.models import Message
from tests.factories.campaigns import chain, default_sender, launch, send_config, tick
from tests.factories.contacts import make_contacts
from tests.factories.messaging import grant_consent
from tests.factories.templates_app import make_published
from tests.factories.workspaces import make_workspace

pytestmark = pytest.mark.django_db
HOURS = timedelta(hours=6)


def spread_campaign(contacts: int) -> Campaign:
    workspace = make_workspace()
    default_sender(workspace)
    template, _ = make_published(workspace)
    grant_consent(make_contacts(workspace, contacts))
    campaign = launch(workspace, chain(("s", "send", send_config(template, spread_hours=6))))
    tick()
    return campaign


def test_each_contacts_message_waits_for_its_part_of_the_time() -> None:
    campaign = spread_campaign(60)
    messages = list(Message.objects.in_workspace(campaign.workspace_id).order_by("not_before"))
    numbers = lots(campaign.pk, "s/spread", [message.contact_id for message in messages])
    for message, number in zip(messages, numbers, strict=True):
        assert message.not_before - message.created_at == HOURS * (number / 2**BITS)
    assert {(message.state, message.reason) for message in messages} == {("queued", "spread")}
    steps = Step.objects.in_workspace(campaign.workspace_id).filter(node="s")
    assert set(steps.values_list("outcome", "reason", "detail__hours")) == {("parked", "spread", 6)}
    middle = messages[0].created_at + HOURS / 2
    due = [message.pk for message in messages if message.not_before <= middle]
    claimed = claim(middle, 500)
    assert claimed is not None
    assert sorted(row.id for row in claimed.batch.rows) == sorted(due)
    assert 0 < len(due) < 60


def test_the_parts_are_even_and_those_of_two_nodes_independent() -> None:
    campaign = make_workspace().pk
    contacts = [contact.pk for contact in make_contacts(make_workspace(), 2_000)]
    one, other = (list(lots(campaign, f"{node}/spread", contacts)) for node in ("a", "b"))
    for numbers in (one, other):
        tenths = [0] * 10
        for number in numbers:
            tenths[number * 10 >> BITS] += 1
        assert min(tenths) > 120
        assert max(tenths) < 280
    assert one != other
    assert list(lots(campaign, "a/spread", contacts)) == one
