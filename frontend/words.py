"""The words a marketer reads for states and reason codes, and the colour that goes with them. No rows, no HTML."""

from dataclasses import dataclass

from campaigns.models import OrderAction
from campaigns.reasons import reason_words


@dataclass(frozen=True, slots=True)
class Word:
    """A label, the tone of its badge (neutral, busy, good, warn, bad), and a sentence where one helps."""

    label: str
    tone: str = "neutral"
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class ActionWord:
    """What operators do: as a button, before a number of contacts, what it means, once it is done, and its question."""

    label: str
    verb: str
    sentence: str
    done: str
    question: str = ""


@dataclass(frozen=True, slots=True)
class BulkWord:
    """What is done to several campaigns: as a button, once done, why refused, what undoes it, and its question."""

    label: str
    icon: str
    done: str
    refusal: str
    undo: str = ""
    question: str = ""


BULK_ACTION = {
    "pause": BulkWord(
        "Pause",
        "pause",
        "paused: nothing more is sent",
        "only what is scheduled or runs can be paused.",
        undo="resume",
    ),
    "resume": BulkWord("Resume", "play", "resumed", "only what is paused can be resumed.", undo="pause"),
    "archive": BulkWord(
        "Archive",
        "archive",
        "put away",
        "a campaign that was started has to end before it can be put away.",
        question="They leave the list for good; their results stay. This can’t be taken back.",
    ),
}
CAMPAIGN_STATUS = {
    "DRAFT": Word("Draft", "neutral", "Nothing happens until somebody starts it."),
    "SCHEDULED": Word("Scheduled", "neutral", "Starts by itself at its time."),
    "RUNNING": Word("Running", "busy", "Contacts are going through the flow."),
    "PAUSED": Word("Paused", "warn", "Nobody moves on and nothing is sent until it is resumed."),
    "PAUSED_ERROR": Word("Paused: sending failed", "bad", "The mail provider refused or could not be reached."),
    "PAUSED_BALANCE": Word("Paused: balance empty", "bad", "Top up the balance, then resume."),
    "COMPLETED": Word("Completed", "good", "Everybody reached an end."),
    "COMPLETED_PARTIAL": Word("Completed with gaps", "warn", "Everybody finished, but some were skipped or failed."),
    "CANCELLED": Word("Cancelled", "neutral", "Stopped for good."),
    "ARCHIVED": Word("Archived", "neutral", "Put away."),
}
EXECUTION_STATE = {
    "pending": Word("Waiting", "neutral"),
    "processing": Word("Sending", "busy"),
    "completed": Word("Completed", "good"),
    "failed": Word("Failed", "bad"),
    "skipped": Word("Skipped", "warn"),
}
MESSAGE_STATE = {
    "queued": Word("Waiting", "neutral"),
    "sending": Word("Sending", "busy"),
    "accepted": Word("Sent", "good"),
    "rejected": Word("Refused", "bad"),
    "unknown": Word("Not known", "warn"),
    "skipped": Word("Not sent", "warn"),
}
SENDER_STATE = {
    "active": Word("Active", "good"),
    "failing": Word("Provider fails", "bad", "It is tried again by itself; its messages wait."),
    "disabled": Word("Off", "warn", "Its messages wait until it is on again."),
}
# Why a contact got a campaign, or did not.
VERDICT = {
    "sent": Word("Got it", "good"),
    "not_sent": Word("Did not get it", "warn"),
    "under_way": Word("On the way", "busy"),
    "never_entered": Word("Never came in", "neutral"),
}
# What a trigger decided about a contact.
DECISION = {
    "enrolled": Word("Came in", "good"),
    "filter": Word("Filter: no", "warn"),
    "entry_rule": Word("Entry rule: no", "warn"),
    "reentry": Word("Not again", "warn"),
    "failed": Word("Fault", "bad"),
    "closed": Word("Had ended", "neutral"),
    "not_looked_at": Word("Not yet", "neutral"),
    "happened_earlier": Word("Too early", "neutral"),
    "not_listening": Word("Not heard", "neutral"),
}
EXPORT_STATE = {
    "queued": Word("Waiting to start", "neutral"),
    "running": Word("Under way", "busy"),
    "done": Word("Done", "good"),
    "failed": Word("Failed", "bad"),
    "cancelled": Word("Cancelled", "neutral"),
    "expired": Word("Deleted", "neutral"),
}
IMPORT_STEP = {"read": "Reading the file", "check": "Dry run", "import": "Import"}
IMPORT_STATE = {
    "queued": Word("Waiting to start", "neutral"),
    "running": Word("Under way", "busy"),
    "ready": Word("Waiting for you", "warn"),
    "checked": Word("Checked", "warn"),
    "done": Word("Done", "good"),
    "failed": Word("Could not be read", "bad"),
    "cancelled": Word("Cancelled", "neutral"),
}
# Why an address gets nothing, and what taking it off the list means.
SUPPRESSION_REASON = {
    "hard_bounce": Word(
        "Doesn’t exist",
        "warn",
        "A mail server said for good that there is no such address. Take it off only if you know that it exists by "
        "now: if it is refused again it comes back here, and many refused mails harm your name as a sender.",
    ),
    "complaint": Word(
        "Complained",
        "bad",
        "This person told their mail provider that your message was spam. Another one can have all of your mail "
        "refused there. Take the address off only if they asked you to write again.",
    ),
    "unsubscribe": Word(
        "Unsubscribed",
        "neutral",
        "This person asked for no more messages. Taking the address off is no consent: they get marketing again only "
        "once they agreed to it anew.",
    ),
    "manual": Word("Added by hand", "neutral", "Somebody put this address on the list. Campaigns may use it again."),
}
BULK_STATE = {
    "pending": Word("About to begin", "neutral"),
    "running": Word("Under way", "busy"),
    "paused": Word("Paused", "warn"),
    "completed": Word("Done", "good"),
    "stopped": Word("Stopped", "warn"),
}
ORDER_STATE = {
    "pending": Word("About to begin", "neutral"),
    "running": Word("Under way", "busy"),
    "completed": Word("Done", "good"),
    "stopped": Word("Stopped", "warn"),
    "failed": Word("Failed", "bad"),
}
ORDER_ACTION = {
    OrderAction.CANCEL: ActionWord(
        "Stop",
        "Stop",
        "Their way through this campaign ends where they are. Mails that are queued for them are withdrawn. This can’t "
        "be taken back once it has begun.",
        "The contact’s way has ended.",
        "Stop this contact’s way through the campaign? This can’t be taken back.",
    ),
    OrderAction.RETRY: ActionWord(
        "Try again",
        "Try again for",
        "Whoever failed enters the step that failed once more; a mail there is a new mail. A campaign that had "
        "completed runs until they have finished.",
        "The step that failed is tried again.",
    ),
    OrderAction.MOVE: ActionWord(
        "Move",
        "Move",
        "They leave the step where they are and enter another one. Mails that are queued for them are withdrawn.",
        "The contact was moved.",
    ),
    OrderAction.SKIP_WAIT: ActionWord(
        "End the wait",
        "End the wait of",
        "Whoever waits until later goes on now.",
        "The contact goes on now.",
    ),
}
TEMPLATE_STATE = {
    "DRAFT": Word("Draft", "neutral"),
    "PUBLISHED": Word("Published", "good"),
    "REJECTED": Word("Rejected", "bad"),
    "ARCHIVED": Word("Archived", "neutral"),
}


def word_for(words: dict[str, Word], key: str) -> Word:
    """The word for a state; a state that has none yet is shown by its own name."""
    return words.get(key) or Word(humanised(key))


def reason_sentence(code: str) -> str:
    """The words for a reason code, nothing for none."""
    return reason_words(code) if code else ""


def humanised(code: str) -> str:
    """`frequency_cap` → `Frequency cap`: for codes that have no sentence of their own."""
    text = code.replace("_", " ").replace(".", ": ").strip()
    return text[:1].upper() + text[1:]
