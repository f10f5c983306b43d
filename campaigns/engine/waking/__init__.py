"""Ending waits before their moment: by events, and by rules that come to hold. In sets, never contact by contact.

Whoever wakes somebody locks the executions first, in the order of their ids, and their subscriptions afterwards: passes
and operators hold an execution before they touch its subscription, so nobody waits crosswise.
"""

from campaigns.engine.waking.events import wake_for_events
from campaigns.engine.waking.rules import events_happened, segments_changed

__all__ = ["events_happened", "segments_changed", "wake_for_events"]
