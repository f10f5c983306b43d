"""Settings that are asked for in every message, read once: Django's own lookup takes ten times as long."""

from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.core.signals import setting_changed


def _kept(read: Callable[[], str]) -> Callable[[], str]:
    """The same, read again only where tests have changed settings."""
    kept = cache(read)
    setting_changed.connect(lambda **_: kept.cache_clear(), weak=False)
    return kept


@_kept
def base_url() -> str:
    """Where the installation is, without a slash at its end."""
    return str(settings.BASE_URL)


@_kept
def secret_key() -> str:
    """What new tokens are made with."""
    return str(settings.SECRET_KEY)
