"""Campaigns in the staff admin: what the pages can do, by the same services."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from campaigns.admin.builder import FlowBuilderMixin
from campaigns.admin.publishing import PublishMixin
from campaigns.models import Campaign, CampaignHold
from campaigns.reports.progress import campaign_progress
from campaigns.services import (
    campaign_archive,
    campaign_cancel,
    campaign_complete,
    campaign_create,
    campaign_delete,
    campaign_launch,
    campaign_pause,
    campaign_resume,
    campaign_update,
)
from campaigns.settings import settings_merge
from campaigns.status import campaign_status
from workspaces.admin.base import ReadOnlyAdmin, StaffAdmin, staff_actor
from workspaces.errors import DomainError, InvalidInput

_CHANGEABLE = ("name", "description", "type", "goal", "settings", "ends_at")
_SHOWN = ("public_id", "shown_status", "progress", "lifecycle", "audience", "live_version")
_TIMES = ("starts_at", "launched_at", "completed_at", "created_at", "updated_at")


class CampaignForm(forms.ModelForm):
    """Checks settings as the services do, so that a wrong key is a message at the field."""

    class Meta:
        model = Campaign
        fields = ("workspace", *_CHANGEABLE)

    def clean_settings(self) -> dict[str, Any]:
        """The settings as they will be stored."""
        given = self.cleaned_data["settings"] or {}
        try:
            return settings_merge({}, given)
        except (InvalidInput, AttributeError, TypeError) as error:
            raise forms.ValidationError(str(error)) from None


@admin.register(Campaign)
class CampaignAdmin(FlowBuilderMixin, PublishMixin, StaffAdmin):
    """Campaigns of every workspace. The flow has its builder; the audience is chosen on the pages."""

    form = CampaignForm
    list_display = ("name", "workspace", "shown_status", "type", "launched_at", "completed_at")
    list_filter = ("lifecycle", "type", "workspace")
    list_select_related = ("workspace",)
    search_fields = ("name", "=id")
    ordering = ("-created_at",)
    show_full_result_count = False
    actions = ("launch", "pause", "resume", "complete", "cancel", "archive")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Campaign]:
        rows: QuerySet[Campaign] = super().get_queryset(request)
        return rows.select_related("workspace").prefetch_related("holds")

    def get_fields(self, request: HttpRequest, obj: Campaign | None = None) -> tuple[str, ...]:
        return ("workspace", *_CHANGEABLE, *_SHOWN, *_TIMES) if obj else ("workspace", *_CHANGEABLE)

    def get_readonly_fields(self, request: HttpRequest, obj: Campaign | None = None) -> tuple[str, ...]:
        return ("workspace", *_SHOWN, *_TIMES) if obj else ()

    @admin.display(description="Status")
    def shown_status(self, campaign: Campaign) -> str:
        return campaign_status(campaign).label

    @admin.display(description="Executions")
    def progress(self, campaign: Campaign) -> str:
        counts = campaign_progress(campaign).by_state()
        return ", ".join(f"{count} {state}" for state, count in counts.items())

    def save_model(self, request: HttpRequest, obj: Campaign, form: forms.ModelForm, change: bool) -> None:
        actor = staff_actor(request)
        try:
            if change:
                stored = Campaign.objects.in_workspace(obj.workspace_id).get(pk=obj.pk)
                changes = {name: form.cleaned_data[name] for name in form.changed_data}
                if "settings" in changes:
                    dropped = dict.fromkeys(stored.settings.keys() - changes["settings"].keys())
                    changes["settings"] = {**dropped, **changes["settings"]}
                campaign_update(campaign=stored, changes=changes, actor=actor)
            else:
                values = {name: form.cleaned_data[name] for name in _CHANGEABLE}
                made = campaign_create(workspace=obj.workspace, actor=actor, **values)
                obj.pk, obj._state.adding = made.pk, False
        except DomainError as error:
            messages.error(request, error.message)

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """The service decides and deletes what hangs on a campaign; Django would load every execution to list it."""
        names = [f"Campaign: {campaign.name}, with its flow, executions and journal" for campaign in objs]
        return names, {"campaigns": len(names)}, set(), []

    def delete_model(self, request: HttpRequest, obj: Campaign) -> None:
        self._each(request, [obj], campaign_delete, "deleted")

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Campaign]) -> None:
        self._each(request, list(queryset), campaign_delete, "deleted")

    def has_run_permission(self, request: HttpRequest) -> bool:
        """Whoever may change campaigns by Django's permissions may run them."""
        return request.user.has_perm("campaigns.change_campaign")

    @admin.action(description="Launch", permissions=["run"])
    def launch(self, request: HttpRequest, queryset: QuerySet[Campaign]) -> None:
        self._each(request, list(queryset), campaign_launch, "launched")

    @admin.action(description="Pause", permissions=["run"])
    def pause(self, request: HttpRequest, queryset: QuerySet[Campaign]) -> None:
        self._each(request, list(queryset), campaign_pause, "paused")

    @admin.action(description="Resume", permissions=["run"])
    def resume(self, request: HttpRequest, queryset: QuerySet[Campaign]) -> None:
        self._each(request, list(queryset), campaign_resume, "resumed")

    @admin.action(description="Complete: let nobody in any more", permissions=["run"])
    def complete(self, request: HttpRequest, queryset: QuerySet[Campaign]) -> None:
        self._each(request, list(queryset), campaign_complete, "completing")

    @admin.action(description="Cancel: stop for good", permissions=["run"])
    def cancel(self, request: HttpRequest, queryset: QuerySet[Campaign]) -> None:
        self._each(request, list(queryset), campaign_cancel, "cancelled")

    @admin.action(description="Archive", permissions=["run"])
    def archive(self, request: HttpRequest, queryset: QuerySet[Campaign]) -> None:
        self._each(request, list(queryset), campaign_archive, "archived")

    def _each(self, request: HttpRequest, rows: list[Campaign], act: Callable[..., Any], done: str) -> None:
        for campaign in rows:
            try:
                act(campaign=campaign, actor=staff_actor(request))
            except DomainError as error:
                self.message_user(request, f"{campaign.name}: {error.message}", messages.ERROR)
            else:
                self.message_user(request, f"{campaign.name}: {done}.", messages.SUCCESS)


@admin.register(CampaignHold)
class CampaignHoldAdmin(ReadOnlyAdmin):
    """Why which campaign may not claim work; pause and resume change it."""

    list_display = ("campaign", "kind", "reason", "workspace", "created_at")
    list_filter = ("kind", "workspace")
    list_select_related = ("campaign", "workspace")
    ordering = ("-created_at",)
