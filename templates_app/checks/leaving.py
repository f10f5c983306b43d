"""The way out of marketing mails."""

from collections.abc import Iterator

from templates_app.checks.base import Finding, Look, Severity
from templates_app.rendering.email import has_own_way_out


def leaving(look: Look) -> Iterator[Finding]:
    """Marketing without an unsubscribe link of its own: a plain one is added."""
    if look.is_marketing and not has_own_way_out(look.mail.html):
        yield Finding(
            "unsubscribe_added",
            Severity.NOTE,
            "It has no unsubscribe link of its own, so a plain one is added at its end.",
        )
