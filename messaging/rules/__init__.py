"""The condition types that messaging adds to the rule language. Importing a module registers its type."""

from messaging.rules import channel, engagement

__all__ = ["channel", "engagement"]
