"""Asking a campaign's rules about one contact, with the names of what they refer to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from campaigns.explain.answers import RuleLook
from campaigns.models import Campaign, Execution
from contacts import rules
from contacts.models import Contact, Segment


@dataclass(frozen=True, slots=True)
class Question:
    """Who is asked about, and when."""

    campaign: Campaign
    contact: Contact
    now: datetime

    def look(self, about: str, rule: Mapping[str, Any], execution: Execution | None = None) -> RuleLook:
        """What the stored rule says of the contact now; two queries at most."""
        tree = rules.parse(rule)
        names = _segment_names(rules.segment_ids(rule), self.contact.workspace_id)
        answer = rules.ask(
            tree,
            contact_id=self.contact.pk,
            workspace_id=self.contact.workspace_id,
            now=self.now,
            names=names,
            context=rules.RuleContext(self.campaign.pk, "b.execution_id", "b.context"),
            execution_id=execution.pk if execution is not None else None,
            trigger=execution.context if execution is not None else None,
        )
        return RuleLook(about, rules.plain_words(tree, names), answer.matched, answer.leaves)


def _segment_names(ids: Iterable[UUID], workspace_id: UUID) -> dict[str, str]:
    wanted = list(ids)
    if not wanted:
        return {}
    return {row.public_id: row.name for row in Segment.objects.in_workspace(workspace_id).filter(pk__in=wanted)}
