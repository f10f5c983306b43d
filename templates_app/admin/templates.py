"""Templates and versions in the staff admin. Every write goes through the services that the API uses."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from unfold.admin import TabularInline

from templates_app.admin.forms import TemplateForm
from templates_app.models import Template, TemplateVersion
from templates_app.services import (
    template_archive,
    template_create,
    template_publish,
    template_return_to_draft,
    template_update,
)
from templates_app.services.templates import EDITABLE
from workspaces.admin.base import StaffAdmin
from workspaces.errors import DomainError
from workspaces.models import User
from workspaces.services import Actor


class VersionInline(TabularInline):
    """The versions of one template."""

    model = TemplateVersion
    fk_name = "template"
    fields = ("number", "variables", "published_at", "published_by")
    readonly_fields = fields
    ordering = ("-number",)
    extra = 0
    can_delete = False
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: Template | None = None) -> bool:
        return False


@admin.register(Template)
class TemplateAdmin(StaffAdmin):
    """Drafts can be written here; states change by actions only."""

    form = TemplateForm
    list_display = ("name", "workspace", "channel", "message_type", "state", "version", "updated_at")
    list_filter = ("state", "channel", "message_type", "workspace")
    list_select_related = ("workspace", "published_version")
    search_fields = ("name", "id")
    readonly_fields = (
        "public_id",
        "state",
        "rejection_reason",
        "published_version",
        "revision",
        "changed_by_name",
        "submitted_at",
        "submitted_by_name",
        "created_at",
        "updated_at",
    )
    fields = ("workspace", "name", "channel", "message_type", "content", *readonly_fields)
    inlines = (VersionInline,)
    actions = ("publish", "archive", "return_to_draft")

    @admin.display(description="Version", ordering="published_version__number")
    def version(self, template: Template) -> str:
        return f"v{template.published_version.number}" if template.published_version else "–"

    def get_readonly_fields(self, request: HttpRequest, obj: Template | None = None) -> tuple[str, ...]:
        return self.readonly_fields if obj is None else (*self.readonly_fields, "workspace", "channel", "message_type")

    def has_change_permission(self, request: HttpRequest, obj: Template | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.state in EDITABLE)

    def has_delete_permission(self, request: HttpRequest, obj: Template | None = None) -> bool:
        return False  # messages and running campaigns point at versions: archive instead

    def save_model(self, request: HttpRequest, obj: Template, form: "ModelForm[Template]", change: bool) -> None:
        values = form.cleaned_data
        try:
            if change:
                stored = Template.unscoped_objects.get(pk=obj.pk)
                template_update(template=stored, actor=_actor(request), name=values["name"], content=values["content"])
            else:
                created = template_create(actor=_actor(request), **values)
                obj.pk = created.pk
        except DomainError as error:
            self.message_user(request, error.message, messages.ERROR)

    @admin.action(description="Publish the draft")
    def publish(self, request: HttpRequest, queryset: QuerySet[Template]) -> None:
        self._each(request, queryset, template_publish, "published")

    @admin.action(description="Archive")
    def archive(self, request: HttpRequest, queryset: QuerySet[Template]) -> None:
        self._each(request, queryset, template_archive, "archived")

    @admin.action(description="Return to draft")
    def return_to_draft(self, request: HttpRequest, queryset: QuerySet[Template]) -> None:
        self._each(request, queryset, template_return_to_draft, "returned to draft")

    def _each(self, request: HttpRequest, queryset: QuerySet[Template], act: Callable[..., Any], done: str) -> None:
        for template in queryset.select_related("workspace"):
            try:
                act(template=template, actor=_actor(request))
            except DomainError as error:
                self.message_user(request, f"{template.name}: {error.message}", messages.ERROR)
            else:
                self.message_user(request, f"{template.name}: {done}.", messages.SUCCESS)


@admin.register(TemplateVersion)
class TemplateVersionAdmin(StaffAdmin):
    """Versions are for reading."""

    list_display = ("template", "number", "workspace", "published_at", "published_by")
    list_filter = ("workspace", "template__channel")
    list_select_related = ("template", "workspace", "published_by")
    search_fields = ("template__name", "id")
    readonly_fields = (
        "public_id",
        "workspace",
        "template",
        "number",
        "variables",
        "content",
        "compiled",
        "published_at",
        "published_by",
    )
    fields = readonly_fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: TemplateVersion | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: TemplateVersion | None = None) -> bool:
        return False


def _actor(request: HttpRequest) -> Actor:
    if not isinstance(request.user, User):
        raise PermissionError("the admin is for signed-in staff")
    return Actor.user(request.user)
