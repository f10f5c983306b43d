"""Topics: made and renamed here; archived and brought back by actions, never deleted."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from contacts.admin.forms import ServiceAdmin, ServiceForm
from contacts.models import Topic
from contacts.services import topic_archive, topic_create, topic_restore, topic_update
from workspaces.admin.base import staff_actor

_FIELDS = ("name", "description", "public")


class TopicForm(ServiceForm):
    """A topic."""

    class Meta:
        model = Topic
        fields = ("workspace", "key", *_FIELDS)

    def write(self, values: dict[str, Any]) -> Topic:
        if self.instance._state.adding:
            return topic_create(actor=self.actor, **values)
        return topic_update(topic=self.instance, actor=self.actor, **{name: values[name] for name in _FIELDS})


@admin.register(Topic)
class TopicAdmin(ServiceAdmin):
    """What messages are about."""

    form = TopicForm
    list_display = ("name", "key", "workspace", "public", "position", "archived_at")
    list_filter = ("public", "workspace")
    search_fields = ("name", "=key")
    list_select_related = ("workspace",)
    autocomplete_fields = ("workspace",)
    readonly_fields = ("public_id", "position", "created_at", "archived_at")
    fields = ("workspace", "key", *_FIELDS, *readonly_fields)
    ordering = ("workspace", "position")
    actions = ("archive", "restore")

    def get_readonly_fields(self, request: HttpRequest, obj: Topic | None = None) -> tuple[str, ...]:
        return (*self.readonly_fields, "workspace", "key") if obj else self.readonly_fields

    def has_delete_permission(self, request: HttpRequest, obj: Topic | None = None) -> bool:
        return False

    @admin.action(description="Archive", permissions=["change"])
    def archive(self, request: HttpRequest, queryset: QuerySet[Topic]) -> None:
        for topic in queryset.select_related("workspace"):
            topic_archive(topic=topic, actor=staff_actor(request))

    @admin.action(description="Bring back", permissions=["change"])
    def restore(self, request: HttpRequest, queryset: QuerySet[Topic]) -> None:
        for topic in queryset.select_related("workspace"):
            topic_restore(topic=topic, actor=staff_actor(request))
