"""Asking a campaign's rules about one contact, with the names of what they refer to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from campaigns.explain.answers import RuleLook
from campaigns.models import Campaign, Execution
from contacts import rules
from contacts.models import Contact
from contacts.selectors import segment_names


@dataclass(frozen=True, slots=True)
class Question:
    """Who is asked about, and when."""

    campaign: Campaign
    contact: Contact
    now: datetime

    def look(self, about: str, rule: Mapping[str, Any], execution: Execution | None = None) -> RuleLook:
        """What the stored rule says of the contact now; two queries at most."""
        tree = rules.parse(rule)
        names = segment_names(workspace=self.contact.workspace_id, ids=rules.segment_ids(rule))
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
