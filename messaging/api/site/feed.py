"""A visitor's messages in a website: the list, and what they did with it. Public keys alone read nobody's."""

from django.http import HttpResponse

from contacts.api.site.calls import SiteCall, site_call
from contacts.models import Contact
from messaging.api.site.proof import proven
from messaging.api.site.reading import Asking, Marking, asking_of, marking_of
from messaging.models import OnsiteItem
from messaging.site.feed import feed_mark, feed_of, feed_version


@site_call(asking_of, counted=False)
@proven
def items(call: SiteCall[Asking], contact: Contact) -> HttpResponse:
    """The list, newest first; 204 where it still is what the page has, which costs one query on an index."""
    version = feed_version(contact=contact)
    if call.read.have == version:
        return call.answer()
    found = feed_of(contact=contact)
    return call.answer(
        {
            "version": version,
            "unread": sum(item.read_at is None for item in found),
            "items": [_shown(item) for item in found],
        }
    )


@site_call(marking_of, counted=False)
@proven
def marks(call: SiteCall[Marking], contact: Contact) -> HttpResponse:
    """Notes what was seen, read and dismissed; ids of others' messages change nothing."""
    feed_mark(contact=contact, marks=call.read.marks, everything=call.read.everything)
    return call.answer()


def _shown(item: OnsiteItem) -> dict[str, object]:
    return {
        "id": item.public_id,
        "placement": item.placement,
        "title": item.title,
        "html": item.html,
        "url": item.url,
        "button": item.button,
        "createdAt": item.created_at.isoformat(),
        "expiresAt": item.expires_at.isoformat(),
        "seen": item.seen_at is not None,
        "read": item.read_at is not None,
    }
