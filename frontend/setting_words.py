"""The rules in a campaign's settings in the words of a marketer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from campaigns.models import Campaign
from campaigns.selectors import settings_of
from campaigns.services import rules_in
from contacts.rules import parse, plain_words, segment_ids
from contacts.selectors import segment_names


@dataclass(frozen=True, slots=True)
class RuleInWords:
    """A rule: what it decides, and what it says; `words` is "" where there is none."""

    label: str
    sentence: str
    words: str


def rules_in_words(campaign: Campaign) -> list[RuleInWords]:
    """Entry rule, exit rules, and the rules of the goal where it has some; one query at most."""
    settings, names = settings_of(campaign), rule_names(campaign)
    told: list[tuple[str, str, Mapping[str, Any] | None]] = [
        ("Entry rule", "Only who matches it may come in, whichever way.", settings.entry_rule)
    ]
    told += [
        ("Exit rule", "Whoever matches it leaves before the next step.", rule)
        for rule in settings.exit_rules or (None,)
    ]
    if settings.goal is not None and settings.goal.rule is not None:
        told.append(("Goal", "Who comes to match it has succeeded.", settings.goal.rule))
    if settings.goal is not None and settings.goal.filter is not None:
        told.append(("Goal’s filter", "Only events that match it count.", settings.goal.filter))
    return [
        RuleInWords(label, sentence, plain_words(parse(rule), names) if rule else "") for label, sentence, rule in told
    ]


def rule_names(campaign: Campaign) -> dict[str, str]:
    """{public id: name} of the segments that the rules name; one query at most."""
    rules = [rule for _, rule in rules_in(settings_of(campaign))]
    ids = set().union(*(segment_ids(rule) for rule in rules)) if rules else set()
    return segment_names(workspace=campaign.workspace_id, ids=ids)
