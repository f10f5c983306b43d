"""Taking a campaign from a document: what it refers to is found again by id, else by name."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db import transaction

from campaigns.lifecycle.guards import campaign_audit
from campaigns.models import Campaign
from campaigns.selectors.porting import KINDS, Reference
from campaigns.services.campaigns import audience_find, campaign_update
from campaigns.services.drafts import draft_save
from campaigns.services.revising import campaign_compose
from workspaces.errors import FieldError, InvalidInput
from workspaces.ids import InvalidId, decode
from workspaces.models import Workspace
from workspaces.services import Actor


@transaction.atomic
def campaign_import(
    *,
    workspace: Workspace,
    port: Mapping[str, Any],
    actor: Actor,
    campaign: Campaign | None = None,
) -> Campaign:
    """A new draft of what `campaign_port` says, or that as the draft of a campaign, whose settings change at once.

    Raises InvalidInput naming every reference that is neither known by its id nor by its name here, Conflict when the
    campaign is finished.
    """
    references = [Reference(**each) for each in port.get("references", ())]
    ids = _ids_here(workspace, references)
    document, settings = _with_ids(port["workflow"], ids), _with_ids(port.get("settings", {}), ids)
    fields = {name: port[name] for name in ("description", "type", "goal") if name in port}
    fields["audience"] = audience_find(workspace, _with_ids(port.get("audience"), ids))
    if campaign is None:
        options = {**fields, "settings": settings}
        made = campaign_compose(workspace=workspace, name=port["name"], actor=actor, document=document, **options)
    else:
        # What the document leaves out is as the defaults have it.
        reset = {**dict.fromkeys(campaign.settings), **settings}
        changes = {**fields, "name": port["name"], "settings": reset}
        made = campaign_update(campaign=campaign, changes=changes, actor=actor)
        draft_save(campaign=made, document=document, actor=actor)
    campaign_audit(made, actor, "imported")
    return made


def _ids_here(workspace: Workspace, references: Sequence[Reference]) -> dict[str, str]:
    """The id here of each reference; a query for each kind. Raises InvalidInput naming those that are unknown."""
    found: dict[str, str] = {}
    for kind, model in KINDS.items():
        wanted = [each for each in references if each.kind == kind]
        if not wanted:
            continue
        rows = list(model.objects.in_workspace(workspace).only("name"))  # type: ignore[attr-defined]
        by_id = {row.pk: row.public_id for row in rows}
        by_name: dict[str, list[str]] = {}
        for row in rows:
            by_name.setdefault(row.name, []).append(row.public_id)
        for each in wanted:
            same = by_id.get(_key(model.ID_PREFIX, each.id))
            named = by_name.get(each.name, [])
            if same is not None or len(named) == 1:
                found[each.id] = same or named[0]
    _refuse_unknown(references, found)
    return found


def _refuse_unknown(references: Sequence[Reference], found: Mapping[str, str]) -> None:
    problems = [
        FieldError(f"references[{place}]", f"there is no one {each.kind} here that is called “{each.name}”", "unknown")
        for place, each in enumerate(references)
        if each.id not in found
    ]
    if problems:
        raise InvalidInput("; ".join(f"{each.field}: {each.message}" for each in problems[:3]), problems)


def _key(prefix: str, text: str) -> object:
    try:
        return decode(prefix, text)
    except InvalidId:
        return None


def _with_ids(value: Any, ids: Mapping[str, str]) -> Any:
    """The same with other ids, wherever they stand as a whole text."""
    if isinstance(value, str):
        return ids.get(value, value)
    if isinstance(value, Mapping):
        return dict(_pairs(value, ids))
    if isinstance(value, list):
        return [_with_ids(each, ids) for each in value]
    return value


def _pairs(value: Mapping[str, Any], ids: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    for name, inner in value.items():
        yield name, _with_ids(inner, ids)
