"""What integrators copy from the pages to send events: a call by curl, and the tag of the script for websites."""

from django.conf import settings
from django.urls import reverse

from contacts.models import SiteKey


def curl_of() -> str:
    """One event, sent by curl to this installation."""
    return (
        f"curl -X POST {settings.BASE_URL}/api/v1/tenant/events \\\n"
        '  -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" \\\n'
        """  -d '{"email": "ada@example.com", "name": "ordered", "properties": {"total": 49.9}}'"""
    )


def snippet_of(key: SiteKey) -> str:
    """What stands in the pages of a website; under a strict policy, too, as nothing of it is inline script."""
    return f'<script async src="{settings.BASE_URL}{reverse("site:script")}" data-key="{key.token}"></script>'


def calls_of() -> str:
    """What the website's own script says."""
    return (
        "window.campanile = window.campanile || [];\n"
        'campanile.push(["identify", {email: "ada@example.com"}]);\n'
        'campanile.push(["track", "ordered", {total: 49.9}]);'
    )
