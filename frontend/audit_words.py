"""What the lines of the audit log say in words, and by which kind they can be filtered. Reads names, writes nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from campaigns.models import HoldKind
from campaigns.selectors import campaign_names
from contacts.selectors import segment_names
from frontend.audit_actions import CAMPAIGN_KINDS, DID
from frontend.words import humanised
from templates_app.selectors import template_names
from workspaces.ids import InvalidId, decode
from workspaces.models import AuditEntry, Workspace

_FIELDS = {
    "name": "name",
    "description": "description",
    "type": "type",
    "goal": "purpose",
    "settings": "how it runs",
    "audience": "audience",
    "starts_at": "start",
    "ends_at": "end",
}
_PAGES = {
    "campaign": "campaign",
    "template": "template",
    "segment": "segment",
    "import": "import",
    "contact": "contact",
}


@dataclass(frozen=True, slots=True)
class Activity:
    """One line, or several in a row that say the same: who did what to what, when last, and how often."""

    who: str
    did: str
    target: str
    url: str
    detail: str
    at: datetime
    times: int


def campaign_actions(kind: str) -> list[str] | None:
    """The audit actions of one kind; None for every kind."""
    if kind not in CAMPAIGN_KINDS:
        return None
    return [f"campaign.{verb}" for verb in CAMPAIGN_KINDS[kind][1]]


def activity_of(workspace: Workspace, entries: Sequence[AuditEntry], *, about: str = "") -> list[Activity]:
    """The lines in words, newest first; what was repeated is told once. One query per kind of thing.

    `about` is the public id of the thing that they are all about, which then isn't named.
    """
    names = _names(workspace, entries)
    lines: list[Activity] = []
    before: AuditEntry | None = None
    for entry in entries:
        if before is not None and _says_the_same(before, entry):
            last = lines[-1]
            lines[-1] = Activity(last.who, last.did, last.target, last.url, last.detail, last.at, last.times + 1)
            continue
        lines.append(_line(workspace, entry, names, about))
        before = entry
    return lines


def _says_the_same(one: AuditEntry, other: AuditEntry) -> bool:
    same = (one.action, one.target_id, one.actor_label) == (other.action, other.target_id, other.actor_label)
    return same and (one.action == "campaign.draft_saved" or one.data == other.data)


def _line(workspace: Workspace, entry: AuditEntry, names: Mapping[str, str], about: str) -> Activity:
    told = names.get(entry.target_id, "")
    is_there = bool(told) or entry.target_type in ("import", "contact")
    links = is_there and not entry.action.endswith(".deleted") and entry.target_id != about
    page = _PAGES.get(entry.target_type) if links else None
    return Activity(
        who=entry.actor_label if entry.actor_kind != "system" else "Campanile",
        did=DID.get(entry.action, humanised(entry.action).lower()),
        target=f"this {entry.target_type}"
        if entry.target_id == about
        else told or str(entry.data.get("name") or entry.data.get("filename") or ""),
        url=reverse(f"frontend:{page}", args=[workspace.slug, entry.target_id]) if page else "",
        detail=_detail(entry),
        at=entry.created_at,
        times=1,
    )


def _detail(entry: AuditEntry) -> str:
    data = entry.data
    parts = [
        ", ".join(_FIELDS.get(name, humanised(str(name)).lower()) for name in _listed(data.get("fields"))),
        f"version {data['version']}" if isinstance(data.get("version"), int) else "",
        f"{data['count']:,} contacts" if isinstance(data.get("count"), int) and data["count"] != 1 else "",
        HoldKind(data["kind"]).label if entry.action == "campaign.held" and data.get("kind") in HoldKind.values else "",
        str(data.get("reason") or ""),
    ]
    return "; ".join(part for part in parts if part)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _names(workspace: Workspace, entries: Iterable[AuditEntry]) -> dict[str, str]:
    """{public id: present name} of campaigns, templates and segments."""
    wanted: dict[str, set[str]] = {}
    for entry in entries:
        wanted.setdefault(entry.target_type, set()).add(entry.target_id)
    found: dict[str, str] = {}
    for kind, prefix, names_of in (
        ("campaign", "cmp", campaign_names),
        ("template", "tpl", template_names),
        ("segment", "seg", segment_names),
    ):
        ids = [key for text in wanted.get(kind, ()) if (key := _decoded(prefix, text)) is not None]
        found |= names_of(workspace=workspace, ids=ids)
    return found


def _decoded(prefix: str, text: str) -> Any:
    try:
        return decode(prefix, text)
    except InvalidId:
        return None
