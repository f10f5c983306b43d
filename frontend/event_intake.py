"""What integrators copy from the pages to send events: a call by curl, and the tag of the script for websites."""

from django.conf import settings
from django.urls import reverse

from contacts.models import SiteKey
from messaging.site.identity import identity_secret


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


def worker_of() -> str:
    """The whole of the file that a site hosts as `/campanile-sw.js`, or a line in the worker that it has."""
    return f'importScripts("{settings.BASE_URL}{reverse("site_messages:worker_script")}");'


def proof_calls() -> str:
    """What the site's own script says of a visitor who is signed in, and of one who wants push messages."""
    return (
        'campanile.push(["identify", {external_id: "user-17"}, token]);\n'
        'button.addEventListener("click", () => campanile.push.subscribe({marketing: true}));\n'
        'campanile.push(["feed", {list: "#messages", badge: "#unread"}]);'
    )


def token_of(key: SiteKey) -> str:
    """How the site's server makes a token, in Python."""
    return (
        "import jwt, time  # PyJWT; any library for JWT does\n"
        'token = jwt.encode({"external_id": "user-17", "exp": int(time.time()) + 3600},\n'
        f'                   "{identity_secret(key)}", algorithm="HS256")'
    )


def calls_of() -> str:
    """What the website's own script says."""
    return (
        "window.campanile = window.campanile || [];\n"
        'campanile.push(["identify", {email: "ada@example.com"}]);\n'
        'campanile.push(["track", "ordered", {total: 49.9}]);'
    )
