"""Senders in the staff admin. Credentials can be set, and never seen."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from unfold.widgets import UnfoldAdminTextareaWidget

from messaging.models import Sender, SenderUsage
from messaging.services import sender_create, sender_update
from messaging.services.senders import sender_check
from workspaces.admin.base import ReadOnlyAdmin, StaffAdmin, staff_actor
from workspaces.errors import InvalidInput

_VALUES = ("name", "config", "from_name", "from_address", "reply_to", "is_default", "limits")


class SenderForm(forms.ModelForm):
    """Asks the services' own checks, so that a wrong setting is a message at its field."""

    new_credentials = forms.JSONField(
        required=False,
        widget=UnfoldAdminTextareaWidget(),
        help_text='E.g. {"username": "…", "password": "…"}. Leave it empty to keep the present ones.',
    )

    class Meta:
        model = Sender
        fields = ("workspace", "channel", "provider", *_VALUES, "state")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                sender_check(self.identity(), self.values())
            except InvalidInput as error:
                for detail in error.details:
                    field = detail.field.partition(".")[0]
                    name = "new_credentials" if field == "credentials" else field
                    self.add_error(name if name in self.fields else None, f"{detail.field}: {detail.message}")
        return data

    def identity(self) -> Sender:
        """The sender with what never changes about it."""
        if self.instance._state.adding:
            given = self.cleaned_data
            return Sender(workspace=given["workspace"], channel=given["channel"], provider=given["provider"])
        return Sender.unscoped_objects.get(pk=self.instance.pk)

    def values(self) -> dict[str, Any]:
        """What the services take as changes."""
        values = {name: self.cleaned_data[name] for name in _VALUES if name in self.cleaned_data}
        # An emptied field of JSON is null.
        values["limits"] = values.get("limits") or {}
        if self.cleaned_data.get("new_credentials"):
            values["credentials"] = self.cleaned_data["new_credentials"]
        return values


@admin.register(Sender)
class SenderAdmin(StaffAdmin):
    """The accounts to send from."""

    form = SenderForm
    list_display = ("name", "workspace", "channel", "provider", "from_address", "state", "is_default", "available")
    list_filter = ("state", "channel", "provider", "workspace")
    list_select_related = ("workspace",)
    search_fields = ("name", "from_address", "id")
    ordering = ("name",)
    actions = None
    readonly_fields = (
        *("public_id", "has_credentials", "faults", "fault_detail", "unavailable_until", "tripped_at"),
        *("created_at", "updated_at"),
    )
    fields = ("workspace", "channel", "provider", *_VALUES, "new_credentials", "state", *readonly_fields)

    @admin.display(description="Has credentials", boolean=True)
    def has_credentials(self, sender: Sender) -> bool:
        return bool(sender.credentials)

    @admin.display(description="Available", boolean=True)
    def available(self, sender: Sender) -> bool:
        return sender.faults == 0

    def get_readonly_fields(self, request: HttpRequest, obj: Sender | None = None) -> tuple[str, ...]:
        fixed = ("workspace", "channel", "provider") if obj else ("state",)
        return (*self.readonly_fields, *fixed)

    def has_delete_permission(self, request: HttpRequest, obj: Sender | None = None) -> bool:
        return False  # messages point at it: disable it instead

    def save_model(self, request: HttpRequest, obj: Sender, form: Any, change: bool) -> None:
        values, actor = form.values(), staff_actor(request)
        if change:
            state = {"state": form.cleaned_data["state"]} if "state" in form.cleaned_data else {}
            sender_update(sender=form.identity(), actor=actor, changes={**values, **state})
            return
        made = sender_create(workspace=obj.workspace, channel=obj.channel, provider=obj.provider, actor=actor, **values)
        obj.pk, obj.created_at, obj._state.adding = made.pk, made.created_at, False


@admin.register(SenderUsage)
class SenderUsageAdmin(ReadOnlyAdmin):
    """What limited senders used in their present hour and day."""

    list_display = ("sender", "hour_at", "hour_used", "day_at", "day_used", "planned_until", "workspace")
    list_filter = ("workspace",)
    list_select_related = ("sender", "workspace")
    search_fields = ("sender__name",)
    ordering = ("sender",)
