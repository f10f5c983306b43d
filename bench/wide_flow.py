"""The flow of twelve node types that the suite `wide` measures, and what it refers to."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bench.fixtures import ACTOR, VARIANTS, make_sender, make_template, make_workspace
from contacts.models import Segment, SegmentKind
from contacts.services import segment_create
from messaging.models import Sender
from templates_app.models import Template
from workspaces.models import Workspace

# When the wait in the flow is over.
LATER = timedelta(days=8)


@dataclass(frozen=True, slots=True)
class Parts:
    """What the flow needs: contacts join one static segment and leave the other."""

    workspace: Workspace
    template: Template
    sender: Sender
    joined: Segment
    left: Segment


def make_parts(slug: str) -> Parts:
    """A workspace with all of them, and without contacts."""
    workspace = make_workspace(slug)
    joined, left = (
        segment_create(workspace=workspace, name=name, kind=SegmentKind.STATIC, actor=ACTOR) for name in ("In", "Out")
    )
    return Parts(workspace, make_template(workspace), make_sender(workspace, 9), joined, left)


def wide_flow(parts: Parts) -> dict[str, Any]:
    """Every contact goes through all twelve: three that decide, five that write to it, a send, a wait."""

    def plan_is(name: str) -> dict[str, Any]:
        leaf = {"type": "attribute", "field": "plan", "operator": "equals", "value": name}
        return {"condition": "AND", "rules": [leaf]}

    weights = zip(VARIANTS, (34, 33, 33), strict=True)
    variants = [{"port": port, "name": port, "weight": weight} for port, weight in weights]
    branches = [{"port": name, "name": name, "rule": plan_is(name)} for name in ("free", "team")]
    mail = {"channel": "email", "template": parts.template.public_id, "sender": parts.sender.public_id}
    chain: list[tuple[str, str, dict[str, Any]]] = [
        ("start", "trigger_manual", {}),
        ("pro", "condition", {"rule": plan_is("pro")}),
        ("plans", "switch", {"branches": branches}),
        ("test", "ab_test", {"variants": variants}),
        ("tagged", "tag", {"action": "add", "tag": "started"}),
        ("field", "set_field", {"field": "stage", "value": "onboarding"}),
        ("score", "update_score", {"delta": 5}),
        ("in", "segment_add", {"segment": parts.joined.public_id}),
        ("out", "segment_remove", {"segment": parts.left.public_id}),
        ("mail", "send", mail),
        ("rest", "wait", {"duration": {"value": 7, "unit": "days"}}),
        ("end", "end", {}),
    ]
    ports = {"pro": ("yes", "no"), "plans": ("free", "team", "else"), "test": VARIANTS, "end": ()}
    edges = [
        {"source": key, "port": port, "target": chain[place + 1][0]}
        for place, (key, _, _) in enumerate(chain)
        for port in ports.get(key, ("next",))
    ]
    return {"nodes": [{"id": key, "type": kind, "config": config} for key, kind, config in chain], "edges": edges}
