"""Workspaces and their members."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from workspaces.admin.base import StaffAdmin, staff_actor
from workspaces.admin.choice import choose, workspace_choose
from workspaces.errors import DomainError, InvalidInput
from workspaces.models import Membership, Role, Workspace
from workspaces.services import member_add, member_remove, workspace_create, workspace_update
from workspaces.settings import QUIET_HOURS, settings_checked


class WorkspaceForm(ModelForm):
    """What is set is checked as everywhere else."""

    def clean_settings(self) -> dict[str, Any]:
        """Raises ValidationError naming each setting that is wrong."""
        given = self.cleaned_data["settings"]
        if not isinstance(given, dict) or QUIET_HOURS in given:
            raise ValidationError("Must be an object; quiet hours have fields of their own.")
        try:
            checked = settings_checked({name: value for name, value in given.items() if value is not None})
        except InvalidInput as refused:
            raise ValidationError([f"{each.field}: {each.message}" for each in refused.details]) from refused
        return checked


@admin.register(Workspace)
class WorkspaceAdmin(StaffAdmin):
    """Workspaces. A new one starts without members; the slug stands in addresses and stays."""

    form = WorkspaceForm
    list_display = ("name", "slug", "timezone", "created_at")
    search_fields = ("name", "slug")
    ordering = ("name",)
    readonly_fields = ("public_id", "created_at")
    # The list offers every workspace, to go to another one from.
    workspace_path = None
    actions = ("show_only",)
    fields = (
        "public_id",
        "name",
        "slug",
        "timezone",
        "currency",
        ("quiet_start", "quiet_end"),
        "settings",
        "created_at",
    )

    def get_urls(self) -> list[URLPattern]:
        chooser = self.admin_site.admin_view(require_POST(choose))
        return [path("choose/", chooser, name="workspaces_workspace_choose"), *super().get_urls()]

    @admin.action(description="Show only this workspace's rows, in every list")
    def show_only(self, request: HttpRequest, queryset: QuerySet[Workspace]) -> None:
        if len(queryset) == 1:
            workspace_choose(request, queryset[0])
            messages.success(request, f"Every list shows {queryset[0].name} only, until you choose another one above.")
        else:
            messages.error(request, "Select one workspace.")

    def get_readonly_fields(self, request: HttpRequest, obj: Workspace | None = None) -> tuple[str, ...]:
        return (*self.readonly_fields, "slug") if obj else self.readonly_fields

    def save_model(self, request: HttpRequest, obj: Workspace, form: ModelForm, change: bool) -> None:
        actor = staff_actor(request)
        if not change:
            made = workspace_create(name=obj.name, slug=obj.slug, timezone=obj.timezone, actor=actor)
            obj.pk, obj.created_at, obj._state.adding = made.pk, made.created_at, False
        shown = dict.fromkeys(form.initial.get("settings") or {})
        changes = {
            "name": obj.name,
            "timezone": obj.timezone,
            "currency": obj.currency,
            "settings": {**shown, **obj.settings, QUIET_HOURS: obj.quiet_hours},
        }
        workspace_update(workspace=obj, changes=changes, actor=actor)


@admin.register(Membership)
class MembershipAdmin(StaffAdmin):
    """Who may do what in which workspace."""

    list_display = ("user", "workspace", "role", "created_at")
    list_filter = ("role", "workspace")
    search_fields = ("user__email", "workspace__slug")
    list_select_related = ("user", "workspace")
    autocomplete_fields = ("user", "workspace")
    ordering = ("-created_at",)
    actions = None

    def get_readonly_fields(self, request: HttpRequest, obj: Membership | None = None) -> tuple[str, ...]:
        return ("workspace", "user", "created_at") if obj else ("created_at",)

    def save_model(self, request: HttpRequest, obj: Membership, form: ModelForm, change: bool) -> None:
        try:
            saved = member_add(workspace=obj.workspace, user=obj.user, role=Role(obj.role), actor=staff_actor(request))
        except DomainError as error:
            obj.refresh_from_db()
            messages.error(request, error.message)
        else:
            obj.pk, obj._state.adding = saved.pk, False

    def delete_model(self, request: HttpRequest, obj: Membership) -> None:
        try:
            member_remove(membership=obj, actor=staff_actor(request))
        except DomainError as error:
            messages.error(request, error.message)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        rows: QuerySet[Membership] = super().get_queryset(request)
        return rows.select_related("user", "workspace")

    def log_deletions(self, request: HttpRequest, queryset: QuerySet[Membership]) -> Any:
        """The audit log has it, with the reason where it was refused."""
