"""Addresses in plain text, such as that of a text message: finding them, and putting short links in their place."""

import re
from collections.abc import Callable
from functools import lru_cache

from workspaces.kept_settings import base_url

# Characters of the token of a short link, where the installation has had less than 2^40 messages.
TOKEN_LENGTH = 24
_ADDRESS = re.compile(r"https?://[^\s<>\"'\x00]+", re.IGNORECASE)
# What ends a sentence is no part of an address; a bracket is one where it was opened in it.
_ENDS = ".,;:!?…*_~»”’"
_PAGES = ("u", "p", "k", "l", "c")


def address_of(path: str) -> str:
    """The short link of this token."""
    return f"{base_url()}/l/{path}"


def stand_in(url: str) -> str:
    """A short link that leads nowhere, as long as a real one: for previews, and for counting."""
    return address_of("x" * TOKEN_LENGTH)


def with_short_links(text: str, shorten: Callable[[str], str]) -> str:
    """The text with the addresses of web pages in it put through `shorten`; those of our own pages stay."""
    return _ADDRESS.sub(lambda match: _replaced(match[0], shorten), text)


def addresses_in(text: str) -> list[str]:
    """The addresses that `with_short_links` would replace, in their order."""
    found: list[str] = []

    def note(url: str) -> str:
        found.append(url)
        return url

    with_short_links(text, note)
    return found


def is_own(url: str) -> bool:
    """Whether the address is one of the pages that messages of this installation lead to themselves."""
    return url.startswith(_own_pages(base_url()))


@lru_cache(maxsize=4)
def _own_pages(base_url: str) -> tuple[str, ...]:
    return tuple(f"{base_url}/{page}/" for page in _PAGES)


def _replaced(found: str, shorten: Callable[[str], str]) -> str:
    url = found.rstrip(_ENDS)
    while url.endswith((")", "]")) and url.count(")") + url.count("]") > url.count("(") + url.count("["):
        url = url[:-1].rstrip(_ENDS)
    if is_own(url) or "://" not in url.rstrip("/"):
        return found
    return shorten(url) + found[len(url) :]
