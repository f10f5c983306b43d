"""Who may enter: the re-entry policy and the entry rule of a campaign, as conditions of the statements that let in.

Whoever lets contacts in holds the campaign's row, so nobody enters between the look and the INSERT.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from campaigns.settings import CampaignSettings, ReentryAfter
from contacts import rules

# Conditions on an earlier execution `e` that keeps its contact out.
_EVER = "TRUE"
_ACTIVE = "e.state IN ('pending', 'processing')"
_AFTER = "e.created_at > {since}"
_SAME = "e.entry = {entry}"


@dataclass(frozen=True, slots=True)
class Reentry:
    """A policy.

    `first_only`: entries are numbered 1, and there is no second one; otherwise each batch that lets in takes numbers of
    its own. `repeats`: one contact may enter several times in one batch. `since`: entries before don't count.
    """

    condition: str
    since: datetime | None = None
    first_only: bool = False
    repeats: bool = False

    def barred(self, *, since: str = "%(reentry_since)s", entry: str = "%(entry)s") -> str:
        """SQL over an earlier execution `e` of the same campaign and contact, which keeps the contact out.

        `since` and `entry` are expressions of this policy's `since` and of the number that the entry would have.
        """
        return self.condition.format(since=since, entry=entry)

    @property
    def params(self) -> dict[str, Any]:
        """What `barred` needs where it is not told otherwise, but for the entry's number."""
        return {"reentry_since": self.since}


def reentry_of(settings: CampaignSettings, now: datetime, *, repeating: bool = False) -> Reentry:
    """The campaign's policy. A way in that is `repeating`, such as a schedule, lets in again unless told otherwise."""
    kind = settings.reentry or ("always" if repeating else "once")
    if isinstance(kind, ReentryAfter):
        return Reentry(_AFTER, now - kind.after.delta())
    if kind == "once_at_a_time":
        return Reentry(_ACTIVE)
    return Reentry(_SAME, repeats=True) if kind == "always" else Reentry(_EVER, first_only=True)


def entry_rule_sql(
    settings: CampaignSettings, *, workspace_id: UUID, campaign_id: UUID, context_column: str, now: datetime
) -> rules.Predicate:
    """The entry rule over the contact `c`, or TRUE; `context_column` is what set the entry off, as jsonb."""
    if settings.entry_rule is None:
        return rules.Predicate("TRUE", {})
    context = rules.RuleContext(campaign_id, context_column=context_column)
    return rules.compile(rules.parse(settings.entry_rule), workspace_id, now, context=context, prefix="entry_rule")
