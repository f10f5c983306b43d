"""Gmail shows the first 102 kB of a mail and hides the rest behind a link."""

from collections.abc import Iterator

from templates_app.checks.base import Finding, Look, Severity

GMAIL_CLIP = 102 * 1024
# Tracked links are longer than those in the template.
_NEAR = GMAIL_CLIP * 8 // 10


def html_bytes(html: str) -> int:
    """How large the HTML part is as mail programs count it."""
    return len(html.encode("utf-8", "replace"))


def size(look: Look) -> Iterator[Finding]:
    """Mails that Gmail would cut, or nearly."""
    large = html_bytes(look.mail.html)
    if large >= GMAIL_CLIP:
        yield Finding(
            "size_clipped",
            Severity.WARNING,
            f"{large // 1024} kB: Gmail cuts mails at 102 kB, so the end and its unsubscribe link would be hidden.",
        )
    elif large >= _NEAR:
        yield Finding("size_near", Severity.NOTE, f"{large // 1024} kB: Gmail cuts mails at 102 kB.")
