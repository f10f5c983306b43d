"""Setting one field of contacts: a name, the time zone, or an attribute of the workspace's."""

import json
from collections.abc import Collection, Mapping
from typing import Any, ClassVar
from uuid import UUID

from contacts.bulk.base import Applied, BulkAction, Task, register
from contacts.cleaning import Unfit, clean_attribute, clean_text, clean_timezone
from contacts.models import AttributeDefinition
from contacts.rules import Predicate
from contacts.selectors.lookups import field_label
from contacts.services.sets import contacts_set_field
from workspaces.errors import InvalidInput
from workspaces.models import Workspace

# Addresses and ids are each contact's own; the rest may be the same for many.
_COLUMNS = ("first_name", "last_name", "timezone")
_ATTRIBUTE = "attributes."
_NAME_LENGTH = 120


@register
class FieldAction(BulkAction):
    """One value for everybody; an empty one takes the value away."""

    key = "set_field"
    label = "Set a field"
    reasons: ClassVar[Mapping[str, str]] = {"same": "have this value already"}

    def check(self, workspace: Workspace, params: Mapping[str, Any]) -> dict[str, Any]:
        unknown = sorted(set(params) - {"field", "value"})
        if unknown:
            raise InvalidInput.of(f"params.{unknown[0][:60]}", "unknown field", "unknown_field")
        field, value = params.get("field"), params.get("value")
        if not isinstance(field, str) or not field:
            raise InvalidInput.of("params.field", "is needed", "required")
        try:
            return {"field": field, "value": self._cleaned(workspace, field, value)}
        except Unfit as unfit:
            raise InvalidInput.of("params.value", unfit.message, unfit.code) from None

    def verdict(self, task: Task) -> Predicate:
        field, value = task.params["field"], task.params["value"]
        if field in _COLUMNS:
            # One of the names above, never a text from outside.
            return Predicate(f"CASE WHEN c.{field} = %(verdict_value)s THEN 'same' END", {"verdict_value": value or ""})
        same = "c.attributes -> %(verdict_key)s::text IS NOT DISTINCT FROM %(verdict_value)s::jsonb"
        wanted = None if value is None else json.dumps(value)
        key = field.removeprefix(_ATTRIBUTE)
        return Predicate(f"CASE WHEN {same} THEN 'same' END", {"verdict_key": key, "verdict_value": wanted})

    def apply(self, task: Task, contact_ids: Collection[UUID]) -> Applied:
        values = dict.fromkeys(contact_ids, task.params["value"])
        done = contacts_set_field(
            workspace_id=task.workspace.pk, values=values, field=task.params["field"], now=task.now
        )
        return Applied([contact for contact in contact_ids if contact not in done.refused])

    def words(self, workspace: Workspace, params: Mapping[str, Any]) -> str:
        label = field_label(params["field"].removeprefix(_ATTRIBUTE))
        value = params["value"]
        if value is None or value == "":
            return f"Clear “{label}”"
        shown = "yes" if value is True else "no" if value is False else value
        return f"Set “{label}” to “{', '.join(map(str, shown)) if isinstance(shown, list) else shown}”"

    def _cleaned(self, workspace: Workspace, field: str, value: Any) -> Any:
        if value is None or value == "":
            return None if field not in _COLUMNS else ""
        if field in _COLUMNS:
            if not isinstance(value, str):
                raise Unfit("text", "must be a text")
            return clean_timezone(value) if field == "timezone" else clean_text(value, _NAME_LENGTH)
        known = AttributeDefinition.objects.in_workspace(workspace)
        kind = known.filter(key=field.removeprefix(_ATTRIBUTE)).values_list("kind", flat=True).first()
        if kind is None or not field.startswith(_ATTRIBUTE):
            raise InvalidInput.of("params.field", "there is no such field that many can share", "unknown_field")
        return clean_attribute(kind, value)
