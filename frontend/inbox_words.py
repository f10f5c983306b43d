"""What the inbox says of threads and entries, and the moments that it offers for snoozing. Reads and writes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone

from frontend.words import Word
from messaging.models import Direction, InboxEntry, InboxThread, Message, MessageState
from messaging.reasons import reason_words
from workspaces.channels import Channel

THREAD_STATE = {
    "open": Word("Open", "busy"),
    "snoozed": Word("Snoozed", "neutral"),
    "archived": Word("Archived", "neutral"),
}
_STATES = {
    MessageState.QUEUED: Word("Waiting to be sent", "neutral"),
    MessageState.SENDING: Word("Being sent", "neutral"),
    MessageState.ACCEPTED: Word("Sent", "good"),
    MessageState.REJECTED: Word("Not sent", "bad"),
    MessageState.UNKNOWN: Word("Nobody knows whether it arrived", "warn"),
    MessageState.SKIPPED: Word("Not sent", "bad"),
}
_MORNING = time(8)


@dataclass(frozen=True, slots=True)
class EntryShown:
    """One entry as the page shows it; `fate` is what became of an answer, `why` in words where there is more to say."""

    entry: InboxEntry
    is_ours: bool
    author: str
    fate: Word | None
    why: str


@dataclass(frozen=True, slots=True)
class Snooze:
    """A moment that is offered."""

    key: str
    label: str
    until: datetime


def who(thread: InboxThread) -> str:
    """The contact's name, else the address, as people call somebody."""
    contact = thread.contact
    if contact is None:
        return thread.name or thread.address
    name = f"{contact.first_name} {contact.last_name}".strip()
    return name or contact.email or contact.phone or thread.name or thread.address or contact.public_id


def channel_label(thread: InboxThread) -> str:
    """Of a flow's thread: where it comes from."""
    return Channel(thread.channel).label if thread.channel else "From a campaign"


def entries_shown(entries: Sequence[InboxEntry], thread: InboxThread) -> list[EntryShown]:
    """With what became of each answer."""
    return [_shown(entry, thread) for entry in entries]


def snoozes(now: datetime) -> list[Snooze]:
    """By the present time zone, which is the workspace's."""
    local = timezone.localtime(now)
    days = {"tomorrow": ("Tomorrow, 8:00", 1), "monday": ("Next Monday, 8:00", 7 - local.weekday())}
    mornings = [Snooze(key, label, _morning(local + timedelta(days=ahead))) for key, (label, ahead) in days.items()]
    return [Snooze("hours", "In three hours", now + timedelta(hours=3)), *mornings]


def _morning(day: datetime) -> datetime:
    return timezone.make_aware(datetime.combine(day.date(), _MORNING))


def _shown(entry: InboxEntry, thread: InboxThread) -> EntryShown:
    ours = entry.direction == Direction.OUT
    author = entry.author_label or ("" if ours else who(thread))
    fate = _fate(entry.message) if ours and entry.message is not None else None
    return EntryShown(entry, ours, author, fate, _why(entry.message) if fate is not None else "")


def _fate(message: Message) -> Word:
    if message.state == MessageState.ACCEPTED:
        if message.bounced_at is not None:
            return Word("Not delivered", "bad")
        if message.opened_at is not None:
            return Word("Read", "good")
        if message.delivered_at is not None:
            return Word("Delivered", "good")
    return _STATES[MessageState(message.state)]


def _why(message: Message | None) -> str:
    if message is None or not message.reason:
        return ""
    return f"{reason_words(message.reason)} {message.reason_detail}".strip()
