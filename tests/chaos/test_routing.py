"""kill -9 of the router: whoever did something enters once, and each event has its one decision."""

from collections import Counter

import pytest

from campaigns.models import Campaign, Execution, TriggerDecision
from campaigns.services import campaign_launch
from contacts.models import Event
from contacts.services import EventIn, events_record
from tests.chaos.crew import Crew
from tests.factories.campaigns import SYSTEM, flow, make_campaign
from tests.factories.contacts import make_contacts
from tests.factories.workspaces import make_workspace
from tests.processes import wait_until
from workspaces.models import Workspace

pytestmark = [pytest.mark.processes, pytest.mark.xdist_group("chaos")]

CONTACTS, EACH = 300, 3
ROUTING = ("routing.after_claim", "routing.before_commit", "routing.after_commit")


def launched(workspace: Workspace, reentry: str) -> Campaign:
    document = flow(("t", "trigger_event", {"event": "ordered"}), ("e", "end", {}))
    draft = make_campaign(workspace, document, settings={"reentry": reentry})
    return campaign_launch(campaign=draft, actor=SYSTEM)


@pytest.mark.parametrize("point", ROUTING)
def test_killed_routers_lose_and_repeat_nothing(crew: Crew, point: str) -> None:
    workspace = make_workspace()
    once, always = launched(workspace, "once"), launched(workspace, "always")
    contacts = make_contacts(workspace, CONTACTS)
    for _ in range(EACH):
        events_record(workspace_id=workspace.pk, events=[EventIn(contact.pk, "ordered") for contact in contacts])
    crew.crash(f"{point}:1")
    crew.start()
    waiting = Execution.objects.in_workspace(workspace).exclude(state="completed")
    unrouted = Event.objects.in_workspace(workspace).filter(routed_at=None)
    wait_until(lambda: not unrouted.exists() and not waiting.exists())
    crew.stop()
    for campaign, entries in ((once, 1), (always, EACH)):
        executions = Execution.objects.in_workspace(workspace).filter(campaign_id=campaign.pk)
        per_contact = Counter(executions.values_list("contact_id", flat=True))
        assert per_contact == {contact.pk: entries for contact in contacts}
        decisions = TriggerDecision.objects.in_workspace(workspace).filter(campaign_id=campaign.pk)
        assert Counter(decisions.values_list("outcome", flat=True))["enrolled"] == CONTACTS * entries
        assert len(set(decisions.values_list("source_id", flat=True))) == decisions.count() == CONTACTS * EACH
