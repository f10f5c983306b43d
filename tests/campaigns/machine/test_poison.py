"""Every registered node type: a contact at whom it breaks fails alone, and the books balance."""

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from campaigns.engine import counters
from campaigns.nodes import registry
from campaigns.nodes.base import Batch
from campaigns.nodes.moves import Moves
from tests.campaigns.machine import invariants
from tests.campaigns.machine.flows import END, INNER, Document, documents
from tests.campaigns.machine.journal import check_journal
from tests.campaigns.machine.machine import EngineMachine
from tests.factories.campaigns import executions_of


@pytest.mark.parametrize("key", [*INNER, END])
def test_a_contact_that_breaks_a_node_fails_alone(machine: type[EngineMachine], key: str) -> None:
    @settings(max_examples=1, phases=[Phase.generate], database=None, suppress_health_check=list(HealthCheck))
    @given(document=documents(inner=[key] if key != END else ["tag"]), place=st.integers(0, 3))
    def runs(document: Document, place: int) -> None:
        state = machine()
        try:
            state.passed_over.add(invariants.FAULTS)
            state.begin(document=document, number=4, settings={})
            breaks_for(state, key, place)
        finally:
            state.teardown()

    runs()


def breaks_for(state: EngineMachine, key: str, place: int) -> None:
    victim = state.contacts[place].pk
    node_type = type(registry.get(key))
    original = node_type.step

    def step(self: Any, batch: Batch[Any]) -> Moves:
        moves = original(self, batch)
        if victim in batch.contact_ids and batch.campaign.campaign_id == state.campaign.pk:
            raise ValueError("bad apple")
        return moves

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(node_type, "step", step)
        state.enroll(death=None, place=0)
        state.everything_runs()
    nodes = {node["id"] for node in state.documents[0]["nodes"] if node["type"] == key}
    broken = [each for each in executions_of(state.campaign) if each.reason == "node_error"]
    assert {each.contact_id for each in broken} == {victim}
    assert {(each.state, each.node) for each in broken} <= {("failed", node) for node in nodes}
    assert {each.contact_id for each in executions_of(state.campaign)} == {each.pk for each in state.contacts}
    assert counters.recount(state.campaign.pk) == []
    check_journal(state.campaign)
