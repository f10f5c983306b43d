"""`campaigns/{id}/review`."""

from campaigns.api.workspace.review import EXAMPLE
from tests.factories.campaigns import chain, default_sender, make_campaign, send_config
from tests.factories.contacts import make_contacts
from tests.factories.templates_app import make_template
from tests.workspaces.api.workspace.client import key_of
from workspaces.models import Scope


def path(campaign):
    return f"/campaigns/{campaign.public_id}/review"


def test_the_whole_review(viewer, acme):
    make_contacts(acme, 2)
    default_sender(acme)
    template = make_template(acme)
    settings = {"quiet_hours": {"start": "21:00", "end": "08:00"}}
    campaign = make_campaign(acme, chain(("s1", "send", send_config(template))), settings=settings)
    body = viewer.get(path(campaign)).json()
    assert body["blockers"] == [{**EXAMPLE["blockers"][0], "templateId": template.public_id}]
    assert [each["code"] for each in body["warnings"]] == ["audience_everybody", "withheld", "quiet_hours"]
    assert body["warnings"][2] == EXAMPLE["warnings"][0]
    assert body["quietHours"] == {"start": "21:00", "end": "08:00", "source": "campaign"}
    assert body["running"] == EXAMPLE["running"]
    assert body["canLaunch"] is False
    assert body["audience"] == body["estimate"]["audience"] == {"contacts": 2, "exact": True, "segment": None}
    assert sorted(body) == sorted(EXAMPLE)


def test_a_key_that_may_not_read_campaigns_is_refused(acme, campaign):
    assert key_of(acme, Scope.CONTACTS_READ).get(path(campaign)).status_code == 403
