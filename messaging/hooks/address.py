"""The address that a provider calls, for one sender each."""

from django.conf import settings

from messaging.models import Sender


def hook_url(sender: Sender) -> str:
    """The address to give to the provider."""
    return f"{settings.BASE_URL}/hooks/providers/{sender.public_id}"
