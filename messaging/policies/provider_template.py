"""Templates that the sender's provider keeps itself: what it has not approved is not handed to it."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from messaging.delivery.batch import Batch, Candidate
from messaging.kept_templates import objection
from messaging.models import ProviderTemplate, ProviderTemplateList
from messaging.policies.base import Decision, HoldUntil, Policy, Skip
from templates_app.content.channels import KEEPING
from templates_app.content.kept import Kept
from templates_app.rendering import RenderFailed, load_version
from templates_app.rendering.locales import stored_for
from templates_app.rendering.whatsapp_places import filled_places
from workspaces.errors import NotFound

_RECHECK = timedelta(minutes=10)
_Known = Mapping[tuple[UUID | None, str, str], ProviderTemplate]


class ProviderTemplatePolicy(Policy):
    """Skips messages whose template the provider has rejected, switched off or deleted, or keeps with other places;
    holds those of one that it has paused or not approved yet, and looks again every ten minutes.

    Only where the sender's templates were fetched (WhatsApp, with the business account's ID); the detail says in words
    what the provider says. Others find out when they are sent.
    """

    key = "provider_template"
    reasons = ("provider_template_refused", "provider_template_waits")

    def evaluate(self, batch: Batch) -> Mapping[int, Decision]:
        """Nothing where no row is of such a channel; else two queries, over the batch's senders and templates."""
        rows = [row for row in batch.rows if row.channel in KEEPING and row.template_version_id is not None]
        if not rows:
            return {}
        senders = {row.sender_id for row in rows if row.sender_id}
        lists = ProviderTemplateList.objects.across_workspaces().filter(sender__in=senders, checked_at__isnull=False)
        fetched = set(lists.values_list("sender_id", flat=True))
        sent = {row.id: _sent(batch, row) for row in rows if row.sender_id in fetched}
        known = _known(fetched, {kept.name for kept in sent.values() if kept})
        return {
            row.id: decision
            for row in rows
            if (kept := sent.get(row.id)) and (decision := _decide(batch, row, kept, known)) is not None
        }


def _sent(batch: Batch, row: Candidate) -> Kept | None:
    """The provider's template that this contact would get; None where rendering will say what is wrong."""
    try:
        version = load_version(row.template_version_id)
    except (NotFound, RenderFailed):
        return None
    contact = batch.contacts.get(row.contact_id)
    stored = stored_for(version, contact.attributes if contact else {})
    return Kept("", stored["template"], stored["language"], filled_places(stored))


def _known(senders: set[UUID], names: set[str]) -> _Known:
    if not names:
        return {}
    rows = ProviderTemplate.objects.across_workspaces().filter(sender__in=senders, name__in=names)
    return {(row.sender_id, row.name, row.language): row for row in rows}


def _decide(batch: Batch, row: Candidate, kept: Kept, known: _Known) -> Decision | None:
    found = objection(kept.name, kept.language, kept.filled, known.get((row.sender_id, kept.name, kept.language)))
    if found is None:
        return None
    if found.waits:
        return HoldUntil(batch.now + _RECHECK, "provider_template_waits", found.words)
    return Skip("provider_template_refused", found.words)
