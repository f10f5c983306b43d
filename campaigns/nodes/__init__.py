"""The node types. This list is what registers them: a new type adds its file and one line here."""

from campaigns.nodes import (  # isort: skip (the order is that of the builder's palette)
    trigger_manual,
    trigger_scheduled,
    trigger_api,
    send,
    wait,
    condition,
    switch,
    ab_test,
    tag,
    set_field,
    update_score,
    segment_add,
    segment_remove,
    notify_inbox,
    jump,
    end,
)

__all__ = [
    "ab_test",
    "condition",
    "end",
    "jump",
    "notify_inbox",
    "segment_add",
    "segment_remove",
    "send",
    "set_field",
    "switch",
    "tag",
    "trigger_api",
    "trigger_manual",
    "trigger_scheduled",
    "update_score",
    "wait",
]
