"""Contacts, the registry of their attributes, and the queue of changes."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from contacts.admin.forms import ServiceAdmin, ServiceForm
from contacts.models import AttributeDefinition, Contact, ContactAlias, ContactChange, ContactTotal, GoneContact
from contacts.services import MOST_ERASED, contact_delete, contact_update, contact_upsert, contacts_erase
from contacts.services.attributes import attribute_create, attribute_delete, attribute_index, attribute_update
from workspaces.admin.base import ReadOnlyAdmin, staff_actor
from workspaces.errors import DomainError
from workspaces.models import Workspace

_FIELDS = ("email", "phone", "external_id", "first_name", "last_name", "timezone", "score", "tags", "attributes")


class ContactForm(ServiceForm):
    """A contact; tags are separated by commas."""

    class Meta:
        model = Contact
        fields = ("workspace", *_FIELDS)

    def write(self, values: dict[str, Any]) -> Contact:
        fields = {key: values[key] for key in _FIELDS if key in values}
        if self.instance.pk and not self.instance._state.adding:
            gone = set(self.instance.attributes) - set(fields.get("attributes") or {})
            fields["attributes"] = {**(fields.get("attributes") or {}), **dict.fromkeys(gone)}
            return contact_update(contact=self.instance, fields=fields, actor=self.actor)
        return contact_upsert(workspace=values["workspace"], fields=fields, actor=self.actor)[0]


@admin.register(Contact)
class ContactAdmin(ServiceAdmin):
    """People. Deleting one erases everything that is known of them."""

    form = ContactForm
    list_display = ("__str__", "first_name", "last_name", "workspace", "score", "created_at")
    list_filter = ("workspace",)
    search_fields = ("=email", "=phone", "=external_id", "last_name")
    list_select_related = ("workspace",)
    autocomplete_fields = ("workspace",)
    readonly_fields = ("public_id", "created_at", "changed_at")
    fields = ("workspace", *_FIELDS, *readonly_fields)
    ordering = ("-id",)
    show_full_result_count = False

    def get_readonly_fields(self, request: HttpRequest, obj: Contact | None = None) -> tuple[str, ...]:
        return (*self.readonly_fields, "workspace") if obj else self.readonly_fields

    def delete_model(self, request: HttpRequest, obj: Contact) -> None:
        contact_delete(contact=obj, actor=staff_actor(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Contact]) -> None:
        by_workspace: dict[Workspace, list[UUID]] = {}
        for contact in queryset.select_related("workspace"):
            by_workspace.setdefault(contact.workspace, []).append(contact.pk)
        for workspace, ids in by_workspace.items():
            for start in range(0, len(ids), MOST_ERASED):
                batch = ids[start : start + MOST_ERASED]
                contacts_erase(workspace=workspace, contact_ids=batch, actor=staff_actor(request))


class AttributeForm(ServiceForm):
    """An attribute. Another kind changes how rules read it; what is stored stays as it is."""

    class Meta:
        model = AttributeDefinition
        fields = ("workspace", "key", "label", "kind", "is_indexed")

    def write(self, values: dict[str, Any]) -> AttributeDefinition:
        texts = {"label": values["label"], "kind": values["kind"]}
        if self.instance._state.adding:
            attribute = attribute_create(workspace=values["workspace"], key=values["key"], actor=self.actor, **texts)
        else:
            attribute = attribute_update(attribute=self.instance, actor=self.actor, **texts)
        return attribute_index(attribute=attribute, indexed=values["is_indexed"], actor=self.actor)


@admin.register(AttributeDefinition)
class AttributeDefinitionAdmin(ServiceAdmin):
    """What attributes a workspace has: learned by imports, and made here."""

    form = AttributeForm
    list_display = ("key", "label", "kind", "index_state", "workspace", "created_at")
    list_filter = ("kind", "index_state", "workspace")
    readonly_fields = ("index_state", "index_error", "created_at")
    fields = ("workspace", "key", "label", "kind", "is_indexed", *readonly_fields)
    search_fields = ("key",)
    list_select_related = ("workspace",)
    autocomplete_fields = ("workspace",)
    ordering = ("workspace", "key")

    def get_readonly_fields(self, request: HttpRequest, obj: AttributeDefinition | None = None) -> tuple[str, ...]:
        return (*self.readonly_fields, "workspace", "key") if obj else self.readonly_fields

    def delete_model(self, request: HttpRequest, obj: AttributeDefinition) -> None:
        try:
            attribute_delete(attribute=obj, actor=staff_actor(request))
        except DomainError as error:
            messages.error(request, error.message)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[AttributeDefinition]) -> None:
        for attribute in queryset.select_related("workspace"):
            self.delete_model(request, attribute)


@admin.register(ContactChange)
class ContactChangeAdmin(ReadOnlyAdmin):
    """Contacts that the segments stage has yet to look at. Many for long means that the stage does not run."""

    list_display = ("id", "workspace", "contact_id")
    list_filter = ("workspace",)
    ordering = ("id",)
    show_full_result_count = False


@admin.register(ContactAlias)
class ContactAliasAdmin(ReadOnlyAdmin):
    """Ids of contacts that were merged into others, which go on to answer."""

    list_display = ("id", "contact", "workspace", "merged_at")
    list_filter = ("workspace",)
    list_select_related = ("contact", "workspace")
    ordering = ("-merged_at",)


@admin.register(GoneContact)
class GoneContactAdmin(ReadOnlyAdmin):
    """Ids of contacts who were erased or merged within a day: what was committed about them since is looked for."""

    list_display = ("id", "workspace", "gone_at", "sweep_at")
    list_filter = ("workspace",)
    list_select_related = ("workspace",)
    ordering = ("-gone_at",)


@admin.register(ContactTotal)
class ContactTotalAdmin(ReadOnlyAdmin):
    """How many contacts workspaces have, in lines that are yet to be folded and one that is."""

    list_display = ("id", "workspace", "count", "folded")
    list_filter = ("workspace", "folded")
    list_select_related = ("workspace",)
    search_fields = ("=id",)
    show_full_result_count = False
    ordering = ("-id",)
