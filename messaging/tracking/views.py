"""The public pages behind the links in messages. They need no session; the token says whose message it is."""

from base64 import b64decode
from contextlib import nullcontext
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from messaging.consent.links import preferences_url
from messaging.models import Message
from messaging.selectors.entering import message_enter
from messaging.services.facts import message_clicked, message_opened, message_resubscribe, message_unsubscribe
from messaging.tracking.targets import DIGEST_BYTES, short_target_of, target_of
from messaging.tracking.tokens import InvalidToken, Purpose, read, read_carrying, read_short
from messaging.tracking.visitors import visitor_of
from workspaces.channels import MessageType
from workspaces.clock import database_now
from workspaces.wall.scope import everywhere, narrow

_PIXEL = b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
_PRIVATE = {"X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer"}


@csrf_exempt  # the mail program's server posts here (RFC 8058), without a cookie; the token is the proof
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks, POST does. A link that is merely followed, or fetched ahead by a scanner, changes nothing."""
    message = _message(token)
    if message is None:
        return _page(request, "invalid", {}, status=404)
    narrow(message.workspace_id)
    done = request.method == "POST"
    again = done and request.POST.get("action") == "subscribe"
    if again:
        message_resubscribe(message=message)
    elif done:
        message_unsubscribe(message=message)
    if request.POST.get("List-Unsubscribe") == "One-Click":
        return HttpResponse("Unsubscribed.\n", content_type="text/plain", headers=_PRIVATE)
    context = {
        "workspace": message.workspace.name,
        "address": message.address,
        "marketing": message.message_type == MessageType.MARKETING,
        "preferences": preferences_url(message.contact_id, database_now()),
    }
    return _page(request, "subscribed" if again else "unsubscribed" if done else "unsubscribe", context)


@never_cache
@require_safe
def opened(request: HttpRequest, token: str) -> HttpResponse:
    """A transparent pixel, whatever the token is worth."""
    try:
        message_id = read(Purpose.OPEN, token)
    except InvalidToken:
        pass
    else:
        message_enter(message_id)
        message_opened(message_id=message_id, by=visitor_of(request.method or "", request.headers))
    return HttpResponse(_PIXEL, content_type="image/gif", headers=_PRIVATE)


@never_cache
@require_safe
def clicked(request: HttpRequest, token: str) -> HttpResponse:
    """On to the address that the message's author wrote; nowhere else, as the token covers what names the address."""
    try:
        message_id, target = _clicked_link(request, token)
    except InvalidToken:
        return _page(request, "invalid", {}, status=404)
    return _on_to(request, message_id, target)


@never_cache
@require_safe
def short_clicked(request: HttpRequest, token: str) -> HttpResponse:
    """The same for links in short texts."""
    try:
        message_id, beginning = read_short(token)
    except InvalidToken:
        return _page(request, "invalid", {}, status=404)
    message_enter(message_id)
    target = short_target_of(message_id, beginning)
    return _page(request, "invalid", {}, status=404) if target is None else _on_to(request, message_id, target)


def _on_to(request: HttpRequest, message_id: int, target: str) -> HttpResponse:
    if urlsplit(target).scheme not in ("http", "https"):
        return _page(request, "invalid", {}, status=404)
    message_clicked(message_id=message_id, url=target, by=visitor_of(request.method or "", request.headers))
    return HttpResponseRedirect(target, headers=_PRIVATE)


def _clicked_link(request: HttpRequest, token: str) -> tuple[int, str]:
    """The message, and where the link in it leads. Raises InvalidToken, also where the address is no longer kept."""
    if "u" in request.GET:
        # Mails sent by earlier releases carry the address beside a token that covers it.
        message_id = read(Purpose.CLICK, token, request.GET["u"])
        message_enter(message_id)
        return message_id, request.GET["u"]
    message_id, digest = read_carrying(Purpose.LINK, token, DIGEST_BYTES)
    # An address that everybody was sent leads on when the message is gone.
    with nullcontext() if message_enter(message_id) else everywhere():
        target = target_of(digest)
    if target is None:
        raise InvalidToken("the address is not kept")
    return message_id, target


@everywhere()
def _message(token: str) -> Message | None:
    try:
        message_id = read(Purpose.UNSUBSCRIBE, token)
    except InvalidToken:
        return None
    return Message.objects.across_workspaces().select_related("workspace").filter(pk=message_id).first()


def _page(request: HttpRequest, name: str, context: dict[str, object], status: int = 200) -> HttpResponse:
    return HttpResponse(render_to_string(f"messaging/{name}.html", context, request), status=status, headers=_PRIVATE)
