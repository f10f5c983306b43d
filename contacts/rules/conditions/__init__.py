"""The condition types of this app. Importing a module registers its type; this list is the only one that names it."""

from contacts.rules.conditions import attribute, consent, event, score, segment, tag, trigger, webhook

__all__ = ["attribute", "consent", "event", "score", "segment", "tag", "trigger", "webhook"]
