"""The one registry of reason codes that stand on executions and journal lines, each with its words for people.

`docs/reasons.md` is written from it; codes of skipped and refused messages come from messaging's own registry.
"""

from collections.abc import Mapping
from types import MappingProxyType

from messaging.reasons import reason_words as messaging_words

NODE_ERROR = "node_error"
NODE_MISSING = "node_missing"
VERSION_UNREADABLE = "version_unreadable"
LOOP_LIMIT = "loop_limit"
CAMPAIGN_CANCELLED = "campaign_cancelled"
EXECUTION_CANCELLED = "execution_cancelled"
EXECUTION_MOVED = "execution_moved"
EXECUTION_RETRIED = "execution_retried"
WAIT_SKIPPED = "wait_skipped"
VERSION_MOVED = "version_moved"
NODE_REMOVED = "node_removed"
EXIT_RULE = "exit_rule"
GOAL_REACHED = "goal_reached"

WORDS: Mapping[str, str] = MappingProxyType(
    {
        NODE_ERROR: "The node could not be carried out for this contact.",
        NODE_MISSING: "The node at which the contact stood is not part of its flow version.",
        VERSION_UNREADABLE: "The contact's flow version can't be read by this release.",
        LOOP_LIMIT: "The contact went round the flow's loop too often.",
        CAMPAIGN_CANCELLED: "The campaign was cancelled.",
        EXECUTION_CANCELLED: "An operator stopped the contact's way.",
        EXECUTION_MOVED: "An operator moved the contact to another node.",
        EXECUTION_RETRIED: "An operator had the node tried again.",
        WAIT_SKIPPED: "An operator cut the wait short.",
        VERSION_MOVED: "The flow was published again, and the contact goes on by the new version.",
        NODE_REMOVED: "The flow was published again without the node at which the contact stood.",
        EXIT_RULE: "The contact matches an exit rule of the campaign.",
        GOAL_REACHED: "The contact reached the goal of the campaign.",
        "rule_matched": "The contact matched the rule.",
        "rule_not_matched": "The contact did not match the rule.",
        "no_branch": "The contact matched the rule of no branch.",
        "variant_drawn": "Drawn by lot; a contact always gets the same variant.",
        "wait_duration": "Until some time has gone by.",
        "wait_until": "Until a date and time.",
        "wait_local_time": "Until a time of day or a weekday.",
        "wait_attribute": "Until a date of the contact's own.",
        "wait_over": "The wait was over.",
        "date_missing": "The contact has no date to wait for.",
        "date_passed": "The date to wait for had passed.",
        "holdout": "Kept out of the test's variants, for comparison.",
        "render_failed": "The text could not be made for this contact.",
        "value_refused": "The field does not take this value.",
        "jumped": "The contact went on into another campaign.",
        "jump_already_in": "The contact had been in the other campaign before, and it lets everybody in once only.",
        "jump_refused": "The other campaign does not let contacts in at present.",
        "jump_limit": "The contact went from campaign to campaign too often.",
        "segment_gone": "The segment was deleted.",
        "fallback": "The first message did not reach the contact; the second one is tried.",
        "accepted": "The provider accepted the message.",
        "rejected": "The message was refused.",
        "skipped": "The message was not sent.",
        "unknown": "It is not known whether the message was sent; it is not sent again.",
    }
)


def reason_words(code: str) -> str:
    """The words for a reason code; an unknown code in words of its own (`no_consent` → `No consent`)."""
    return WORDS.get(code) or messaging_words(code)
