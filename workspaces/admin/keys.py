"""API keys: made and revoked here, their secrets never shown again."""

from django.contrib import admin, messages
from django.db.models import Field, QuerySet
from django.forms import CheckboxSelectMultiple, ModelForm, TypedMultipleChoiceField
from django.forms import Field as FormField
from django.http import HttpRequest

from workspaces.admin.base import StaffAdmin, staff_actor
from workspaces.models import ApiKey, Scope
from workspaces.services import api_key_create, api_key_revoke


@admin.register(ApiKey)
class ApiKeyAdmin(StaffAdmin):
    """Keys are made once and revoked; nothing about one can be edited."""

    list_display = ("name", "prefix", "workspace", "created_at", "last_used_at", "expires_at", "revoked_at")
    list_filter = ("workspace",)
    search_fields = ("name", "prefix", "workspace__slug")
    list_select_related = ("workspace",)
    autocomplete_fields = ("workspace",)
    fields = ("workspace", "name", "scopes", "expires_at")
    readonly_fields = ("public_id", "prefix", "created_at", "last_used_at", "revoked_at")
    actions = ("revoke",)

    def get_fields(self, request: HttpRequest, obj: ApiKey | None = None) -> tuple[str, ...]:
        return (*self.fields, *self.readonly_fields) if obj else self.fields

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs: object) -> FormField | None:
        if db_field.name == "scopes":
            return TypedMultipleChoiceField(choices=Scope.choices, widget=CheckboxSelectMultiple, initial=Scope.values)
        field: FormField | None = super().formfield_for_dbfield(db_field, request, **kwargs)
        return field

    def save_model(self, request: HttpRequest, obj: ApiKey, form: ModelForm, change: bool) -> None:
        made, plaintext = api_key_create(
            workspace=obj.workspace,
            name=obj.name,
            scopes=obj.scopes,
            expires_at=obj.expires_at,
            actor=staff_actor(request),
        )
        obj.pk, obj.prefix, obj._state.adding = made.pk, made.prefix, False
        messages.warning(request, f"The new key, shown only now: {plaintext}")

    def has_change_permission(self, request: HttpRequest, obj: ApiKey | None = None) -> bool:
        return obj is None and super().has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: ApiKey | None = None) -> bool:
        return False

    @admin.action(description="Revoke at once")
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiKey]) -> None:
        for key in queryset.select_related("workspace"):
            api_key_revoke(key=key, actor=staff_actor(request))
        messages.success(request, "Revoked. Requests with these keys are refused from now on.")
