"""What people wrote as entries of their conversations in the inbox, which come up for the team. In sets."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q

from messaging.hooks.kept import Told
from messaging.models import Direction, InboxEntry, InboxThread, ThreadState
from messaging.services.inbox import preview_of
from workspaces.channels import Channel
from workspaces.sql import load

_Place = tuple[UUID, UUID | None, str]


def threads_receive(told: Sequence[Told], answered: Mapping[int, int], quiet: frozenset[int], now: datetime) -> None:
    """An entry for each, in the one conversation of its contact, or stranger, over its sender; each once.

    `answered` are the messages that are answered, by report; `quiet` those reports that nobody need look at.
    """
    if not told:
        return
    threads = _threads(told, quiet, now)
    rows = [(each, threads[_place(each)]) for each in told if _place(each) in threads]
    digests = [each.report.digest for each, _ in rows]
    known = InboxEntry.objects.across_workspaces().filter(thread__in={thread for _, thread in rows}, key__in=digests)
    before = set(known.values_list("thread_id", "key"))
    new = [(each, thread) for each, thread in rows if (thread, each.report.digest) not in before]
    InboxEntry.objects.bulk_create(
        [_entry(each, thread, answered.get(each.report.id)) for each, thread in new], ignore_conflicts=True
    )
    _raise(new, quiet, now)


def _place(told: Told) -> _Place:
    """The conversation: of the contact, else of the address."""
    return told.report.sender_id, told.contact_id, "" if told.contact_id is not None else told.report.address


def _threads(told: Sequence[Told], quiet: frozenset[int], now: datetime) -> dict[_Place, int]:
    """Their threads, made where there are none. One nobody need look at is begun as archived."""
    wanted: dict[_Place, list[Told]] = {}
    for each in told:
        wanted.setdefault(_place(each), []).append(each)
    found = _present(list(wanted))
    missing = [group for place, group in wanted.items() if place not in found]
    if missing:
        InboxThread.objects.bulk_create(
            [_begun(group, all(each.report.id in quiet for each in group), now) for group in missing],
            ignore_conflicts=True,
        )
        found = _present(list(wanted))
    return found


def _present(places: Sequence[_Place]) -> dict[_Place, int]:
    """Locked, in the order of their keys."""
    rows = InboxThread.objects.across_workspaces().filter(sender_id__in={sender for sender, _, _ in places})
    contacts = {contact for _, contact, _ in places if contact is not None}
    addresses = {address for _, contact, address in places if contact is None}
    rows = rows.filter(Q(contact_id__in=contacts) | Q(contact_id__isnull=True, address__in=addresses))
    locked = rows.order_by("pk").select_for_update(no_key=True)
    return {
        (sender, contact, "" if contact is not None else address): pk
        for pk, sender, contact, address in locked.values_list("pk", "sender_id", "contact_id", "address")
    }


def _begun(group: Sequence[Told], quiet: bool, now: datetime) -> InboxThread:
    first = group[0]
    data = first.report.data
    return InboxThread(
        workspace_id=first.report.workspace_id,
        contact_id=first.contact_id,
        channel=first.report.channel,
        sender_id=first.report.sender_id,
        address=first.report.address,
        name=data.get("name", ""),
        subject=data.get("subject") or Channel(first.report.channel).label,
        state=ThreadState.ARCHIVED if quiet else ThreadState.OPEN,
        unread=not quiet,
        created_at=now,
        updated_at=now,
        last_at=min(first.report.at, now),
    )


def _entry(told: Told, thread: int, answered: int | None) -> InboxEntry:
    data = told.report.data
    return InboxEntry(
        workspace_id=told.report.workspace_id,
        thread_id=thread,
        direction=Direction.IN,
        key=told.report.digest,
        subject=data.get("subject", ""),
        text=data.get("text", ""),
        author_label=data.get("name", ""),
        message_id=answered,
        mail_id=data.get("mail_id", ""),
        automatic="automatic" in data,
        created_at=told.report.at,
    )


def _raise(new: Sequence[tuple[Told, int]], quiet: frozenset[int], now: datetime) -> None:
    latest: dict[int, Told] = {}
    raised: dict[int, bool] = {}
    for each, thread in new:
        if thread not in latest or each.report.at >= latest[thread].report.at:
            latest[thread] = each
        raised[thread] = raised.get(thread, False) or each.report.id not in quiet
    if not latest:
        return
    last = list(latest.items())
    params: dict[str, Any] = {
        "ids": [thread for thread, _ in last],
        "raised": [raised[thread] for thread, _ in last],
        "moments": [each.report.at for _, each in last],
        "previews": [
            preview_of(each.report.data.get("text") or each.report.data.get("subject", "")) for _, each in last
        ],
        "names": [each.report.data.get("name", "") for _, each in last],
        "addresses": [each.report.address for _, each in last],
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(load("messaging.hooks", "raise_threads"), params)
