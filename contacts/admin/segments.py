"""Segments, who is in them, and who came and went."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from contacts.admin.forms import ServiceAdmin, ServiceForm
from contacts.models import Segment, SegmentKind, SegmentMembership, SegmentTransition
from contacts.services import segment_create, segment_delete, segment_update
from workspaces.admin.base import ReadOnlyAdmin, staff_actor
from workspaces.errors import DomainError


class SegmentForm(ServiceForm):
    """A segment; docs/rules.md describes the rule."""

    class Meta:
        model = Segment
        fields = ("workspace", "name", "kind", "rule")

    def write(self, values: dict[str, Any]) -> Segment:
        if self.instance._state.adding:
            return segment_create(
                workspace=values["workspace"],
                name=values["name"],
                kind=values["kind"],
                rule=values.get("rule") or None,
                actor=self.actor,
            )
        rule = values["rule"] if self.instance.kind == SegmentKind.DYNAMIC else None
        return segment_update(segment=self.instance, name=values["name"], rule=rule, actor=self.actor)


@admin.register(Segment)
class SegmentAdmin(ServiceAdmin):
    """Saved rules. A rule that is changed is built anew within seconds."""

    form = SegmentForm
    list_display = ("name", "workspace", "kind", "member_count", "refreshed_at")
    list_filter = ("kind", "workspace")
    search_fields = ("name",)
    list_select_related = ("workspace",)
    autocomplete_fields = ("workspace",)
    readonly_fields = ("public_id", "member_count", "refreshed_at", "rebuild_needed", "sweep_at", "created_at")
    fields = ("workspace", "name", "kind", "rule", *readonly_fields)
    ordering = ("workspace", "name")

    def get_readonly_fields(self, request: HttpRequest, obj: Segment | None = None) -> tuple[str, ...]:
        return (*self.readonly_fields, "workspace", "kind") if obj else self.readonly_fields

    def delete_model(self, request: HttpRequest, obj: Segment) -> None:
        try:
            segment_delete(segment=obj, actor=staff_actor(request))
        except DomainError as error:
            messages.error(request, error.message)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Segment]) -> None:
        for segment in queryset.select_related("workspace"):
            self.delete_model(request, segment)


@admin.register(SegmentMembership)
class SegmentMembershipAdmin(ReadOnlyAdmin):
    """Who is in which segment."""

    list_display = ("segment", "contact", "workspace", "entered_at")
    list_filter = ("workspace",)
    search_fields = ("=segment__name", "=contact__email")
    list_select_related = ("segment", "contact", "workspace")
    ordering = ("-id",)
    show_full_result_count = False


@admin.register(SegmentTransition)
class SegmentTransitionAdmin(ReadOnlyAdmin):
    """Who came and went, and when."""

    list_display = ("at", "kind", "segment", "contact", "workspace")
    list_filter = ("kind", "workspace")
    search_fields = ("=segment__name", "=contact__email")
    list_select_related = ("segment", "contact", "workspace")
    ordering = ("-id",)
    show_full_result_count = False
