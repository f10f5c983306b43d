"""A node that raises fails only the executions that cause it; books that don't balance write nothing at all."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.db import OperationalError, connection

from campaigns.engine import stage
from campaigns.models import Campaign, CampaignHold, Step
from campaigns.nodes.base import Batch
from campaigns.nodes.moves import Moves
from campaigns.nodes.tag import TagNode
from tests.factories.campaigns import (
    chain,
    counters_of,
    execution_for,
    executions_of,
    journal_of,
    launch,
    recount,
    tick,
)
from tests.factories.contacts import make_contacts
from tests.factories.workspaces import make_workspace
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db

TAG = ("g", "tag", {"action": "add", "tag": "seen"})


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


@pytest.fixture
def step(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Batch[Any]], None]], None]:
    """Runs something before each step of a tag node."""
    original = TagNode.step

    def arrange(before: Callable[[Batch[Any]], None]) -> None:
        def stepped(self: TagNode, batch: Batch[Any]) -> Moves:
            moves = original(self, batch)
            before(batch)
            return moves

        monkeypatch.setattr(TagNode, "step", stepped)

    return arrange


def poison(contact_ids: set[UUID], error: Callable[[], None]) -> Callable[[Batch[Any]], None]:
    def before(batch: Batch[Any]) -> None:
        if contact_ids & set(batch.contact_ids):
            error()

    return before


def raise_value_error() -> None:
    raise ValueError("bad apple")


def break_a_statement() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")


@pytest.mark.parametrize("error", [raise_value_error, break_a_statement])
def test_only_the_poisoned_fail_with_the_reason_in_the_journal(
    workspace: Workspace, step: Any, error: Callable[[], None]
) -> None:
    contacts = make_contacts(workspace, 20)
    bad = {contacts[3].pk, contacts[17].pk}
    campaign = launch(workspace, chain(TAG))
    step(poison(bad, error))
    assert tick() == 20
    for contact in contacts:
        contact.refresh_from_db()
        execution = execution_for(campaign, contact)
        if contact.pk in bad:
            assert (execution.state, execution.node, execution.reason) == ("failed", "g", "node_error")
            assert journal_of(execution) == [("t", "passed", "next", ""), ("g", "failed", "", "node_error")]
            assert contact.tags == []
        else:
            assert (execution.state, execution.node, execution.reason) == ("completed", "e", "")
            assert contact.tags == ["seen"]
    assert counters_of(campaign) == recount(campaign)
    detail = Step.objects.in_workspace(workspace).filter(outcome="failed").first().detail
    assert detail["message"].startswith(("ValueError: bad apple", "DataError: division by zero"))


def test_the_campaign_then_completes_partially(workspace: Workspace, step: Any) -> None:
    contacts = make_contacts(workspace, 2)
    campaign = launch(workspace, chain(TAG))
    step(poison({contacts[0].pk}, raise_value_error))
    tick()
    assert Campaign.objects.in_workspace(workspace).get(pk=campaign.pk).lifecycle == "COMPLETED_PARTIAL"


def test_a_detail_that_jsonb_cannot_hold_is_cleaned(workspace: Workspace, step: Any) -> None:
    [contact] = make_contacts(workspace, 1)
    campaign = launch(workspace, chain(TAG))

    def error() -> None:
        raise ValueError("nul \0 and \ud800 and \\ and \t")

    step(poison({contact.pk}, error))
    tick()
    [line] = Step.objects.in_workspace(workspace).filter(outcome="failed")
    assert line.detail == {"message": "ValueError: nul  and ? and \\ and \t"}
    assert execution_for(campaign, contact).state == "failed"


def unchanged(campaign: Campaign) -> bool:
    executions = executions_of(campaign)
    return (
        all((each.state, each.node, each.arrived_at) == ("pending", "t", None) for each in executions)
        and not Step.objects.in_workspace(campaign.workspace_id).exists()
        and counters_of(campaign) == {("t", "enrolled", ""): len(executions)}
    )


def test_a_node_that_loses_an_arrival_rolls_the_pass_back_and_holds_the_campaign(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_contacts(workspace, 5)
    campaign = launch(workspace, chain(TAG))
    monkeypatch.setattr(TagNode, "step", lambda self, batch: Moves().to("next", range(len(batch) - 1)))
    assert stage.run().done == 0
    assert unchanged(campaign)
    [hold] = CampaignHold.objects.in_workspace(workspace).filter(campaign=campaign)
    assert hold.kind == "ERROR"
    assert hold.reason.startswith("MovesMismatch")
    assert stage.run().done == 0


def test_a_lost_connection_or_deadlock_is_nobodys_fault(workspace: Workspace, step: Any) -> None:
    contacts = make_contacts(workspace, 4)
    campaign = launch(workspace, chain(TAG))

    def deadlock() -> None:
        raise OperationalError("deadlock detected")

    step(poison({contacts[0].pk}, deadlock))
    with pytest.raises(OperationalError, match="deadlock"):
        stage.run()
    assert unchanged(campaign)
    assert not CampaignHold.objects.in_workspace(workspace).exists()


def test_executions_at_a_node_that_their_version_lacks_fail(workspace: Workspace) -> None:
    [contact] = make_contacts(workspace, 1)
    campaign = launch(workspace, chain(TAG))
    executions = execution_for(campaign, contact).__class__.objects.in_workspace(workspace)
    executions.filter(campaign=campaign).update(node="gone")
    assert tick() == 1
    execution = execution_for(campaign, contact)
    assert (execution.state, execution.node, execution.reason) == ("failed", "gone", "node_missing")
