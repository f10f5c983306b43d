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
CONTACT_MERGED = "contact_merged"
EXECUTION_RETRIED = "execution_retried"
WAIT_SKIPPED = "wait_skipped"
VERSION_MOVED = "version_moved"
NODE_REMOVED = "node_removed"
ORDER_STOPPED = "order_stopped"
ORDER_CAMPAIGN_ENDED = "order_campaign_ended"
ORDER_FAULT = "order_fault"
STUCK_NO_BEAT = "stuck_no_beat"
STUCK_NO_WORKER = "stuck_no_worker"
STUCK_NO_DELIVERY = "stuck_no_delivery"
STUCK_CLAIM_OPEN = "stuck_claim_open"
STUCK_LEASE_EXPIRED = "stuck_lease_expired"
STUCK_BACKLOG = "stuck_backlog"
STUCK_NOT_TAKEN = "stuck_not_taken"
EXIT_RULE = "exit_rule"
GOAL_REACHED = "goal_reached"
CHOSEN = "chosen"
TEST_STEPS = "test_steps"
TEST_YEARS = "test_years"
TEST_SLOW = "test_slow"
TEST_HELD = "test_held"
WEBHOOK_SUCCEEDED = "webhook_succeeded"
WEBHOOK_URL_REFUSED = "webhook_url_refused"
WEBHOOK_ADDRESS_REFUSED = "webhook_address_refused"
WEBHOOK_CONNECTION_FAILED = "webhook_connection_failed"
WEBHOOK_TLS_FAILED = "webhook_tls_failed"
WEBHOOK_TIMEOUT = "webhook_timeout"
WEBHOOK_ANSWER_TOO_LARGE = "webhook_answer_too_large"
WEBHOOK_REDIRECTED = "webhook_redirected"
WEBHOOK_RATE_LIMITED = "webhook_rate_limited"
WEBHOOK_REFUSED = "webhook_refused"
WEBHOOK_SERVER_ERROR = "webhook_server_error"
WEBHOOK_LOST = "webhook_lost"
WEBHOOK_UNKEYED = "webhook_secret_missing"
WEBHOOK_WITHDRAWN = "webhook_withdrawn"
# How calls end, in the order in which docs/nodes tells it.
WEBHOOK_REASONS = (
    WEBHOOK_SUCCEEDED,
    WEBHOOK_URL_REFUSED,
    WEBHOOK_ADDRESS_REFUSED,
    WEBHOOK_CONNECTION_FAILED,
    WEBHOOK_TLS_FAILED,
    WEBHOOK_TIMEOUT,
    WEBHOOK_ANSWER_TOO_LARGE,
    WEBHOOK_REDIRECTED,
    WEBHOOK_RATE_LIMITED,
    WEBHOOK_REFUSED,
    WEBHOOK_SERVER_ERROR,
    WEBHOOK_LOST,
    WEBHOOK_UNKEYED,
    WEBHOOK_WITHDRAWN,
)

WORDS: Mapping[str, str] = MappingProxyType(
    {
        NODE_ERROR: "The node could not be carried out for this contact.",
        NODE_MISSING: "The node at which the contact stood is not part of its flow version.",
        VERSION_UNREADABLE: "The contact's flow version can't be read by this release.",
        LOOP_LIMIT: "The contact went round the flow's loop too often.",
        CAMPAIGN_CANCELLED: "The campaign was cancelled.",
        CONTACT_MERGED: "The contact was merged with one who is, or was, in the campaign already.",
        EXECUTION_CANCELLED: "An operator stopped the contact's way.",
        EXECUTION_MOVED: "An operator moved the contact to another node.",
        EXECUTION_RETRIED: "An operator had the node tried again.",
        WAIT_SKIPPED: "An operator cut the wait short.",
        VERSION_MOVED: "The flow was published again, and the contact goes on by the new version.",
        NODE_REMOVED: "The flow was published again without the node at which the contact stood.",
        ORDER_STOPPED: "An operator stopped the order; what it had done stays done.",
        ORDER_CAMPAIGN_ENDED: "The campaign had ended and takes no such order; what was done before stays done.",
        ORDER_FAULT: "The order failed through a fault of the program; what it had done stays done.",
        STUCK_NO_BEAT: "The scheduler isn't running, so nothing wakes the workers.",
        STUCK_NO_WORKER: "No worker was seen lately.",
        STUCK_NO_DELIVERY: "No delivery worker was seen lately.",
        STUCK_CLAIM_OPEN: "A transaction has kept the campaign busy for over a minute; its worker may hang.",
        STUCK_LEASE_EXPIRED: "The worker that was sending stopped without reporting, and nobody took over yet.",
        STUCK_BACKLOG: "Workers are at it, but more is due than they have got to.",
        STUCK_NOT_TAKEN: "Workers are running, but none has taken this: they are busy or fail; see their log.",
        EXIT_RULE: "The contact matches an exit rule of the campaign.",
        GOAL_REACHED: "The contact reached the goal of the campaign.",
        CHOSEN: "Chosen for this test.",
        TEST_STEPS: "The test was ended here: the flow leads round and round, and has been gone through often enough.",
        TEST_YEARS: "The test was ended here: the flow takes more than ten years from its beginning.",
        TEST_SLOW: "The test was ended here: it took too long to decide about the contact.",
        TEST_HELD: "The test was ended here: the message would wait again and again.",
        "rule_matched": "The contact matched the rule.",
        "rule_not_matched": "The contact did not match the rule.",
        "no_branch": "The contact matched the rule of no branch.",
        "variant_drawn": "Drawn by lot; a contact always gets the same variant.",
        "wait_duration": "Until some time has gone by.",
        "wait_until": "Until a date and time.",
        "wait_local_time": "Until a time of day or a weekday.",
        "wait_attribute": "Until a date of the contact's own.",
        "wait_event": "Until the contact does something.",
        "wait_rule": "Until a rule holds for the contact.",
        "in_queue": "Until it is the contact's turn.",
        "had_turn": "It was the contact's turn.",
        "wait_over": "The wait was over.",
        WEBHOOK_SUCCEEDED: "The webhook's address answered well.",
        WEBHOOK_URL_REFUSED: "The webhook's address can't be called: it is malformed, or its port is not allowed.",
        WEBHOOK_ADDRESS_REFUSED: "The webhook's address leads into a private network, which is never called.",
        WEBHOOK_CONNECTION_FAILED: "The connection to the webhook's address could not be made, or broke.",
        WEBHOOK_TLS_FAILED: "The certificate of the webhook's address is not good.",
        WEBHOOK_TIMEOUT: "The webhook's address did not answer in time.",
        WEBHOOK_ANSWER_TOO_LARGE: "The webhook's address answered with more than is read.",
        WEBHOOK_REDIRECTED: "The webhook's address answered with a redirect, which is never followed.",
        WEBHOOK_RATE_LIMITED: "The webhook's address asked for fewer calls.",
        WEBHOOK_REFUSED: "The webhook's address refused the call.",
        WEBHOOK_SERVER_ERROR: "The webhook's address answered with an error of its own.",
        WEBHOOK_WITHDRAWN: "An operator stopped or moved the contact before the call was made.",
        WEBHOOK_LOST: "The workers that made the call died too often.",
        WEBHOOK_UNKEYED: "A secret that the webhook names is not there, or can't be read.",
        "date_missing": "The contact has no date to wait for.",
        "date_passed": "The date to wait for had passed.",
        "event_came": "The event came that the contact waited for.",
        "spread": "The messages of this step go out over some hours, each at its own part of them.",
        "rotated": "One of several templates or senders was drawn; a contact always gets the same.",
        "rule_held": "The rule came to hold that the contact waited for.",
        "wait_timeout": "What the contact waited for did not come in time.",
        "holdout": "Kept out of the test's variants, for comparison.",
        "render_failed": "The text could not be made for this contact.",
        "value_refused": "The field does not take this value.",
        "jumped": "The contact went on into another campaign.",
        "jump_already_in": "The contact had been in the other campaign before, and may not enter again, or not yet.",
        "jump_entry_rule": "The contact does not match the entry rule of the other campaign.",
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

# Why a trigger let a contact in, or did not.
ENTRY_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "enrolled": "The contact came in.",
        "filter": "The trigger's filter said no.",
        "entry_rule": "The campaign's entry rule says no.",
        "reentry": "The contact had been in before, and may not come in again, or not yet.",
        "failed": "It could not be decided, through a fault.",
        "closed": "The campaign had ended.",
        "not_happened": "That has not happened.",
        "happened_earlier": "That happened before the trigger began to listen.",
        "not_looked_at": "That has just happened; it will be looked at in a moment.",
        "not_listening": "The trigger was not listening when that happened.",
        "not_called": "No API call has let this contact in.",
        "not_started": "Nobody has been let in yet.",
        "not_in_audience": "The contact is not in the segment whose contacts are let in.",
        "came_later": "The contact was not yet in the audience when its contacts were let in.",
        "entering": "The audience is being let in; the contact's turn has yet to come.",
        "not_met": "That has not let this contact in.",
    }
)


def entry_words(code: str) -> str:
    """The words for what a trigger decided, or has not decided."""
    return ENTRY_WORDS[code]


def reason_words(code: str) -> str:
    """The words for a reason code; an unknown code in words of its own (`no_consent` → `No consent`)."""
    return WORDS.get(code) or messaging_words(code)
