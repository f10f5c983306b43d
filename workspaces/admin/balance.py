"""Balances and their ledger in the staff admin: opened, told when to reload, read."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from workspaces.admin.base import ReadOnlyAdmin, StaffAdmin, staff_actor
from workspaces.models import BalanceAccount, LedgerEntry
from workspaces.services.balance import balance_open
from workspaces.services.reloading import balance_reload_set, reload_problems

_RELOAD = ("reload_below", "reload_amount", "reload_daily_cap")


class AccountForm(forms.ModelForm):
    """Asks the service's own checks."""

    class Meta:
        model = BalanceAccount
        fields = ("workspace", *_RELOAD)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors:
            for problem in reload_problems(**{name: data.get(name) for name in _RELOAD}):
                self.add_error(problem.field, problem.message)
        return data


@admin.register(BalanceAccount)
class BalanceAccountAdmin(StaffAdmin):
    """Prepaid balances. A workspace without one sends for free."""

    form = AccountForm
    list_display = ("workspace", "balance", "reserved", "reload_below", "reload_amount", "reload_daily_cap")
    list_select_related = ("workspace",)
    search_fields = ("workspace__name", "workspace__slug")
    autocomplete_fields = ("workspace",)
    ordering = ("workspace",)
    actions = None
    readonly_fields = ("balance", "reserved", "created_at", "updated_at")
    fields = ("workspace", *_RELOAD, *readonly_fields)

    def get_readonly_fields(self, request: HttpRequest, obj: BalanceAccount | None = None) -> tuple[str, ...]:
        return (*self.readonly_fields, "workspace") if obj else self.readonly_fields

    def has_delete_permission(self, request: HttpRequest, obj: BalanceAccount | None = None) -> bool:
        return False  # its ledger would no longer add up to anything

    def save_model(self, request: HttpRequest, obj: BalanceAccount, form: Any, change: bool) -> None:
        actor = staff_actor(request)
        if not change:
            balance_open(workspace=obj.workspace, actor=actor)
            obj._state.adding = False
        balance_reload_set(workspace=obj.workspace, actor=actor, **{name: form.cleaned_data[name] for name in _RELOAD})


@admin.register(LedgerEntry)
class LedgerEntryAdmin(ReadOnlyAdmin):
    """Every movement of a balance, to read. Payments are entered on the workspace's own page."""

    list_display = ("created_at", "workspace", "kind", "amount", "balance_after", "messages", "channel", "reference")
    list_filter = ("kind", "channel", "workspace")
    search_fields = ("=reference", "=source_id")
    list_select_related = ("workspace",)
    date_hierarchy = "created_at"
    ordering = ("-id",)
    show_full_result_count = False
