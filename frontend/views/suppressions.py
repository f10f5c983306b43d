"""Suppressed addresses: the list, adding by hand, and taking one off after a look at what that means."""

import re
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.defaultfilters import pluralize
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from frontend.access import actor_of, require_role, workspace_page
from frontend.pages import render_page
from frontend.paging import page_of
from frontend.words import SUPPRESSION_REASON
from messaging.models import Suppression, SuppressionReason
from messaging.selectors import address_erased, suppression_contacts, suppressions_matching
from messaging.services import Added, suppression_remove, suppressions_add
from workspaces.channels import Channel
from workspaces.errors import InvalidInput
from workspaces.models import Membership, Role
from workspaces.selectors.rows import row_find

_APART = re.compile(r"[\s,;]+")
_MOST = 1_000
_SHOWN_CONTACTS = 5


@require_safe
@workspace_page
def page(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The newest first, by channel, reason, or how the address begins."""
    return _listed(request, membership)


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_page
def add(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Suppresses what was typed: addresses with anything between them."""
    if request.method != "POST":
        return redirect("frontend:suppressions", slug=membership.workspace.slug)
    require_role(membership, Role.EDITOR)
    sent = request.POST
    addresses = [each for each in _APART.split(sent.get("addresses", "")) if each]
    try:
        if not addresses:
            raise InvalidInput.of("addresses", "name at least one")
        if len(addresses) > _MOST:
            raise InvalidInput.of("addresses", f"at most {_MOST:,} at a time; import a file of more")
        rows = suppressions_add(
            workspace=membership.workspace,
            channel=sent.get("channel", ""),
            addresses=addresses,
            reason=sent.get("reason", ""),
            source=sent.get("source", "").strip(),
            actor=actor_of(membership),
        )
    except InvalidInput as refused:
        return _listed(request, membership, sent, {each.field: each.message for each in refused.details})
    wrong = [each.address for each in rows if each.outcome is Added.INVALID]
    _tell(request, sum(each.outcome is Added.ADDED for each in rows), len(rows), len(wrong))
    if wrong:
        kept = sent.copy()
        kept["addresses"] = "\n".join(wrong)
        fault = f"{'this is no address' if len(wrong) == 1 else 'these are no addresses'} of this channel"
        return _listed(request, membership, kept, {"addresses": fault})
    return redirect("frontend:suppressions", slug=membership.workspace.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_page
def remove(request: HttpRequest, membership: Membership, suppression_id: str) -> HttpResponse:
    """What taking an address off the list means; POST does it."""
    suppression = row_find(Suppression, suppression_id, [membership.workspace.pk], "workspace")
    require_role(membership, Role.EDITOR)
    fault, note = "", request.POST.get("note", "").strip()
    if request.method == "POST":
        try:
            suppression_remove(suppression=suppression, actor=actor_of(membership), note=note)
        except InvalidInput as refused:
            fault = refused.details[0].message
        else:
            messages.success(request, f"{suppression.address} may get messages again.")
            return redirect("frontend:suppressions", slug=membership.workspace.slug)
    context = {
        "item": suppression,
        "word": SUPPRESSION_REASON[suppression.reason],
        "channel": Channel(suppression.channel).label,
        "contacts": suppression_contacts(suppression, limit=_SHOWN_CONTACTS),
        "complained": suppression.reason == SuppressionReason.COMPLAINT,
        "note": note,
        "fault": fault,
    }
    return render_page(request, membership, "frontend/suppressions/remove.html", context, section="contacts")


def _listed(
    request: HttpRequest, membership: Membership, sent: QueryDict | None = None, faults: dict[str, str] | None = None
) -> HttpResponse:
    asked = request.GET
    chosen = {
        "channel": asked.get("channel", "") if asked.get("channel") in Channel.values else "",
        "reason": asked.get("reason", "") if asked.get("reason") in SuppressionReason.values else "",
        "address": asked.get("address", "").replace("\x00", "").strip()[:254],
    }
    matching = suppressions_matching(
        membership.workspace, channel=chosen["channel"], reason=chosen["reason"], beginning=chosen["address"]
    )
    listed = page_of(matching, asked)
    erased = bool(chosen["address"]) and not listed.rows and address_erased(membership.workspace, chosen["address"])
    context: dict[str, Any] = {
        "page": listed,
        "rows": [_row(each) for each in listed.rows],
        "chosen": chosen,
        "filtered": any(chosen.values()),
        "erased": erased,
        "export_query": urlencode({"kind": "suppressions", **{key: value for key, value in chosen.items() if value}}),
        "channels": Channel.choices,
        "reasons": [(key, SUPPRESSION_REASON[key].label) for key in SuppressionReason.values],
        "given": sent if sent is not None else {"channel": Channel.EMAIL, "reason": SuppressionReason.MANUAL},
        "faults": faults or {},
    }
    return render_page(request, membership, "frontend/suppressions/list.html", context, section="contacts")


def _row(suppression: Suppression) -> dict[str, Any]:
    return {
        "item": suppression,
        "word": SUPPRESSION_REASON[suppression.reason],
        "channel": Channel(suppression.channel).label,
    }


def _tell(request: HttpRequest, added: int, given: int, wrong: int) -> None:
    known = given - added - wrong
    if added:
        messages.success(request, f"{added:,} address{pluralize(added, 'es')} will get nothing from now on.")
    if known:
        messages.success(request, f"{known:,} {pluralize(known, 'was,were')} on the list before.")
