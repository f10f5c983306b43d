"""Reads of the templates that senders' providers keep."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import Q, QuerySet

from messaging.kept_templates import objection
from messaging.models import ProviderTemplate, ProviderTemplateList, Sender, SenderState
from templates_app.content.channels import CONTENT_TYPES, KEEPING
from templates_app.content.kept import Kept
from templates_app.models import TemplateVersion
from templates_app.vouching import register


def provider_templates(sender: Sender) -> QuerySet[ProviderTemplate]:
    """The templates of one sender, by name and language."""
    rows: QuerySet[ProviderTemplate] = ProviderTemplate.objects.in_workspace(sender.workspace_id)
    return rows.filter(sender=sender).order_by("name", "language")


def template_list_of(sender: Sender) -> ProviderTemplateList | None:
    """When and with what success the provider was asked; None: it never was."""
    return ProviderTemplateList.objects.in_workspace(sender.workspace_id).filter(sender=sender).first()


def templates_to_choose(workspace_id: UUID, channel: str) -> list[ProviderTemplate]:
    """What the workspace's active senders of the channel have to offer, the approved ones first; one query."""
    rows = ProviderTemplate.objects.in_workspace(workspace_id).filter(
        sender__channel=channel, sender__state=SenderState.ACTIVE
    )
    found = rows.select_related("sender").order_by("name", "language", "sender__name")[:1_000]
    return sorted(found, key=lambda each: each.state != "approved")


def version_objections(workspace_id: UUID, version_ids: Iterable[UUID]) -> dict[UUID, str]:
    """What providers say against published versions of templates that they keep; without those of which they say
    nothing. A query for the versions, and two for each channel that keeps templates."""
    versions = TemplateVersion.objects.in_workspace(workspace_id).filter(
        pk__in=list(version_ids), template__channel__in=KEEPING
    )
    found: dict[UUID, str] = {}
    by_channel: dict[str, list[tuple[UUID, Kept]]] = {}
    for pk, channel, content in versions.values_list("pk", "template__channel", "content"):
        kind = CONTENT_TYPES[channel]
        by_channel.setdefault(channel, []).extend((pk, kept) for kept in kind.kept(kind.parse(content)))
    for channel, pairs in by_channel.items():
        said = providers_say(workspace_id, channel, [kept for _, kept in pairs])
        found |= {pk: words for (pk, _), words in zip(pairs, said, strict=True) if words}
    return found


@register
def providers_say(workspace_id: UUID, channel: str, kept: Sequence[Kept]) -> list[str | None]:
    """What the channel's senders have against these templates: "" where one of them takes it; two queries.

    None where nobody knows: no sender's list was fetched yet, or one that has none may be the one that takes it.
    """
    senders = Sender.objects.in_workspace(workspace_id).filter(channel=channel, state=SenderState.ACTIVE)
    fetched = senders.filter(template_list__checked_at__isnull=False)
    ranked = dict(senders.order_by("-is_default", "name", "pk").values_list("pk", "template_list__checked_at"))
    if not any(ranked.values()):
        return [None for _ in kept]
    named = Q()
    for each in kept:
        named |= Q(name=each.name, language=each.language)
    order = list(ranked)
    rows = ProviderTemplate.objects.in_workspace(workspace_id).filter(named, sender__in=fetched)
    known = sorted(rows, key=lambda row: order.index(row.sender_id))
    return [_said(each, known, complete=all(ranked.values())) for each in kept]


def _said(kept: Kept, known: Sequence[ProviderTemplate], *, complete: bool) -> str | None:
    """The first sender's objection where none takes it."""
    found = [row for row in known if (row.name, row.language) == (kept.name, kept.language)]
    if not found and not complete:
        return None
    rows: Sequence[ProviderTemplate | None] = found or [None]
    said = [objection(kept.name, kept.language, kept.filled, row) for row in rows]
    if any(each is None for each in said):
        return ""
    first = said[0]
    return first.words if first else ""
