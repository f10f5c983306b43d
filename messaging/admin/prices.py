"""Price lists in the staff admin."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from messaging.models import Price
from messaging.services import price_remove, price_set
from messaging.services.prices import price_problems
from workspaces.admin.base import StaffAdmin, staff_actor

_VALUES = ("channel", "message_type", "country", "amount")


class PriceForm(forms.ModelForm):
    """Asks the service's own checks, so that a wrong value is a message at its field."""

    class Meta:
        model = Price
        fields = ("workspace", *_VALUES)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors:
            wanted = {name: data.get(name, getattr(self.instance, name)) for name in _VALUES}
            for problem in price_problems(**wanted):
                self.add_error(problem.field if problem.field in self.fields else None, problem.message)
        return data


@admin.register(Price)
class PriceAdmin(StaffAdmin):
    """What a message costs. Of a line only the amount changes; the currency stands on the workspace."""

    form = PriceForm
    list_display = ("channel", "message_type", "country", "amount", "currency", "workspace", "updated_at")
    list_filter = ("channel", "message_type", "workspace")
    list_select_related = ("workspace",)
    search_fields = ("country",)
    autocomplete_fields = ("workspace",)
    ordering = ("workspace", "channel", "message_type", "country")

    @admin.display(description="currency")
    def currency(self, price: Price) -> str:
        """That of the workspace."""
        return price.workspace.currency

    def get_readonly_fields(self, request: HttpRequest, obj: Price | None = None) -> tuple[str, ...]:
        return ("workspace", "channel", "message_type", "country") if obj else ()

    def save_model(self, request: HttpRequest, obj: Price, form: Any, change: bool) -> None:
        made = price_set(
            workspace=obj.workspace,
            channel=obj.channel,
            message_type=obj.message_type,
            country=obj.country,
            amount=obj.amount,
            actor=staff_actor(request),
        )
        obj.pk, obj._state.adding = made.pk, False

    def delete_model(self, request: HttpRequest, obj: Price) -> None:
        price_remove(price=obj, actor=staff_actor(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Price]) -> None:
        for price in queryset.select_related("workspace"):
            price_remove(price=price, actor=staff_actor(request))
