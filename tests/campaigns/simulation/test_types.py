"""Every registered node type goes through a simulation with its test data, and writes to nothing but the copies."""

from collections.abc import Iterator
from typing import Any

import pytest

from campaigns.flow import errors_of
from campaigns.nodes import registry
from campaigns.nodes.base import Category
from campaigns.services import flow_issues
from campaigns.simulation import simulate
from contacts.models import Contact
from tests.campaigns.machine.scene import Scene
from tests.campaigns.nodes.data import CAMPAIGN, NODES, Good
from tests.campaigns.simulation.state import database_state
from tests.factories.campaigns import chain, launch, make_campaign
from tests.factories.workspaces import make_member, make_user
from workspaces.errors import InvalidInput

END = "end"
TYPES = [each.key for each in registry.all_types()]


@pytest.fixture
def scene(db: None) -> Iterator[Scene]:
    made = Scene()
    make_member(made.workspace, user=make_user("ada@example.com"))
    yield made
    made.close()


def document_of(key: str, good: Good) -> dict[str, Any]:
    """A trigger, a node of that type with each of its ports leading to the end."""
    is_trigger = registry.get(key).category is Category.TRIGGER
    nodes = [] if is_trigger else [{"id": "t", "type": "trigger_api", "config": {}}]
    edges = [] if is_trigger else [{"source": "t", "target": "n", "port": "next"}]
    nodes.append({"id": "n", "type": key, "config": good.config})
    if good.ports and key != END:
        nodes.append({"id": "e", "type": END, "config": {}})
        edges += [{"source": "n", "target": "e", "port": port} for port in good.ports]
    return {"nodes": nodes, "edges": edges}


@pytest.mark.parametrize("key", TYPES)
def test_each_type_is_simulated(scene: Scene, key: str) -> None:
    contact: Contact = scene.contacts(2)[1]
    other, campaign = launch(scene.workspace, chain()), make_campaign(scene.workspace)
    simulated = 0
    for good in NODES[key].good:
        document = scene.real(document_of(key, good), **{CAMPAIGN: other.public_id})
        entry = {document["nodes"][0]["id"]: "next"}
        before = database_state()
        if errors_of(flow_issues(campaign=campaign, document=document)):
            # What can't be published can't be tested either.
            with pytest.raises(InvalidInput):
                simulate(campaign=campaign, contact=contact, document=document, choices=entry)
        else:
            told = simulate(campaign=campaign, contact=contact, document=document, choices=entry)
            assert {step.type for step in told.steps if step.node == "n"} == {key}
            assert {step.reason for step in told.steps}.isdisjoint({"node_error", "node_missing"})
            assert told.state in ("completed", "skipped")
            simulated += 1
        assert database_state() == before
    assert simulated
