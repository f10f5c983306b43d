"""Skips messages that were made after their template had been rejected, or while it is a draft again."""

from collections.abc import Mapping

from messaging.delivery.batch import Batch
from messaging.policies.base import Decision, Policy, Skip
from templates_app.models import TemplateState, TemplateVersion
from workspaces.ids import distinct


class TemplateStatePolicy(Policy):
    """Skips messages that were made after their template had been rejected, or while it is a draft again.

    What was queued before the rejection still goes out. What the reviewer wrote stands beside the reason.
    """

    key = "template_state"
    reasons = ("template_rejected", "template_withdrawn")

    def evaluate(self, batch: Batch) -> Mapping[int, Decision]:
        """One query over the batch's template versions, of which there are few."""
        version_ids = distinct(row.template_version_id for row in batch.rows if row.template_version_id)
        versions = TemplateVersion.objects.across_workspaces().filter(
            pk__in=version_ids, template__state__in=(TemplateState.REJECTED, TemplateState.DRAFT)
        )
        columns = ("pk", "template__state", "template__rejection_reason", "template__rejected_at")
        refused = {
            pk: (Skip("template_rejected", reason) if state == TemplateState.REJECTED else _WITHDRAWN, since)
            for pk, state, reason, since in versions.values_list(*columns)
        }
        skipped: dict[int, Decision] = {}
        for row in batch.rows if refused else ():
            if row.template_version_id in refused:
                skip, since = refused[row.template_version_id]
                if since is None or row.created_at >= since:
                    skipped[row.id] = skip
        return skipped


_WITHDRAWN = Skip("template_withdrawn")
