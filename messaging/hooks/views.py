"""The address that providers call. Whoever isn't the provider learns nothing and writes nothing."""

from collections.abc import Mapping
from typing import Any

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from pydantic import BaseModel, ValidationError

from messaging.delivery.sessions import account_of
from messaging.hooks.base import Call, Hook, Later, NotTheVendor, Report, Unreadable
from messaging.hooks.receiving import reports_keep
from messaging.hooks.registry import HOOKS
from messaging.models import Sender
from messaging.providers.base import ProviderUnavailable
from messaging.providers.credentials import UnreadableCredentials, decrypt
from messaging.services.provider_templates import provider_templates_told
from workspaces.clock import database_now
from workspaces.ids import InvalidId, decode
from workspaces.wall.scope import everywhere, narrow

_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_log = structlog.get_logger(__name__)


@csrf_exempt  # providers post here without a cookie; what proves that it is them is the hook's
@never_cache
@require_http_methods(["GET", "POST"])
def provider_hook(request: HttpRequest, sender_id: str) -> HttpResponse:
    """POST reports something; by GET some vendors try the address. 404 where no sender listens, 401 without proof."""
    found = _listening(sender_id)
    if found is None:
        return _said("There is nothing here.", 404)
    sender, hook, secrets = found
    narrow(sender.workspace_id)
    if _length(request) > hook.max_bytes:
        return _said("The body is too large.", 413)
    try:
        call = _call(request)
        if request.method == "GET":
            return _said(hook.challenge(call, secrets), 200)
        now = database_now()
        hook.verify(call, secrets, now)
        hook.greet(call)
        provider_templates_told(sender=sender, told=hook.templates(call, sender.config), now=now)
        kept = reports_keep(sender=sender, reports=_reports(sender, hook, call), now=now)
    except NotTheVendor as error:
        _log.warning("provider_hook_refused", sender=sender.public_id, why=str(error))
        return _said("The proof is wrong.", 401)
    except Unreadable as error:
        _log.warning("provider_hook_unreadable", sender=sender.public_id, why=str(error))
        return _said("The body can't be read.", 400)
    except Later as error:
        _log.warning("provider_hook_later", sender=sender.public_id, why=str(error))
        return _said("Try again later.", 503)
    _log.info("provider_hook_kept", sender=sender.public_id, reports=kept)
    kind, text = hook.answer
    return HttpResponse(text, content_type=kind)


def _reports(sender: Sender, hook: Hook, call: Call) -> list[Report]:
    """What the call reports, with what its vendor has to be asked for. Raises Unreadable, Later."""
    reports = hook.read(call, sender.config)
    if not any(report.rest for report in reports):
        return reports
    try:
        return hook.completed(reports, account_of(sender))
    except ProviderUnavailable as error:
        raise Later(error.detail) from error


def _listening(sender_id: str) -> tuple[Sender, Hook, BaseModel] | None:
    """The sender, where its provider's calls can be proved."""
    try:
        key = decode(Sender.ID_PREFIX, sender_id)
    except InvalidId:
        return None
    with everywhere():
        sender = Sender.objects.across_workspaces().filter(pk=key).first()
    hook = HOOKS.get(sender.provider) if sender is not None else None
    if sender is None or hook is None or not sender.hook_secrets:
        return None
    try:
        return sender, hook, hook.Secrets.model_validate(decrypt(bytes(sender.hook_secrets)))
    except (UnreadableCredentials, ValidationError):
        _log.exception("provider_hook_secrets", sender=sender.public_id)
        return None


def _length(request: HttpRequest) -> int:
    text: str = request.META.get("CONTENT_LENGTH") or "0"
    return int(text) if text.isdecimal() else 0


def _call(request: HttpRequest) -> Call:
    body = request.body
    form: Mapping[str, Any] = request.POST if request.content_type in _FORMS else {}
    return Call(
        f"{settings.BASE_URL}{request.get_full_path()}",
        request.GET.dict(),
        {name.lower(): value for name, value in request.headers.items()},
        body,
        {name: str(form[name]) for name in form},
    )


def _said(text: str, status: int) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
