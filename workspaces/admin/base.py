"""What admin pages share: who acts, and pages on which nothing can be changed."""

from typing import Any, cast

from django.db.models import Model
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from workspaces.models import User
from workspaces.services import Actor


def staff_actor(request: HttpRequest) -> Actor:
    """The signed-in member of staff, for the audit log."""
    return Actor.user(cast(User, request.user))


class ReadOnlyAdmin(ModelAdmin):
    """Rows to look at: nobody adds, changes or deletes one here."""

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
