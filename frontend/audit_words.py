"""What the lines of the audit log say in words, and by which kind they can be filtered. Reads names, writes nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from campaigns.models import HoldKind
from campaigns.selectors import campaign_names
from contacts.selectors import segment_names
from frontend.words import humanised
from templates_app.selectors import template_names
from workspaces.ids import InvalidId, decode
from workspaces.models import AuditEntry, Workspace

# {kind: (its label, the actions of campaigns that belong to it)}
CAMPAIGN_KINDS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "running": (
        "Starting and stopping",
        (
            "launched",
            "started",
            "schedule_fired",
            "run_started",
            "paused",
            "held",
            "hold_cleared",
            "resumed",
            "completing",
            "completed",
            "reopened",
            "cancelled",
            "archived",
        ),
    ),
    "flow": ("Flow", ("draft_saved", "draft_dropped", "published", "rolled_back", "version_moved")),
    "settings": ("Settings", ("created", "duplicated", "updated", "deleted")),
    "contacts": (
        "Contacts",
        (
            "contacts_enrolled",
            "executions_cancelled",
            "executions_retried",
            "executions_moved",
            "waits_skipped",
            "order_given",
            "order_stopped",
            "order_completed",
            "order_failed",
        ),
    ),
}
_DID = {
    "campaign.created": "made",
    "campaign.updated": "changed settings of",
    "campaign.duplicated": "made as a copy",
    "campaign.deleted": "deleted",
    "campaign.launched": "launched",
    "campaign.started": "started",
    "campaign.schedule_fired": "let the schedule’s audience into",
    "campaign.run_started": "started a run of",
    "campaign.paused": "paused",
    "campaign.held": "held",
    "campaign.hold_cleared": "took a hold off",
    "campaign.resumed": "resumed",
    "campaign.completing": "let nobody more into",
    "campaign.completed": "completed",
    "campaign.reopened": "reopened",
    "campaign.cancelled": "cancelled",
    "campaign.archived": "put away",
    "campaign.draft_saved": "edited the flow of",
    "campaign.draft_dropped": "threw the draft away of",
    "campaign.published": "published the flow of",
    "campaign.rolled_back": "restored an earlier version of",
    "campaign.version_moved": "moved contacts to the new version of",
    "campaign.contacts_enrolled": "let contacts into",
    "campaign.executions_cancelled": "stopped contacts in",
    "campaign.executions_retried": "tried failed contacts again in",
    "campaign.executions_moved": "moved contacts in",
    "campaign.waits_skipped": "ended waits in",
    "campaign.order_given": "gave an order to contacts in",
    "campaign.order_stopped": "stopped an order in",
    "campaign.order_completed": "carried out an order in",
    "campaign.order_failed": "could not carry out an order in",
    "template.created": "made the template",
    "template.updated": "edited the template",
    "template.published": "published the template",
    "template.rejected": "rejected the template",
    "template.returned_to_draft": "took back to draft the template",
    "template.archived": "put away the template",
    "template.submitted": "asked to approve the template",
    "template.test_sent": "sent a test of the template",
    "snippet.created": "wrote the snippet",
    "snippet.updated": "changed the snippet",
    "snippet.deleted": "deleted the snippet",
    "workspace.updated": "changed the settings of",
    "workspace.templates_approval": "changed whether templates need approval in",
    "site_key.created": "made a snippet for a website",
    "site_key.revoked": "ended the snippet of a website",
    "segment.created": "made the segment",
    "segment.updated": "changed the segment",
    "segment.deleted": "deleted the segment",
    "import.created": "imported",
    "contact.created": "added a contact",
    "contact.updated": "changed a contact",
    "contact.deleted": "erased a contact",
    "contact.merged": "merged another contact into",
    "consent.settings_changed": "changed how consent is asked for",
    "topic.created": "made the topic",
    "topic.updated": "changed the topic",
    "topic.archived": "put away the topic",
    "topic.restored": "brought back the topic",
    "topic.ordered": "put the topics into another order",
    "sender.created": "added a sender",
    "sender.updated": "changed a sender",
    "sender.hook_set": "set up what a sender’s provider reports",
    "sender.hook_removed": "stopped listening to a sender’s provider",
    "thread.open": "opened a thread of the inbox again",
    "thread.snoozed": "snoozed a thread of the inbox",
    "thread.archived": "archived a thread of the inbox",
    "thread.assigned": "gave a thread of the inbox to somebody",
    "thread.replied": "answered in the inbox",
    "thread.contact_made": "made a contact of somebody who wrote",
    "messages.marked_sent": "marked messages of unknown outcome as sent in",
    "messages.sent_again": "had messages of unknown outcome sent again in",
    "balance.opened": "began a prepaid balance for",
    "balance.topped_up": "paid into the balance of",
    "balance.adjusted": "corrected the balance of",
    "balance.reload_set": "changed the automatic reload of",
    "api_key.created": "made an API key",
    "api_key.rotated": "rotated an API key",
    "api_key.revoked": "revoked an API key",
    "link_tags.changed": "changed the tags of links",
    "suppression.added": "blocked addresses",
    "suppression.removed": "unblocked an address",
    "suppression_import.created": "uploaded a list of addresses to block,",
    "suppression_import.checked": "tried a list of addresses to block,",
    "suppression_import.started": "began to block the addresses of",
    "suppression_import.cancelled": "cancelled the blocking of addresses of",
    "suppression_import.done": "blocked the addresses of",
    "workspace.created": "made this workspace",
    "workspace.staff_entered": "came in as staff of this installation",
    "member.added": "added a member",
    "member.removed": "removed a member",
    "secret.created": "stored the secret",
    "secret.changed": "changed the secret",
    "secret.deleted": "deleted the secret",
}
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
        did=_DID.get(entry.action, humanised(entry.action).lower()),
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
