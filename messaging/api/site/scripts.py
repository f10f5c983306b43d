"""The scripts for websites that the one of the snippet fetches, and the worker that a site hosts."""

from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from contacts.api.site.scripts import script_answer

_HERE = Path(__file__).parent


@require_safe
def messages(request: HttpRequest) -> HttpResponse:
    """Push messages and the feed in a page."""
    return script_answer(request, _HERE / "campanile-messages.js")


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """What a site's service worker imports."""
    return script_answer(request, _HERE / "campanile-sw.js")
