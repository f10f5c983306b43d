"""Every registered node type, dying at every statement of the stages that move contacts through it."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from campaigns.engine import settle, stage, triggers
from campaigns.nodes import registry
from campaigns.nodes.base import Category
from campaigns.webhooks import stage as webhooks
from messaging.delivery import stage as delivery
from tests.campaigns.machine import invariants
from tests.campaigns.machine.flows import END, Document, documents
from tests.campaigns.machine.machine import EngineMachine

TYPES = [each.key for each in registry.all_types() if each.category is not Category.TRIGGER and each.key != END]


@pytest.mark.parametrize("key", TYPES)
def test_dying_at_each_statement(machine: type[EngineMachine], key: str) -> None:
    @settings(max_examples=2, phases=[Phase.generate], database=None, suppress_health_check=list(HealthCheck))
    @given(document=documents(inner=[key]), number=st.integers(3, 4))
    def runs(document: Document, number: int) -> None:
        state = machine()
        try:
            state.begin(document=document, number=number, settings={"exit_rules": []})
            for run in (triggers.run, stage.run, delivery.run, webhooks.run, stage.run, settle.run):
                dies_at_each_statement(state, run)
        finally:
            state.teardown()
        assert key in {node["type"] for node in document["nodes"]}

    runs()


def dies_at_each_statement(state: EngineMachine, run: Callable[[], object]) -> None:
    """Lets the stage die after no statement, one, two, …, until it has lived; each death leaves everything in order."""
    mortality = state.scene.mortality
    for statements in range(1_000):
        deaths, before = mortality.deaths, invariants.moved(state.campaign)
        with mortality.life(statements):
            run()
        state.holds()
        if mortality.deaths == deaths:
            return
        assert invariants.moved(state.campaign) >= before
    raise AssertionError("it never comes to its end")
