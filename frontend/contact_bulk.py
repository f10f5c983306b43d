"""Bulk operations over contacts as pages show them: what can be chosen for each action, and how each one stands."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.urls import reverse

from campaigns.models import Lifecycle
from campaigns.selectors import ShownStatus, campaigns_list
from contacts.bulk import BulkAction, find_action
from contacts.models import OPEN_BULK, BulkOperation, BulkState, ConsentState, SegmentKind
from contacts.selectors import bulk_lately, field_choices, segment_list, tag_names, topic_list
from contacts.services import bulk_can_undo
from frontend.words import BULK_STATE, humanised, word_for
from workspaces.channels import Channel, MessageType
from workspaces.clock import database_now
from workspaces.errors import DomainError
from workspaces.models import Membership, ProcessRole, Workspace
from workspaces.selectors.heartbeats import process_seen

# In which an operation that was given by mistake can be taken back whole.
GRACE = timedelta(seconds=10)
SHOWN_FOR = timedelta(days=1)
_MOST = 200
_SHARED_FIELDS = ("first_name", "last_name", "timezone")


@dataclass(frozen=True, slots=True)
class Choice:
    """One parameter of an action: an input with suggestions, or a choice where `options` are all there are.

    `nothing` says what to do where there are none, `any` what choosing none of them means.
    """

    name: str
    label: str
    options: tuple[tuple[str, str], ...] = ()
    free: bool = False
    required: bool = True
    value: str = ""
    nothing: str = ""
    any: str = ""


def choices_of(workspace: Workspace, action: BulkAction, values: Mapping[str, str]) -> list[Choice]:
    """What the form of an action asks for, filled in with what was chosen already."""
    found = _CHOICES.get(action.key)
    asked = found(workspace) if found is not None else []
    return [replace(each, value=values.get(each.name, "")) for each in asked]


def _tag(workspace: Workspace) -> list[Choice]:
    known = tag_names(workspace=workspace, limit=_MOST)
    return [Choice("tag", "Tag", tuple((tag, tag) for tag in known), free=True)]


def _segment(workspace: Workspace) -> list[Choice]:
    rows = segment_list(workspace=workspace, kind=SegmentKind.STATIC)[:_MOST]
    options = tuple((row.public_id, row.name) for row in rows)
    nothing = "There is no list kept by hand yet: make a segment of that kind first."
    return [Choice("segment", "Segment", options, nothing=nothing)]


def _field(workspace: Workspace) -> list[Choice]:
    known = field_choices(workspace=workspace)
    own = [(each.key, each.label) for each in known if each.key in _SHARED_FIELDS]
    attributes = [(f"attributes.{each.key}", each.label) for each in known if not each.own]
    return [
        Choice("field", "Field", (*own, *attributes)),
        Choice("value", "Value; empty clears the field", free=True, required=False),
    ]


def _consent(workspace: Workspace) -> list[Choice]:
    topics = tuple((each.public_id, each.name) for each in topic_list(workspace=workspace)[:_MOST])
    return [
        Choice("channel", "Channel", tuple(Channel.choices)),
        Choice("message_type", "Kind of message", tuple(MessageType.choices)),
        Choice("topic", "Topic", topics, required=False, any="All topics"),
        Choice("state", "What they said", ((ConsentState.GRANTED, "Given"), (ConsentState.DENIED, "Refused"))),
    ]


def _campaign(workspace: Workspace) -> list[Choice]:
    started = [status for status in ShownStatus if status not in ("DRAFT", "SCHEDULED", "ARCHIVED", "CANCELLED")]
    rows = campaigns_list(workspace, statuses=started).filter(lifecycle=Lifecycle.RUNNING).order_by("name")
    options = tuple((row.public_id, row.name) for row in rows[:_MOST])
    return [Choice("campaign", "Campaign", options, nothing="No campaign is running: start one first.")]


_CHOICES = {
    "tag": _tag,
    "untag": _tag,
    "segment_add": _segment,
    "segment_remove": _segment,
    "set_field": _field,
    "consent": _consent,
    "enrol": _campaign,
}


def operation_words(operation: BulkOperation) -> str:
    """What an operation does, also where what it names is gone."""
    action = find_action(operation.action)
    if action is None:
        return humanised(operation.action)
    try:
        words = action.words(operation.workspace, operation.params)
    except DomainError:
        words = action.label
    return f"Undo: {words}" if operation.undoes_id else words


def refused_words(action: BulkAction | None, refused: Mapping[str, int]) -> list[str]:
    """`300 have the tag already`, the commonest reason first."""
    reasons = action.reasons if action is not None else {}
    ordered = sorted(refused.items(), key=lambda each: -each[1])
    return [f"{number:,} {reasons.get(why, humanised(why).lower())}" for why, number in ordered]


def operations_context(membership: Membership) -> dict[str, Any]:
    """The open operations and those of the last day."""
    workspace = membership.workspace
    found = bulk_lately(workspace=workspace, since=database_now() - SHOWN_FOR)
    for operation in found:
        operation.workspace = workspace
    is_moving = any(operation.state in (BulkState.PENDING, BulkState.RUNNING) for operation in found)
    return {
        "operations": [_shown(operation) for operation in found],
        "is_moving": is_moving,
        "nobody_works": is_moving and not process_seen(ProcessRole.WORKER),
        "progress_url": reverse("frontend:contacts_bulk_progress", args=[workspace.slug]),
    }


def _shown(operation: BulkOperation) -> dict[str, Any]:
    is_open = operation.state in OPEN_BULK
    return {
        "operation": operation,
        "label": operation_words(operation),
        "state": word_for(BULK_STATE, operation.state),
        "total": max(operation.expected, operation.looked_at, 1) if is_open else max(operation.looked_at, 1),
        "refused": refused_words(find_action(operation.action), operation.refused),
        "stop": ("Undo" if operation.state == BulkState.PENDING else "Stop") if is_open else "",
        "may_resume": operation.state == BulkState.PAUSED,
        "may_undo": not is_open and bulk_can_undo(operation),
    }
