"""`campaigns/{id}/estimate`."""

from decimal import Decimal

from campaigns.api.workspace.estimate import EXAMPLE
from contacts.services import segment_members_add
from messaging.services import price_set
from tests.factories.campaigns import SYSTEM, chain, make_campaign, send_config
from tests.factories.contacts import make_contacts, make_segment
from tests.factories.messaging import grant_consent
from tests.factories.templates_app import make_published
from tests.workspaces.api.workspace.client import key_of
from workspaces.clock import database_now
from workspaces.models import Scope


def path(campaign):
    return f"/campaigns/{campaign.public_id}/estimate"


def test_the_whole_estimate(viewer, acme):
    segment = make_segment(acme, name="Newsletter")
    contacts = make_contacts(acme, 4)
    make_contacts(acme, 2)
    grant_consent(contacts[:3])
    segment_members_add(segment=segment, contact_ids=[each.pk for each in contacts], now=database_now())
    template, _ = make_published(acme)
    campaign = make_campaign(acme, chain(("s", "send", send_config(template))), audience=segment)
    body = viewer.get(path(campaign)).json()
    assert body == {
        "audience": {
            "contacts": 4,
            "exact": True,
            "segment": {"id": segment.public_id, "name": "Newsletter"},
        },
        "exact": True,
        "sends": 3,
        "cost": None,
        "channels": [
            {
                "channel": "email",
                "messageType": "marketing",
                "sends": 3,
                "withheld": 1,
                "unitPrice": None,
                "cost": None,
            }
        ],
        "nodes": {"t": 4, "s": 4, "e": 3},
    }
    assert sorted(body) == sorted(EXAMPLE)
    price_set(workspace=acme, channel="email", message_type="marketing", amount=Decimal("0.0100"), actor=SYSTEM)
    body = viewer.get(path(campaign)).json()
    assert body["cost"] == {"amount": "0.03", "currency": "EUR"}
    assert body["channels"][0]["unitPrice"] == "0.01"


def test_a_key_that_may_not_read_campaigns_is_refused(acme, campaign):
    assert key_of(acme, Scope.CONTACTS_READ).get(path(campaign)).status_code == 403
