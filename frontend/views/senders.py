"""Senders: what is sent from. Listed for everybody; made, changed, tried and switched by admins."""

from datetime import datetime
from itertools import groupby

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frontend.access import actor_of, may, require_role, workspace_page
from frontend.pages import render_page
from frontend.reading import unless_changed
from frontend.sender_forms import form_of, values_of
from frontend.words import SENDER_STATE, Word
from messaging.delivery.sessions import account_of
from messaging.hooks.registry import HOOKS
from messaging.models import Sender, SenderState
from messaging.providers.base import Provider, ProviderUnavailable
from messaging.providers.registry import PROVIDERS
from messaging.selectors import SenderSummary, mailbox_faults, sender_get, sender_mailbox_fault, senders_list
from messaging.services import sender_create, sender_test, sender_update
from workspaces.channels import Channel
from workspaces.clock import database_now
from workspaces.errors import DomainError, InvalidInput, Stale
from workspaces.models import Membership, Role


@require_safe
@workspace_page
def sender_list(request: HttpRequest, membership: Membership) -> HttpResponse:
    """All of them, by channel."""
    now, faults = database_now(), mailbox_faults(membership.workspace)
    rows = [
        {
            "sender": each,
            "channel": Channel(each.channel).label,
            "provider": _label(each.provider),
            "state": _word(each, now),
            "mailbox_fault": faults.get(each.id, ""),
        }
        for each in sorted(senders_list(membership.workspace), key=lambda each: (each.channel, each.name))
    ]
    context = {"rows": rows, "may_manage": may(membership, Role.ADMIN)}
    return render_page(request, membership, "frontend/senders/list.html", context, section="senders")


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_page
def sender_new(request: HttpRequest, membership: Membership) -> HttpResponse:
    """First the choice of a provider, then its form."""
    require_role(membership, Role.ADMIN)
    channel, key = request.GET.get("channel", ""), request.GET.get("provider", "")
    if not key:
        return render_page(
            request, membership, "frontend/senders/choose.html", {"groups": _choices()}, section="senders"
        )
    provider = PROVIDERS.get(key)
    if provider is None or channel not in provider.channels:
        raise Http404("There is no such provider for this channel.")
    if request.method != "POST":
        return _shown(request, membership, channel, provider)
    try:
        sender = sender_create(
            workspace=membership.workspace,
            channel=channel,
            provider=key,
            actor=actor_of(membership),
            is_default="is_default" in request.POST,
            **values_of(request.POST, channel, provider, new=True),
        )
    except InvalidInput as error:
        return _shown(request, membership, channel, provider, given=request.POST, error=error)
    messages.success(request, f"“{sender.name}” is there. Test whether its provider takes it.")
    return redirect("frontend:sender", slug=membership.workspace.slug, sender_id=sender.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_page
def sender_page(request: HttpRequest, membership: Membership, sender_id: str) -> HttpResponse:
    """A sender's settings; its credentials can be replaced and are never shown."""
    require_role(membership, Role.ADMIN)
    sender = sender_get(workspace=membership.workspace, sender_id=sender_id)
    provider = PROVIDERS.get(sender.provider)
    if provider is None:
        raise Http404("Its provider is not installed any more.")
    if request.method != "POST":
        return _shown(request, membership, sender.channel, provider, sender)
    changes = values_of(request.POST, sender.channel, provider, new=False)
    try:
        with unless_changed(request, sender):
            sender_update(sender=sender, actor=actor_of(membership), changes=changes)
    except Stale:
        return _shown(request, membership, sender.channel, provider, sender, request.POST)
    except InvalidInput as error:
        return _shown(request, membership, sender.channel, provider, sender, request.POST, error)
    messages.success(request, f"“{changes['name']}” is saved.")
    return redirect("frontend:sender", slug=membership.workspace.slug, sender_id=sender.public_id)


@require_POST
@workspace_page
def sender_do(request: HttpRequest, membership: Membership, sender_id: str) -> HttpResponse:
    """Test it, make it the default one, switch it off and on."""
    require_role(membership, Role.ADMIN)
    sender = sender_get(workspace=membership.workspace, sender_id=sender_id)
    action = request.POST.get("action", "")
    if action == "test":
        if fault := sender_test(sender=sender):
            messages.error(request, f"“{sender.name}” can’t send: {fault}")
        else:
            messages.success(request, f"The provider takes “{sender.name}”. Nothing was sent.")
        return redirect("frontend:sender", slug=membership.workspace.slug, sender_id=sender.public_id)
    if action not in _ACTIONS:
        raise Http404("There is no such action.")
    changes, words = _ACTIONS[action]
    try:
        sender_update(sender=sender, actor=actor_of(membership), changes=changes)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, words.format(sender.name))
    return redirect("frontend:senders", slug=membership.workspace.slug)


_ACTIONS: dict[str, tuple[dict[str, object], str]] = {
    "default": ({"is_default": True}, "Steps that name no sender now use “{}”."),
    "off": ({"state": SenderState.DISABLED}, "“{}” is off. Its messages wait until it is on again."),
    "on": ({"state": SenderState.ACTIVE}, "“{}” is on; what waited for it goes out."),
}


def _choices() -> list[tuple[str, list[tuple[str, Provider]]]]:
    """The providers, by channel in the order of the channels."""
    pairs = [(channel, each) for channel in Channel for each in PROVIDERS.values() if channel in each.channels]
    return [
        (channel.label, [(channel.value, provider) for _, provider in group])
        for channel, group in groupby(pairs, key=lambda pair: pair[0])
    ]


def _shown(
    request: HttpRequest,
    membership: Membership,
    channel: str,
    provider: Provider,
    sender: Sender | None = None,
    given: QueryDict | None = None,
    error: DomainError | None = None,
) -> HttpResponse:
    context = {
        "sender": SenderSummary.of(sender) if sender else None,
        "row": sender,
        "state": _word(SenderSummary.of(sender), database_now()) if sender else None,
        "channel": Channel(channel).label,
        "provider": provider,
        "reports": provider.key in HOOKS or provider.returns_mail,
        "mailbox_fault": sender_mailbox_fault(sender) if sender else "",
        "keeps_templates": provider.keeps_templates,
        "form": form_of(channel, provider, sender, given, error),
        "public": _public(sender) if sender else {},
        "is_default": "is_default" in given if given is not None else True,
        "fault": error.message if error and not error.details else "",
    }
    return render_page(request, membership, "frontend/senders/form.html", context, section="senders")


def _public(sender: Sender) -> dict[str, str]:
    """What people copy from here to elsewhere; nothing where the stored credentials can't be read."""
    try:
        account = account_of(sender)
    except ProviderUnavailable:
        return {}
    return dict(PROVIDERS[sender.provider].shown(account))


def _label(provider: str) -> str:
    return PROVIDERS[provider].label if provider in PROVIDERS else provider


def _word(sender: SenderSummary, now: datetime) -> Word:
    if sender.state != SenderState.ACTIVE:
        return SENDER_STATE["disabled"]
    failing = sender.unavailable_until is not None and sender.unavailable_until > now
    return SENDER_STATE["failing" if failing else "active"]
