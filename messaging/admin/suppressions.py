"""Suppressions in the staff admin."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from messaging.channels.base import UnusableAddress
from messaging.channels.email import ascii_address
from messaging.models import Suppression
from messaging.services import suppression_add_many, suppression_remove
from workspaces.admin.base import StaffAdmin, staff_actor
from workspaces.channels import Channel


class SuppressionForm(forms.ModelForm):
    """Stores addresses as delivery compares them."""

    class Meta:
        model = Suppression
        fields = ("workspace", "channel", "address", "reason", "source")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("channel") == Channel.EMAIL and data.get("address"):
            try:
                data["address"] = ascii_address(data["address"]).lower()
            except UnusableAddress as error:
                self.add_error("address", str(error))
        elif data.get("address"):
            data["address"] = data["address"].strip().lower()
        return data


@admin.register(Suppression)
class SuppressionAdmin(StaffAdmin):
    """Can be added and removed, not changed."""

    form = SuppressionForm
    list_display = ("address", "workspace", "channel", "reason", "source", "created_at")
    list_filter = ("reason", "channel", "workspace")
    list_select_related = ("workspace",)
    search_fields = ("address",)
    ordering = ("-pk",)

    def has_change_permission(self, request: HttpRequest, obj: Suppression | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Suppression, form: Any, change: bool) -> None:
        suppression_add_many(
            workspace=obj.workspace,
            channel=obj.channel,
            addresses=[obj.address],
            reason=obj.reason,
            source=obj.source,
            actor=staff_actor(request),
        )
        made = Suppression.unscoped_objects.get(workspace=obj.workspace, channel=obj.channel, address=obj.address)
        obj.pk, obj.created_at, obj._state.adding = made.pk, made.created_at, False

    def delete_model(self, request: HttpRequest, obj: Suppression) -> None:
        suppression_remove(suppression=obj, actor=staff_actor(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Suppression]) -> None:
        for suppression in queryset.select_related("workspace"):
            suppression_remove(suppression=suppression, actor=staff_actor(request))
