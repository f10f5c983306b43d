"""Links that lead nowhere, or over a connection that anybody can read."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from templates_app.checks.base import Finding, Link, Look, Severity, number
from templates_app.rendering.values import PREVIEW_LINK

_PLACEHOLDERS = frozenset({"", "#", "http://", "https://", "mailto:", "tel:"})
_EXAMPLES = ("example.com", "example.org", "example.net")


def links(look: Look) -> Iterator[Finding]:
    """Placeholders, addresses of examples, and links without https."""
    empty = [link for link in look.links if link.address != PREVIEW_LINK and _is_placeholder(link.address)]
    if empty:
        yield Finding(
            "link_placeholder",
            Severity.WARNING,
            f"{number(len(empty), 'link leads', 'links lead')} nowhere for this contact: {_named(empty)}.",
        )
    open_links = [link for link in look.links if link.address.startswith("http://") and link not in empty]
    if open_links:
        yield Finding(
            "link_insecure",
            Severity.WARNING,
            f"{number(len(open_links), 'link has', 'links have')} no https: {_named(open_links)}.",
        )


def _is_placeholder(address: str) -> bool:
    if address in _PLACEHOLDERS or address.startswith("#"):
        return True
    host = urlsplit(address).hostname or "" if address.startswith(("http://", "https://")) else ""
    return host in _EXAMPLES or host.endswith(tuple(f".{each}" for each in _EXAMPLES))


def _named(found: list[Link]) -> str:
    names = list(dict.fromkeys(f"“{(link.words or link.address or 'without words')[:40]}”" for link in found))
    return ", ".join(names[:3]) + (" and others" if len(names) > 3 else "")
