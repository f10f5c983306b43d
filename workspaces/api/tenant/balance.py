"""`/api/v1/tenant/balance` and `/ledger`: what a workspace can spend, and every movement of it."""

from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from workspaces.api.access import Need
from workspaces.api.problems import Kind
from workspaces.api.serializers import StrictSerializer
from workspaces.api.tenant.schema import envelope, operation, page_envelope
from workspaces.api.tenant.views import TenantView
from workspaces.channels import Channel
from workspaces.models import BalanceAccount, LedgerKind, Role, Scope
from workspaces.selectors.balance import MAX_LIMIT, balance_of, ledger_page

READ = Need(Scope.WORKSPACE_READ, Role.VIEWER)
_TAG = "Balance"
_WORKSPACE = "The workspace's slug; needed where the caller may enter several."
_ERRORS = (Kind.INVALID, Kind.NOT_FOUND)
_MONEY: dict[str, Any] = {"max_digits": 18, "decimal_places": 6}
BALANCE: dict[str, Any] = {
    "success": True,
    "data": {
        "currency": "EUR",
        "is_prepaid": True,
        "balance": "120.500000",
        "reserved": "0.750000",
        "available": "119.750000",
        "reload": {"below": "20.000000", "amount": "100.000000", "daily_cap": "300.000000"},
    },
}
LEDGER: dict[str, Any] = {
    "success": True,
    "data": [
        {
            "id": "led_01k9zq3v7nfe5v8x2m4c6d8a0b",
            "kind": "capture",
            "amount": "-2.500000",
            "balance_after": "120.500000",
            "messages": 50,
            "channel": "sms",
            "campaign_id": "cmp_01k9zq3v7nfe5v8x2m4c6d8a0b",
            "reference": "",
            "note": "",
            "created_at": "2026-11-01T10:00:00Z",
        }
    ],
    "pagination": {
        "total": None,
        "limit": 1,
        "offset": 0,
        "has_more": True,
        "next_cursor": "led_01k9zq3v7nfe5v8x2m4c6d8a0b",
    },
}


class WorkspaceQuery(StrictSerializer):
    """Whose balance."""

    workspace = serializers.CharField(max_length=63, required=False, help_text=_WORKSPACE)


class LedgerQuery(WorkspaceQuery):
    """Which part of the ledger."""

    limit = serializers.IntegerField(min_value=1, max_value=MAX_LIMIT, default=50)
    cursor = serializers.CharField(max_length=64, required=False, help_text="`next_cursor` of the page before.")


class ReloadOut(serializers.Serializer):
    """When the balance is paid into by itself."""

    below = serializers.DecimalField(**_MONEY, source="reload_below", help_text="When less than this can be spent.")
    amount = serializers.DecimalField(**_MONEY, source="reload_amount", help_text="What one reload adds.")
    daily_cap = serializers.DecimalField(**_MONEY, source="reload_daily_cap", help_text="Of all reloads of a day.")


class BalanceOut(serializers.Serializer):
    """The balance."""

    currency = serializers.CharField(help_text="ISO 4217.")
    is_prepaid = serializers.BooleanField(
        help_text="False: messages cost the workspace nothing, and all amounts are 0."
    )
    balance = serializers.DecimalField(**_MONEY)
    reserved = serializers.DecimalField(**_MONEY, help_text="For messages that are being sent, or may have been.")
    available = serializers.DecimalField(**_MONEY, help_text="What can be spent.")
    reload = ReloadOut(allow_null=True, help_text="Null: never by itself.")


class LedgerEntryOut(serializers.Serializer):
    """One movement."""

    id = serializers.CharField(source="public_id")
    kind = serializers.ChoiceField(choices=LedgerKind.choices)
    amount = serializers.DecimalField(**_MONEY, help_text="Negative: spent.")
    balance_after = serializers.DecimalField(**_MONEY)
    messages = serializers.IntegerField(help_text="How many messages a capture is for.")
    channel = serializers.ChoiceField(choices=Channel.choices, allow_blank=True)
    campaign_id = serializers.CharField(source="campaign_public_id", allow_null=True)
    reference = serializers.CharField(help_text="The payment's own id.")
    note = serializers.CharField()
    created_at = serializers.DateTimeField()


class BalanceView(TenantView):
    """What can be spent."""

    needs: ClassVar[dict[str, Need]] = {"GET": READ}

    @operation(
        "balance_get",
        summary="Get the balance",
        description="What the workspace can spend on messages. Campaigns whose messages can't be paid are "
        "PAUSED_BALANCE until somebody has topped up and resumes them.",
        need=READ,
        query=[WorkspaceQuery],
        answer=envelope("Balance", BalanceOut()),
        example=BALANCE,
        errors=_ERRORS,
        tag=_TAG,
    )
    def get(self, request: Request) -> Response:
        workspace = self.enter_named(self.query(WorkspaceQuery).get("workspace"))
        account = balance_of(workspace)
        shown = account or BalanceAccount(workspace=workspace, balance=0, reserved=0)
        data = {
            "currency": workspace.currency,
            "is_prepaid": account is not None,
            "balance": shown.balance,
            "reserved": shown.reserved,
            "available": shown.balance - shown.reserved,
            "reload": shown if shown.reload_below is not None else None,
        }
        return self.success(BalanceOut(data).data)


class LedgerView(TenantView):
    """Every movement."""

    needs: ClassVar[dict[str, Need]] = {"GET": READ}

    @operation(
        "balance_ledger",
        summary="List the movements of the balance",
        description="Newest first: payments, automatic reloads, corrections, and what accepted messages cost, a batch "
        "at a time. They add up to the balance. Read on with `next_cursor`.",
        need=READ,
        query=[LedgerQuery],
        answer=page_envelope("Ledger", LedgerEntryOut, cursor=True),
        example=LEDGER,
        errors=_ERRORS,
        tag=_TAG,
    )
    def get(self, request: Request) -> Response:
        query = self.query(LedgerQuery)
        workspace = self.enter_named(query.get("workspace"))
        rows, following = ledger_page(workspace, limit=query["limit"], cursor=query.get("cursor", ""))
        return self.success_run(LedgerEntryOut(rows, many=True).data, query, following)
