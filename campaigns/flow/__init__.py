"""The flow document: parse, validate, compile. No ORM in this package; its tests need no database."""

from campaigns.flow.compile import CannotCompile, compile
from campaigns.flow.diff import FlowDiff, NodeChanged, NodeNamed, flow_diff, node_named
from campaigns.flow.document import Flow, FlowEdge, FlowNode, parse
from campaigns.flow.moving import Fate, Wait, mapping_problems, node_fates
from campaigns.flow.plan import NoSuchNode, Pins, Plan
from campaigns.flow.references import KnownSender, KnownTemplate, Problem, References, references
from campaigns.flow.validate import errors_of, validate
from campaigns.nodes.parts import Issue, Ref, RefKind, Severity

__all__ = [
    "CannotCompile",
    "Fate",
    "Flow",
    "FlowDiff",
    "FlowEdge",
    "FlowNode",
    "Issue",
    "KnownSender",
    "KnownTemplate",
    "NoSuchNode",
    "NodeChanged",
    "NodeNamed",
    "Pins",
    "Plan",
    "Problem",
    "Ref",
    "RefKind",
    "References",
    "Severity",
    "Wait",
    "compile",
    "errors_of",
    "flow_diff",
    "mapping_problems",
    "node_fates",
    "node_named",
    "parse",
    "references",
    "validate",
]
