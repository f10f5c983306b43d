"""The ready flows: eight, each fit to be launched once templates and segments are chosen, each named in words."""

import pytest

from campaigns.flow import References, parse, validate
from campaigns.gallery import GALLERY, GalleryFlow, gallery_flow
from campaigns.models import CampaignGoal, CampaignType
from campaigns.settings import settings_parse

FLOWS = pytest.mark.parametrize("ready", GALLERY, ids=lambda ready: ready.key)
KNOWN = References(check_rule=lambda path, rule: (), check_text=lambda path, source: ())
# What differs in every workspace is left to choose.
LEFT_TO_CHOOSE = {("send", "“Template” is still empty."), ("trigger_segment_entry", "“Segment” is still empty.")}


def test_there_are_eight_in_the_order_of_the_list() -> None:
    assert [ready.key for ready in GALLERY] == [
        "welcome",
        "onboarding",
        "abandoned-cart",
        "re-engagement",
        "win-back",
        "birthday",
        "webinar-reminder",
        "nps",
    ]
    assert gallery_flow("nps") is GALLERY[-1]
    assert gallery_flow("blank") is None


@FLOWS
def test_only_templates_and_segments_are_left_to_choose(ready: GalleryFlow) -> None:
    flow = parse(ready.document)
    types = {node.id: node.type for node in flow.nodes}
    issues = {(types[issue.node_id or ""], issue.message) for issue in validate(flow, KNOWN)}
    assert issues - LEFT_TO_CHOOSE == set()
    assert ready.sends == sum(kind == "send" for kind in types.values()) > 1


@FLOWS
def test_everything_has_a_name_and_every_event_and_attribute_is_told(ready: GalleryFlow) -> None:
    nodes = parse(ready.document).nodes
    assert [node.id for node in nodes if not node.name] == []
    told = {(need.kind, need.name) for need in ready.needs}
    events = {("event", node.config["event"]) for node in nodes if "event" in node.config}
    attributes = {("attribute", node.config["attribute"]) for node in nodes if "attribute" in node.config}
    assert events | attributes <= told
    assert any(kind == "segment" for kind, _ in told) == any(node.type == "trigger_segment_entry" for node in nodes)


@FLOWS
def test_fields_and_settings_are_valid(ready: GalleryFlow) -> None:
    assert ready.goal in CampaignGoal.values
    assert ready.type in CampaignType.values
    settings_parse(ready.settings)
