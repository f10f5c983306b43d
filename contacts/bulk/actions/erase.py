"""Erasing contacts with everything that is kept about them. Nothing undoes it, so it is to be confirmed in a word."""

from collections.abc import Collection, Mapping
from typing import Any, ClassVar
from uuid import UUID

from contacts.bulk.base import Applied, BulkAction, Task, register
from contacts.bulk.params import text_params
from contacts.rules import Predicate
from contacts.services.erasure import contacts_erase
from workspaces.models import Workspace


@register
class EraseAction(BulkAction):
    """Everybody who is meant. The erasure locks in its own order, so the chunk does not."""

    key = "erase"
    label = "Erase for good"
    lock = False
    confirm = "erase"
    reasons: ClassVar[Mapping[str, str]] = {"gone": "were gone already"}

    def check(self, workspace: Workspace, params: Mapping[str, Any]) -> dict[str, Any]:
        return dict(text_params(params))

    def verdict(self, task: Task) -> Predicate:
        return Predicate("NULL", {})

    def apply(self, task: Task, contact_ids: Collection[UUID]) -> Applied:
        ids = list(contact_ids)
        erased = contacts_erase(workspace=task.workspace, contact_ids=ids, actor=task.actor)
        missing = len(ids) - erased
        return Applied(ids[:erased], {"gone": missing} if missing else {})

    def words(self, workspace: Workspace, params: Mapping[str, Any]) -> str:
        return "Erase contacts with everything that is kept about them"
