"""What a ready flow leaves to choose, with what the workspace has to offer; and the flow with what was chosen.

Everything may be left for later: the flow's own checks tell what is missing.
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from campaigns.gallery import GalleryFlow
from contacts.selectors import segment_list
from templates_app.models import TemplateState
from templates_app.selectors import template_list
from workspaces.channels import Channel
from workspaces.errors import InvalidInput
from workspaces.models import Workspace

# More than these are found in the flow's own picker, which searches.
OFFERED = 200
_PREFIX = "choice."
# Which setting of which type of step is left to choose.
_LEFT = {"send": "template", "trigger_segment_entry": "segment", "trigger_segment_exit": "segment"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose: the step, the field of the form, what may be chosen, and what is."""

    step: str
    kind: str
    field: str
    options: Sequence[tuple[str, str]]
    chosen: str


def choices_of(flow: GalleryFlow, workspace: Workspace, form: Mapping[str, str]) -> list[Choice]:
    """The choices of a ready flow, in its order; two queries at most. `form` is what was chosen before."""
    options: dict[str, list[tuple[str, str]]] = {}
    found = []
    for node in flow.document["nodes"]:
        kind = _LEFT.get(node["type"])
        if kind is None or kind in node["config"]:
            continue
        if kind not in options:
            options[kind] = _templates(workspace) if kind == "template" else _segments(workspace)
        field = _PREFIX + node["id"]
        found.append(Choice(node["name"], kind, field, options[kind], form.get(field, "")))
    return found


def choices_title(choices: Sequence[Choice]) -> str:
    """What is asked for, over the choices; empty where there are none."""
    kinds = {choice.kind for choice in choices}
    if kinds == {"template"}:
        return "What it sends"
    if kinds == {"segment"}:
        return "To whom"
    return "What it sends and to whom" if kinds else ""


def document_with(flow: GalleryFlow, choices: Sequence[Choice]) -> dict[str, Any]:
    """The flow with what was chosen. Raises InvalidInput for what was not offered."""
    document: dict[str, Any] = deepcopy(dict(flow.document))
    steps = {_PREFIX + node["id"]: node for node in document["nodes"]}
    for choice in choices:
        if not choice.chosen:
            continue
        if choice.chosen not in dict(choice.options):
            raise InvalidInput.of(choice.field, f"this {choice.kind} is not there any more; choose another one")
        steps[choice.field]["config"][choice.kind] = choice.chosen
    return document


def _templates(workspace: Workspace) -> list[tuple[str, str]]:
    rows = template_list(workspace=workspace, state=TemplateState.PUBLISHED, channel=Channel.EMAIL)
    return [(row.public_id, row.name) for row in rows[:OFFERED]]


def _segments(workspace: Workspace) -> list[tuple[str, str]]:
    return [(row.public_id, row.name) for row in segment_list(workspace=workspace)[:OFFERED]]
