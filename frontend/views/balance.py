"""The balance: what can be spent, every movement, what messages cost, and paying in."""

from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from campaigns.selectors import campaign_names
from frontend.access import actor_of, may, workspace_page
from frontend.pages import render_page
from frontend.paging import page_of
from messaging.models import Price
from messaging.selectors import price_list
from messaging.services import price_remove, price_set
from workspaces.channels import Channel, MessageType
from workspaces.errors import DomainError, InvalidInput
from workspaces.models import LedgerEntry, Membership, Role
from workspaces.money import amount_text
from workspaces.selectors.balance import balance_of, ledger_entries
from workspaces.services.balance import balance_adjust, balance_open, balance_top_up
from workspaces.services.reloading import balance_reload_set

_RELOAD = ("reload_below", "reload_amount", "reload_daily_cap")


@require_safe
@workspace_page
def page(request: HttpRequest, membership: Membership) -> HttpResponse:
    """What can be spent, prices, and the ledger."""
    return _shown(request, membership)


@require_POST
@workspace_page
def do(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Open a balance, pay in, correct it, set the reload, set and remove prices."""
    if not _may_manage(request, membership):
        raise PermissionDenied("Payments and prices are entered by the staff of this installation.")
    action = _ACTIONS.get(request.POST.get("action", ""))
    if action is None:
        raise Http404("There is no such action.")
    try:
        said = action(membership, request.POST)
    except DomainError as error:
        return _shown(request, membership, given=request.POST, error=error)
    messages.success(request, said)
    return redirect("frontend:balance", slug=membership.workspace.slug)


def _may_manage(request: HttpRequest, membership: Membership) -> bool:
    """Who could credit a workspace without paying must run the installation, or be trusted by it."""
    is_staff = getattr(request.user, "is_staff", False)
    return may(membership, Role.OWNER) and (is_staff or settings.BALANCE_SELF_SERVICE)


def _shown(
    request: HttpRequest, membership: Membership, *, given: QueryDict | None = None, error: DomainError | None = None
) -> HttpResponse:
    workspace = membership.workspace
    account = balance_of(workspace)
    ledger = page_of(ledger_entries(workspace), request.GET)
    names = campaign_names(workspace=workspace, ids=[row.source_id for row in ledger.rows if row.source_id])
    context = {
        "account": account,
        "available": account.balance - account.reserved if account else None,
        "ledger": ledger,
        "rows": [_row(entry, names) for entry in ledger.rows],
        "prices": _prices(list(price_list(workspace))),
        "channels": Channel.choices,
        "message_types": MessageType.choices,
        "may_manage": _may_manage(request, membership),
        "given": given.dict() if given is not None else _stored(account),
        "faults": {problem.field: problem.message for problem in error.details} if error else {},
        "fault": error.message if error and not error.details else "",
        "open": given.get("action", "") if given is not None else "",
    }
    return render_page(request, membership, "frontend/balance/page.html", context, section="senders")


def _stored(account: Any) -> dict[str, str]:
    if account is None or account.reload_below is None:
        return {}
    return {name: amount_text(getattr(account, name)) for name in _RELOAD}


def _row(entry: LedgerEntry, names: dict[str, str]) -> dict[str, Any]:
    return {
        "entry": entry,
        "label": entry.get_kind_display(),
        "channel": Channel(entry.channel).label if entry.channel else "",
        "campaign": names.get(entry.campaign_public_id or ""),
        "is_spent": entry.amount < 0,
    }


def _prices(prices: Sequence[Price]) -> list[dict[str, Any]]:
    abroad = {(price.channel, price.message_type) for price in prices if price.country}
    return [
        {
            "price": price,
            "channel": Channel(price.channel).label,
            "kind": MessageType(price.message_type).label,
            "country": price.country
            or ("Everywhere else" if (price.channel, price.message_type) in abroad else "Everywhere"),
        }
        for price in prices
    ]


def _amount(form: QueryDict, field: str = "amount") -> Decimal:
    text = form.get(field, "").strip().replace(",", ".")
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise InvalidInput.of(
            field, "must be an amount such as 12.50", "required" if not text else "invalid"
        ) from error


def _open(membership: Membership, form: QueryDict) -> str:
    balance_open(workspace=membership.workspace, actor=actor_of(membership))
    return "From now on messages with a price are paid from this balance."


def _pay(membership: Membership, form: QueryDict) -> str:
    entry = balance_top_up(
        workspace=membership.workspace,
        amount=_amount(form),
        reference=form.get("reference", "").strip(),
        note=form.get("note", "").strip()[:300],
        actor=actor_of(membership),
    )
    return f"{amount_text(entry.amount)} {membership.workspace.currency} paid in. Paused campaigns wait to be resumed."


def _correct(membership: Membership, form: QueryDict) -> str:
    balance_adjust(
        workspace=membership.workspace,
        amount=_amount(form),
        note=form.get("note", ""),
        actor=actor_of(membership),
    )
    return "The balance is corrected."


def _reload(membership: Membership, form: QueryDict) -> str:
    values = {name: _amount(form, name) if form.get(name, "").strip() else None for name in _RELOAD}
    balance_reload_set(workspace=membership.workspace, actor=actor_of(membership), **values)
    return "The balance reloads by itself." if values["reload_below"] else "The balance no longer reloads by itself."


def _set_price(membership: Membership, form: QueryDict) -> str:
    price_set(
        workspace=membership.workspace,
        channel=form.get("channel", ""),
        message_type=form.get("message_type", ""),
        country=form.get("country", "").strip().upper(),
        amount=_amount(form),
        actor=actor_of(membership),
    )
    return "The price is set; messages that go out from now on cost that."


def _remove_price(membership: Membership, form: QueryDict) -> str:
    price = price_list(membership.workspace).filter(pk=form.get("price", "0") if form.get("price", "").isdigit() else 0)
    found = price.first()
    if found is None:
        raise Http404("There is no such price.")
    price_remove(price=found, actor=actor_of(membership))
    return "The price is taken off the list."


_ACTIONS: dict[str, Callable[[Membership, QueryDict], str]] = {
    "open": _open,
    "pay": _pay,
    "correct": _correct,
    "reload": _reload,
    "price": _set_price,
    "remove_price": _remove_price,
}
