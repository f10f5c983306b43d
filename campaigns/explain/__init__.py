"""Answers to "why?": why a contact got a campaign's messages, did not, waits, or never came in. Reads only."""

from campaigns.explain.answers import EntryAnswer, Explanation, MessageAnswer, RuleLook, TriggerAnswer, Verdict
from campaigns.explain.explain import explain

__all__ = ["EntryAnswer", "Explanation", "MessageAnswer", "RuleLook", "TriggerAnswer", "Verdict", "explain"]
