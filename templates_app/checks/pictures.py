"""Pictures: what they say to whom can't see them, and how much of the mail they are."""

from collections.abc import Iterator

from templates_app.checks.base import Finding, Look, Severity, number

# Spam filters distrust mails that are one large picture.
_FEW_CHARACTERS = 200
_PER_PICTURE = 60


def pictures(look: Look) -> Iterator[Finding]:
    """Missing descriptions, insecure addresses, and mails that are hardly more than pictures."""
    silent = [image for image in look.images if not (image.alt or "").strip()]
    if silent:
        yield Finding(
            "image_alt",
            Severity.WARNING,
            f"{number(len(silent), 'picture says', 'pictures say')} nothing where pictures are off or read aloud: "
            "describe what they show.",
        )
    insecure = [image for image in look.images if image.address.startswith("http://")]
    if insecure:
        yield Finding(
            "image_insecure",
            Severity.WARNING,
            f"{number(len(insecure), 'picture is', 'pictures are')} without https; some programs won’t show them.",
        )
    if look.images and len(look.words) < max(_FEW_CHARACTERS, _PER_PICTURE * len(look.images)):
        yield Finding(
            "image_ratio",
            Severity.WARNING,
            f"{number(len(look.images), 'picture', 'pictures')} and only {len(look.words)} characters of text: "
            "spam filters like mails that can be read.",
        )
