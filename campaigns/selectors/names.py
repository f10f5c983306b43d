"""Readable names of what a flow refers to: templates, senders, segments, topics, campaigns, its own nodes."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from campaigns.models import Campaign
from contacts.models import Segment, Topic
from messaging.models import Sender
from templates_app.models import Template
from workspaces.ids import InvalidId, decode
from workspaces.models import Workspace
from workspaces.tenancy import PublicId

_LONGEST = 40  # longer than any id, shorter than most texts
_NAMED: tuple[type[PublicId], ...] = (Template, Sender, Segment, Topic, Campaign)


def flow_names(workspace: Workspace, document: Mapping[str, Any]) -> dict[str, str]:
    """{id as the document spells it: name}, and {node key: node name}; a query for each kind of thing that is named.

    Ids are looked for everywhere in the configs, also in unfinished ones: in rules, filters, branches, fallbacks.
    """
    nodes = document.get("nodes", ())
    spellings = {text for node in nodes for text in _texts(node.get("config", {})) if len(text) <= _LONGEST}
    names = {node["id"]: node["name"] for node in nodes if node.get("name")}
    for model in _NAMED:
        names |= _names_of(model, workspace, spellings)
    return names


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def _names_of(model: type[PublicId], workspace: Workspace, spellings: set[str]) -> dict[str, str]:
    wanted: dict[str, UUID] = {}
    for spelling in spellings:
        try:
            wanted[spelling] = decode(model.ID_PREFIX, spelling)
        except InvalidId:
            continue  # a text, or the id of something else
    if not wanted:
        return {}
    rows = model.objects.in_workspace(workspace).filter(pk__in=wanted.values())  # type: ignore[attr-defined]
    found: dict[UUID, str] = dict(rows.values_list("pk", "name"))
    return {spelling: found[pk] for spelling, pk in wanted.items() if pk in found}
