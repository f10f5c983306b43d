"""Answers to "why?": why a contact got a campaign's messages, did not, waits, or never came in. Reads only."""

from campaigns.explain.answers import (
    EntryAnswer,
    Explanation,
    GoalAnswer,
    MessageAnswer,
    RuleLook,
    TriggerAnswer,
    Verdict,
)
from campaigns.explain.decisions import Decision
from campaigns.explain.events import CampaignDecision, Effect, EventDecisions, event_decisions
from campaigns.explain.explain import explain

__all__ = [
    "CampaignDecision",
    "Decision",
    "Effect",
    "EntryAnswer",
    "EventDecisions",
    "Explanation",
    "GoalAnswer",
    "MessageAnswer",
    "RuleLook",
    "TriggerAnswer",
    "Verdict",
    "event_decisions",
    "explain",
]
