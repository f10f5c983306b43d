"""The addresses that stand in messages."""

from django.conf import settings

from messaging.tracking.tokens import Purpose, make


def unsubscribe_url(message_id: int) -> str:
    """Where the contact can say no: a page with a button, and RFC 8058's one-click target."""
    return f"{settings.BASE_URL}/u/{make(Purpose.UNSUBSCRIBE, message_id)}"
