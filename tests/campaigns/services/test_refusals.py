"""Whatever is wrong with a node's config is refused before anybody can run it, with the node and the place in it."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.models import FlowVersion, Trigger
from campaigns.nodes import registry
from campaigns.nodes.base import Category
from campaigns.services import campaign_publish, draft_save, flow_issues
from tests.campaigns.nodes.data import NODES, Bad
from tests.factories.campaigns import SYSTEM, make_campaign
from tests.factories.workspaces import make_workspace
from workspaces.errors import InvalidInput
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db
BAD = [pytest.param(key, bad, id=f"{key}-{n}") for key, data in NODES.items() for n, bad in enumerate(data.bad)]
# PostgreSQL itself keeps no NUL.
STORABLE = [each for each in BAD if "\\u0000" not in json.dumps(each.values[1].config)]


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


def with_node(key: str, config: dict[str, Any]) -> dict[str, Any]:
    """A flow with this node, called `wrong`, as its second one."""
    entry = {"id": "t", "type": "trigger_manual", "config": {}}
    leads = [] if registry.get(key).category is Category.TRIGGER else [{"source": "t", "target": "wrong"}]
    nodes = [entry, {"id": "wrong", "type": key, "config": config}, {"id": "e", "type": "end", "config": {}}]
    return {"nodes": nodes, "edges": leads}


def told_at_their_places(refused: InvalidInput, bad: Bad) -> bool:
    """Whether each of the wrong places, or one inside it, is named."""
    fields = [detail.field for detail in refused.details]
    wanted = [f"workflow.nodes[1].config.{path}".removesuffix(".") for path in bad.paths]
    return all(any(f"{field}.".startswith(f"{place}.") for field in fields) for place in wanted)


@pytest.mark.parametrize(("key", "bad"), BAD)
def test_a_wrong_config_is_refused_with_node_and_path(workspace: Workspace, key: str, bad: Bad) -> None:
    campaign = make_campaign(workspace)
    before = FlowVersion.objects.in_workspace(workspace).count()
    if not bad.missing:
        with pytest.raises(InvalidInput) as refused:
            draft_save(campaign=campaign, document=with_node(key, bad.config), actor=SYSTEM)
        assert told_at_their_places(refused.value, bad)
        assert FlowVersion.objects.in_workspace(workspace).count() == before
        return
    draft = draft_save(campaign=campaign, document=with_node(key, bad.config), actor=SYSTEM)
    with pytest.raises(InvalidInput) as refused:
        campaign_publish(campaign=campaign, actor=SYSTEM)
    assert told_at_their_places(refused.value, bad)
    told = [detail.message for detail in refused.value.details if detail.code == "config_missing"]
    assert len(told) == len(bad.paths)
    assert all(message.startswith("Node 'wrong': ") for message in told)
    draft.refresh_from_db()
    assert draft.state == "draft"
    assert not Trigger.objects.in_workspace(workspace).exists()


@pytest.mark.parametrize(("key", "bad"), STORABLE)
def test_a_draft_that_another_release_stored_is_refused_at_publish(workspace: Workspace, key: str, bad: Bad) -> None:
    campaign = make_campaign(workspace)
    draft = draft_save(campaign=campaign, document=with_node("end", {}), actor=SYSTEM)
    FlowVersion.objects.in_workspace(workspace).filter(pk=draft.pk).update(document=with_node(key, bad.config))
    with pytest.raises(InvalidInput) as refused:
        campaign_publish(campaign=campaign, actor=SYSTEM)
    assert told_at_their_places(refused.value, bad)
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_what_500_nodes_refer_to_is_looked_up_in_as_many_queries_as_what_5_do(workspace: Workspace) -> None:
    campaign = make_campaign(workspace)

    def queries(number: int) -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            issues = flow_issues(campaign=campaign, document=of_every_type(number))
        assert {issue.code for issue in issues} >= {"template_missing", "campaign_missing"}
        return len(captured)

    assert queries(500) == queries(100)


def of_every_type(number: int) -> dict[str, Any]:
    """So many nodes, one after the other, of all types in turn, with configs that are right."""
    types = [each.key for each in registry.all_types() if each.category is not Category.TRIGGER]
    nodes = [{"id": "t", "type": "trigger_manual", "config": {}}]
    for place in range(1, number):
        key = types[place % len(types)]
        nodes.append({"id": f"n{place}", "type": key, "config": NODES[key].good[0].config})
    edges = [
        {"source": node["id"], "target": f"n{place + 1}", "port": port}
        for place, node in enumerate(nodes[:-1])
        for port in NODES[str(node["type"])].good[0].ports
    ]
    return {"nodes": nodes, "edges": edges}
