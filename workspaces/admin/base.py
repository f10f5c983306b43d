"""What admin pages share: who acts, lists of one workspace or of all, and pages on which nothing can be changed."""

from collections.abc import Sequence
from typing import Any, ClassVar, cast

from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Field, ForeignKey, Model, QuerySet
from django.forms import ModelChoiceField
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from workspaces.admin.choice import chosen_workspace
from workspaces.ids import InvalidId, decode, decode_row
from workspaces.models import User
from workspaces.services import Actor
from workspaces.tenancy import PublicId, PublicRowId

# The pages on which only rows of the chosen workspace are offered; a row's own address opens it all the same.
_NARROWED = ("_changelist", "autocomplete")


def staff_actor(request: HttpRequest) -> Actor:
    """The signed-in member of staff, for the audit log."""
    return Actor.user(cast(User, request.user))


class _KeySelect(AutocompleteSelect):
    """Shows what is chosen; what can be no key of the model is nothing, where Django would ask the database for it."""

    def optgroups(self, name: str, value: Sequence[str], attr: dict[str, Any] | None = None) -> list[Any]:
        key = self.field.remote_field.model._meta.pk
        return cast(list[Any], super().optgroups(name, [each for each in value if _is_key(key, each)], attr))


def _is_key(key: Field, text: str) -> bool:
    try:
        key.to_python(text)
    except ValidationError:
        return False
    return True


class StaffAdmin(ModelAdmin):
    """A model's pages: lists narrowed to the chosen workspace, and found by the ids that APIs and pages show."""

    # The way from the model to its workspace; None for rows that belong to none.
    workspace_path: ClassVar[str | None] = "workspace"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)
        match = request.resolver_match
        if match is None or not str(match.url_name).endswith(_NARROWED):
            return rows
        chosen = chosen_workspace(request)
        return rows.filter(**{self.workspace_path: chosen.pk}) if self.workspace_path and chosen else rows

    def get_list_filter(self, request: HttpRequest) -> Sequence[Any]:
        """A filter by workspace would have nothing to offer once one was chosen."""
        filters = super().get_list_filter(request)
        return [each for each in filters if each != "workspace"] if chosen_workspace(request) else filters

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """New rows begin in the chosen workspace."""
        initial: dict[str, Any] = super().get_changeform_initial_data(request)
        chosen = chosen_workspace(request)
        return {"workspace": chosen.pk, **initial} if chosen and self._has_workspace() else initial

    def formfield_for_foreignkey(
        self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", _KeySelect(db_field, self.admin_site, using=kwargs.get("using")))
        return cast("ModelChoiceField | None", super().formfield_for_foreignkey(db_field, request, **kwargs))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """A public id finds its row; anything else is looked for as text."""
        key = self._key(search_term.strip())
        if key is not None:
            return queryset.filter(pk=key), False
        return cast(tuple[QuerySet[Any], bool], super().get_search_results(request, queryset, search_term))

    def _key(self, text: str) -> object:
        try:
            if issubclass(self.model, PublicId):
                return decode(self.model.ID_PREFIX, text)
            if issubclass(self.model, PublicRowId) and "_" in text:
                return decode_row(self.model.ID_PREFIX, text)
        except InvalidId:
            pass
        return None

    def _has_workspace(self) -> bool:
        try:
            self.model._meta.get_field("workspace")
        except FieldDoesNotExist:
            return False
        return True


class ReadOnlyAdmin(StaffAdmin):
    """Rows to look at: nobody adds, changes or deletes one here."""

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
