"""Giving a tag to contacts, and taking it from them."""

from collections.abc import Collection, Mapping
from typing import Any, ClassVar
from uuid import UUID

from contacts.bulk.base import Applied, BulkAction, Task, register
from contacts.bulk.params import text_params
from contacts.cleaning import Unfit, clean_tag
from contacts.rules import Predicate
from contacts.services.sets import contacts_tag
from workspaces.errors import InvalidInput
from workspaces.models import Workspace

_HAS = "c.tags @> ARRAY[%(verdict_tag)s]::varchar[]"


class _Tagging(BulkAction):
    def check(self, workspace: Workspace, params: Mapping[str, Any]) -> dict[str, Any]:
        text = text_params(params, "tag")["tag"]
        try:
            return {"tag": clean_tag(text)}
        except Unfit as unfit:
            raise InvalidInput.of("params.tag", unfit.message, unfit.code) from None


@register
class TagAction(_Tagging):
    """One tag, to whoever has it not."""

    key = "tag"
    label = "Give a tag"
    reverse = "untag"
    reasons: ClassVar[Mapping[str, str]] = {"has_it": "have the tag already"}

    def verdict(self, task: Task) -> Predicate:
        return Predicate(f"CASE WHEN {_HAS} THEN 'has_it' END", {"verdict_tag": task.params["tag"]})

    def apply(self, task: Task, contact_ids: Collection[UUID]) -> Applied:
        contacts_tag(workspace_id=task.workspace.pk, contact_ids=contact_ids, add=[task.params["tag"]], now=task.now)
        return Applied(contact_ids)

    def words(self, workspace: Workspace, params: Mapping[str, Any]) -> str:
        return f"Give the tag “{params['tag']}”"


@register
class UntagAction(_Tagging):
    """One tag, from whoever has it."""

    key = "untag"
    label = "Take a tag"
    reverse = "tag"
    reasons: ClassVar[Mapping[str, str]] = {"has_it_not": "don’t have the tag"}

    def verdict(self, task: Task) -> Predicate:
        return Predicate(f"CASE WHEN NOT {_HAS} THEN 'has_it_not' END", {"verdict_tag": task.params["tag"]})

    def apply(self, task: Task, contact_ids: Collection[UUID]) -> Applied:
        contacts_tag(workspace_id=task.workspace.pk, contact_ids=contact_ids, remove=[task.params["tag"]], now=task.now)
        return Applied(contact_ids)

    def words(self, workspace: Workspace, params: Mapping[str, Any]) -> str:
        return f"Take the tag “{params['tag']}”"
