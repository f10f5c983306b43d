"""The flow document: parse, validate, compile. No ORM in this package; its tests need no database."""

from campaigns.flow.compile import CannotCompile, compile
from campaigns.flow.document import Flow, FlowEdge, FlowNode, parse
from campaigns.flow.plan import NoSuchNode, Pins, Plan
from campaigns.flow.references import KnownSender, KnownTemplate, Problem, References, references
from campaigns.flow.validate import errors_of, validate
from campaigns.nodes.parts import Issue, Ref, RefKind, Severity

__all__ = [
    "CannotCompile",
    "Flow",
    "FlowEdge",
    "FlowNode",
    "Issue",
    "KnownSender",
    "KnownTemplate",
    "NoSuchNode",
    "Pins",
    "Plan",
    "Problem",
    "Ref",
    "RefKind",
    "References",
    "Severity",
    "compile",
    "errors_of",
    "parse",
    "references",
    "validate",
]
