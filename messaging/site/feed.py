"""A contact's messages in websites: what is there now, what they did with it, and the removal of what has expired."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from contacts.models import Contact
from messaging.models import OnsiteItem
from templates_app.rendering.onsite import RenderedOnsite
from workspaces.ids import InvalidId, decode_row
from workspaces.sql import load

# So many of the newest are shown, and may be marked at once.
MOST = 50
MARKS = ("seen", "read", "dismissed")
# What has expired is of use to nobody but whoever looks into a complaint.
_KEPT = timedelta(days=90)
_SWEPT = 5_000
_TEST_KEPT = timedelta(hours=1)


def feed_of(*, contact: Contact) -> list[OnsiteItem]:
    """What the contact finds now, newest first, at most MOST."""
    return list(_live(contact)[:MOST])


def feed_version(*, contact: Contact) -> str:
    """A word that is another one whenever `feed_of` would be; one query that reads no texts."""
    states = _live(contact).values_list("pk", "seen_at", "read_at")[:MOST]
    return sha256(repr([(pk, bool(seen), bool(read)) for pk, seen, read in states]).encode()).hexdigest()[:16]


@transaction.atomic
def feed_mark(*, contact: Contact, marks: Mapping[str, Sequence[str]], everything: bool = False) -> None:
    """Notes what was seen, read and dismissed, each once, and on the messages what that means for conditions.

    Seen and read is opened; dismissed is dismissed. Ids that are nobody's or somebody else's change nothing.
    """
    keys = {name: [key for text in marks.get(name, ()) if (key := _key(text)) is not None] for name in MARKS}
    if not everything and not any(keys.values()):
        return
    params: dict[str, Any] = {
        "contact": contact.pk,
        "workspace": contact.workspace_id,
        "everything": everything,
        **keys,
    }
    with connection.cursor() as cursor:
        cursor.execute(load("messaging.site", "onsite_mark"), params)


def feed_keep_test(*, contact: Contact, rendered: RenderedOnsite, now: datetime) -> OnsiteItem:
    """A test of a template, which belongs to no message and counts nowhere; it is there for an hour."""
    return OnsiteItem.objects.create(
        workspace_id=contact.workspace_id,
        contact=contact,
        message=None,
        placement=rendered.placement,
        title=rendered.title[:200],
        html=rendered.html,
        url=rendered.url,
        button=rendered.button,
        created_at=now,
        expires_at=now + _TEST_KEPT,
    )


def onsite_sweep(*, now: datetime) -> int:
    """Removes a batch of what expired long ago; how many that were."""
    old = OnsiteItem.objects.across_workspaces().filter(expires_at__lt=now - _KEPT).order_by("expires_at")
    keys = list(old.values_list("pk", flat=True)[:_SWEPT])
    removed: int = OnsiteItem.objects.across_workspaces().filter(pk__in=keys).delete()[0]
    return removed


def _live(contact: Contact) -> QuerySet[OnsiteItem]:
    rows: QuerySet[OnsiteItem] = OnsiteItem.objects.in_workspace(contact.workspace_id).filter(contact=contact)
    return rows.filter(dismissed_at=None, expires_at__gt=Now()).order_by("-pk")


def _key(text: str) -> int | None:
    try:
        return decode_row(OnsiteItem.ID_PREFIX, text)
    except InvalidId:
        return None
