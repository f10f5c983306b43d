"""Contacts, the registry of their attributes, and the queue of changes."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from contacts.admin.forms import ServiceAdmin, ServiceForm
from contacts.models import AttributeDefinition, Contact, ContactChange
from contacts.services import contact_delete, contact_update, contact_upsert
from workspaces.admin.base import ReadOnlyAdmin, StaffAdmin, staff_actor

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
        for contact in queryset.select_related("workspace"):
            contact_delete(contact=contact, actor=staff_actor(request))


class AttributeForm(forms.ModelForm):
    """An attribute. Another kind changes how rules read it; what is stored stays as it is."""

    class Meta:
        model = AttributeDefinition
        fields = ("workspace", "key", "kind")


@admin.register(AttributeDefinition)
class AttributeDefinitionAdmin(StaffAdmin):
    """What attributes a workspace has: learned by imports, and made here."""

    form = AttributeForm
    list_display = ("key", "kind", "workspace", "created_at")
    list_filter = ("kind", "workspace")
    search_fields = ("key",)
    list_select_related = ("workspace",)
    autocomplete_fields = ("workspace",)
    ordering = ("workspace", "key")

    def get_readonly_fields(self, request: HttpRequest, obj: AttributeDefinition | None = None) -> tuple[str, ...]:
        return ("workspace", "key") if obj else ()


@admin.register(ContactChange)
class ContactChangeAdmin(ReadOnlyAdmin):
    """Contacts that the segments stage has yet to look at. Many for long means that the stage does not run."""

    list_display = ("id", "workspace", "contact_id")
    list_filter = ("workspace",)
    ordering = ("id",)
    show_full_result_count = False
