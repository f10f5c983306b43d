"""The script of websites, and the only address of ours that pages of other origins may talk to.

Whoever sends learns whether the call could be read and nothing of the workspace: the answer is the same whether the
contact is known, new or refused, and whether the event had come before.
"""

from functools import cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from contacts.api.site.reading import MAX_BYTES, call_of, draft_of
from contacts.selectors.site_keys import site_key_find
from contacts.services import UnknownContacts, events_submit, unknown_contacts_policy
from workspaces.clock import database_now
from workspaces.errors import InvalidInput
from workspaces.services.rate_windows import request_count

_SCRIPT = Path(__file__).parent / "campanile.js"
_WINDOW_SECONDS = 60


@cache
def _script() -> tuple[bytes, str]:
    text = _SCRIPT.read_bytes()
    return text, f'"{sha256(text).hexdigest()[:16]}"'


@require_safe
def script(request: HttpRequest) -> HttpResponse:
    """The script, for any page; browsers ask again after an hour."""
    text, tag = _script()
    fresh = request.headers.get("If-None-Match") == tag
    response = HttpResponse(b"" if fresh else text, status=304 if fresh else 200)
    response["Content-Type"] = "text/javascript; charset=utf-8"
    response["ETag"] = tag
    response["Cache-Control"] = "public, max-age=3600"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@csrf_exempt  # pages of other origins post here without a cookie; the key lets events in and nothing out
@require_POST
def events(request: HttpRequest) -> HttpResponse:
    """Takes events as text/plain, which browsers send without asking first."""
    raw = request.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        return _answer({"error": "too_large"}, 413)
    try:
        call = call_of(raw)
    except InvalidInput as error:
        return _answer({"error": error.message}, 400)
    key, origin = site_key_find(call.key), request.headers.get("Origin", "")
    if key is None or origin not in key.origins:
        return _answer({"error": "This key is not for pages of this address."}, 403)
    rate = request_count(subject=key.public_id, limit=settings.SITE_CALLS_PER_MINUTE, seconds=_WINDOW_SECONDS)
    if rate.exceeded:
        response = _answer({"error": "rate_limited"}, 429, origin)
        response["Retry-After"] = str(rate.retry_after)
        return response
    now = database_now()
    drafts, refused = [], []
    for place, item in enumerate(call.items):
        try:
            drafts.append(draft_of(item, now))
        except InvalidInput as error:
            refused.append({"index": place, "error": error.message})
    create = unknown_contacts_policy(key.workspace) is UnknownContacts.CREATE
    events_submit(workspace_id=key.workspace_id, drafts=drafts, create_contacts=create, now=now)
    return _answer({"unreadable": refused}, 202, origin)


def _answer(body: dict[str, object], status: int, origin: str = "") -> JsonResponse:
    response = JsonResponse(body, status=status)
    response["Cache-Control"] = "no-store"
    response["Vary"] = "Origin"
    if origin:
        response["Access-Control-Allow-Origin"] = origin
        response["Access-Control-Expose-Headers"] = "Retry-After"
    return response
