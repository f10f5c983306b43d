"""Forms that write through a service: what the service refuses stands beside the field that it names."""

from typing import Any, ClassVar

from django import forms
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest

from workspaces.admin.base import StaffAdmin, staff_actor
from workspaces.errors import DomainError
from workspaces.services import Actor


class ServiceForm(forms.ModelForm):
    """Calls `write` as the last step of its validation; the admin has nothing left to save then."""

    actor: ClassVar[Actor]

    def write(self, values: dict[str, Any]) -> Model:
        """Store the values and return the row. May raise DomainError."""
        raise NotImplementedError

    def _post_clean(self) -> None:
        """Instead of the model's own validation, which knows less than the services."""
        if self.errors:
            return
        try:
            with transaction.atomic():
                self.instance = self.write(self.cleaned_data)
        except DomainError as error:
            for detail in error.details:
                root = detail.field.replace("[", ".").split(".")[0]
                self.add_error(root if root in self.fields else None, f"{detail.field}: {detail.message}")
            if not error.details:
                self.add_error(None, error.message)

    def save(self, commit: bool = True) -> Model:
        """Everything is stored already."""
        return self.instance

    def save_m2m(self) -> None:
        """There is nothing of that kind."""


class ServiceAdmin(StaffAdmin):
    """An admin whose form is a ServiceForm."""

    def get_form(self, request: HttpRequest, obj: Model | None = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        form.actor = staff_actor(request)
        return form

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        """The form has stored it."""
