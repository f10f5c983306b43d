"""The keyed hash under which an erased address is remembered. Knows no model."""

import hashlib
import hmac
from functools import lru_cache

from django.conf import settings

from messaging.channels.base import UnusableAddress
from messaging.channels.email import ascii_address
from workspaces.channels import Channel


def address_digest(channel: str, address: str) -> str:
    """The digest of an address as delivery spells it: e-mail without regard to case, domains in ASCII."""
    text = address.strip()
    if channel == Channel.EMAIL:
        try:
            text = ascii_address(text)
        except UnusableAddress:
            pass  # nothing is ever sent there, but it is remembered all the same
    return known_address_digest(channel, text)


def known_address_digest(channel: str, address: str) -> str:
    """The same of an address that is spelt as delivery spells it already."""
    text = address.lower() if channel == Channel.EMAIL else address
    keyed = _keyed(settings.ERASURE_KEY).copy()
    keyed.update(f"{channel}\0{text}".encode("utf-8", "replace"))
    return keyed.hexdigest()


@lru_cache(maxsize=8)
def _keyed(key: str) -> "hmac.HMAC":
    """An HMAC whose key schedule is done: every claim asks for the digests of all of its addresses."""
    return hmac.new(key.encode(), digestmod=hashlib.sha256)
