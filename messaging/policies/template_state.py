"""Skips messages whose template was rejected, or taken back to draft after a rejection."""

from collections.abc import Mapping

from messaging.delivery.batch import Batch
from messaging.policies.base import Decision, Policy, Skip
from templates_app.models import TemplateState, TemplateVersion


class TemplateStatePolicy(Policy):
    """Skips messages whose template was rejected, or taken back to draft after a rejection.

    What the reviewer wrote stands beside the reason.
    """

    key = "template_state"
    reasons = ("template_rejected", "template_withdrawn")

    def evaluate(self, batch: Batch) -> Mapping[int, Decision]:
        """One query over the batch's template versions, of which there are few."""
        version_ids = {row.template_version_id for row in batch.rows}
        versions = TemplateVersion.objects.across_workspaces().filter(
            pk__in=version_ids, template__state__in=(TemplateState.REJECTED, TemplateState.DRAFT)
        )
        refused = {
            pk: Skip("template_rejected", reason) if state == TemplateState.REJECTED else Skip("template_withdrawn")
            for pk, state, reason in versions.values_list("pk", "template__state", "template__rejection_reason")
        }
        return {row.id: refused[row.template_version_id] for row in batch.rows if row.template_version_id in refused}
