"""Who never came in, and what each trigger by event, segment entry or exit says of them."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.engine import triggers
from campaigns.explain import Explanation, Verdict, explain
from campaigns.models import Campaign, Trigger
from campaigns.services import campaign_cancel
from contacts.models import Contact, Event
from contacts.segments import refresh
from contacts.services import EventIn, contact_update, events_record
from tests.factories.campaigns import SYSTEM, chain, flow, launch, tick
from tests.factories.contacts import make_contact, make_segment
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db

VIP: dict[str, Any] = {"condition": "AND", "rules": [{"type": "tag", "operator": "has", "value": "vip"}]}
LARGE: dict[str, Any] = {
    "condition": "AND",
    "rules": [{"type": "trigger", "field": "total", "operator": ">=", "value": 100}],
}


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


@pytest.fixture
def contact(workspace: Workspace) -> Contact:
    return make_contact(workspace, tags=["new"])


def launched(workspace: Workspace, kind: str, config: dict[str, Any], **fields: Any) -> Campaign:
    return launch(workspace, flow(("t", kind, config), ("e", "end", {})), **fields)


def on_order(workspace: Workspace, filter_: dict[str, Any] | None = None, **settings: Any) -> Campaign:
    return launched(workspace, "trigger_event", {"event": "ordered", "filter": filter_}, settings=settings)


def order(contact: Contact, **properties: Any) -> None:
    events_record(workspace_id=contact.workspace_id, events=[EventIn(contact.pk, "ordered", properties)])


def asked(campaign: Campaign, contact: Contact) -> Explanation:
    return explain(campaign=Campaign.objects.in_workspace(campaign.workspace_id).get(pk=campaign.pk), contact=contact)


def answer_of(campaign: Campaign, contact: Contact) -> tuple[str, str]:
    """The only trigger's reason, and the whole answer's words."""
    explanation = asked(campaign, contact)
    assert explanation.verdict is Verdict.NEVER_ENTERED
    [trigger] = explanation.triggers
    return trigger.reason, explanation.words


class TestEvents:
    def test_the_filter_said_no_with_the_values_of_that_moment(self, workspace: Workspace, contact: Contact) -> None:
        campaign = on_order(workspace, LARGE)
        order(contact, total=20)
        triggers.run()
        assert answer_of(campaign, contact) == (
            "filter",
            "Never came in. “ordered”: the trigger's filter said no. trigger’s total is at least 100 – found 20.",
        )
        [decision] = asked(campaign, contact).decisions
        assert [(each.condition, each.actual) for each in decision.seen] == [("trigger’s total is at least 100", 20)]

    @pytest.mark.parametrize("properties", [{}, {"total": None}])
    def test_what_was_missing_is_said_to_be(
        self, workspace: Workspace, contact: Contact, properties: dict[str, Any]
    ) -> None:
        campaign = on_order(workspace, LARGE)
        order(contact, **properties)
        triggers.run()
        assert answer_of(campaign, contact)[1].endswith("trigger’s total is at least 100 – found nothing.")

    def test_a_text_where_a_number_is_needed_is_shown_as_one(self, workspace: Workspace, contact: Contact) -> None:
        campaign = on_order(workspace, LARGE)
        order(contact, total="500")
        triggers.run()
        assert answer_of(campaign, contact)[1].endswith("trigger’s total is at least 100 – found “500”.")

    def test_the_entry_rule_said_no(self, workspace: Workspace, contact: Contact) -> None:
        campaign = on_order(workspace, entry_rule=VIP)
        order(contact)
        triggers.run()
        assert answer_of(campaign, contact) == (
            "entry_rule",
            "Never came in. “ordered”: the campaign's entry rule says no. tagged “vip” – found “new”.",
        )

    def test_the_reentry_policy_said_no(self, workspace: Workspace, contact: Contact) -> None:
        campaign = on_order(workspace)
        order(contact)
        triggers.run()
        tick()
        order(contact)
        triggers.run()
        explanation = asked(campaign, contact)
        assert [decision.outcome for decision in explanation.decisions] == ["reentry", "enrolled"]
        assert explanation.decisions[1].execution_id == explanation.entries[0].execution_id
        assert explanation.triggers == ()

    def test_nothing_came_yet_earlier_or_just_now(self, workspace: Workspace, contact: Contact) -> None:
        campaign = on_order(workspace)
        assert answer_of(campaign, contact) == (
            "not_happened",
            "Never came in. When a contact does “ordered”: that has not happened.",
        )
        order(contact)
        assert answer_of(campaign, contact)[0] == "not_looked_at"
        later = database_now() + timedelta(hours=1)
        Event.objects.in_workspace(workspace).update(routed_at=later)
        assert answer_of(campaign, contact)[0] == "not_listening"
        Trigger.objects.in_workspace(workspace).update(since=later)
        assert answer_of(campaign, contact)[0] == "happened_earlier"

    def test_a_campaign_that_had_ended(self, workspace: Workspace, contact: Contact) -> None:
        campaign = on_order(workspace)
        Campaign.objects.in_workspace(workspace).update(ends_at=database_now())
        order(contact)
        triggers.run()
        assert answer_of(campaign, contact) == ("closed", "Never came in. “ordered”: the campaign had ended.")

    def test_a_filter_that_was_changed_since_does_not_lend_its_words(
        self, workspace: Workspace, contact: Contact
    ) -> None:
        campaign = on_order(workspace, LARGE)
        order(contact, total=20)
        triggers.run()
        version = asked(campaign, contact) and Campaign.objects.in_workspace(workspace).get().live_version
        assert version is not None
        version.document["nodes"][0]["config"]["filter"]["rules"] *= 2
        version.save()
        assert answer_of(campaign, contact) == ("filter", "Never came in. “ordered”: the trigger's filter said no.")


class TestSegments:
    def test_who_is_not_in_sees_what_the_rule_asks(self, workspace: Workspace, contact: Contact) -> None:
        segment = make_segment(workspace, VIP, name="VIPs")
        refresh.run(database_now(), 100)
        campaign = launched(workspace, "trigger_segment_entry", {"segment": segment.public_id})
        [trigger] = asked(campaign, contact).triggers
        assert (trigger.reason, trigger.rules[0].leaves[0].actual) == ("not_happened", ["new"])
        contact_update(contact=contact, fields={"tags": ["vip"]}, actor=SYSTEM)
        refresh.run(database_now(), 100)
        assert [trigger.reason for trigger in asked(campaign, contact).triggers] == ["not_looked_at"]
        triggers.run()
        explanation = asked(campaign, contact)
        assert [(each.about, each.outcome) for each in explanation.decisions] == [("Entered “VIPs”", "enrolled")]
        assert explanation.verdict is Verdict.UNDER_WAY

    def test_who_has_not_left(self, workspace: Workspace, contact: Contact) -> None:
        segment = make_segment(workspace, VIP, name="VIPs")
        refresh.run(database_now(), 100)
        campaign = launched(workspace, "trigger_segment_exit", {"segment": segment.public_id})
        assert answer_of(campaign, contact)[0] == "not_happened"


def test_a_run_passed_by_whom_the_entry_rule_keeps_out(workspace: Workspace, contact: Contact) -> None:
    campaign = launch(workspace, chain(), settings={"entry_rule": VIP})
    [trigger] = asked(campaign, contact).triggers
    assert (trigger.reason, trigger.words) == ("entry_rule", "The campaign's entry rule says no.")
    assert [(look.about, look.matched) for look in trigger.rules] == [("Entry rule", False)]


def test_a_cancelled_campaign_still_tells(workspace: Workspace, contact: Contact) -> None:
    campaign = on_order(workspace, LARGE)
    order(contact, total=20)
    triggers.run()
    campaign_cancel(campaign=campaign, actor=SYSTEM)
    assert answer_of(campaign, contact)[0] == "filter"


def test_the_number_of_queries_does_not_grow_with_decisions(workspace: Workspace, contact: Contact) -> None:
    campaign = on_order(workspace, LARGE)
    for _ in range(30):
        order(contact, total=20)
    triggers.run()
    with CaptureQueriesContext(connection) as queries:
        assert len(asked(campaign, contact).decisions) == 20
    assert len(queries) <= 12
