"""Whom a bulk operation means, as one predicate over contacts."""

from typing import Any
from uuid import UUID

from contacts.arrays import uuid_array
from contacts.finding import filter_of, selection_of
from contacts.models import BulkOperation
from contacts.rules import Predicate
from workspaces.sql import load


def named(contact_ids: list[UUID]) -> Predicate:
    """These contacts."""
    return Predicate("c.id = ANY (%(named)s::uuid[])", {"named": uuid_array(contact_ids)})


def meaning_of(operation: BulkOperation) -> Predicate:
    """Those whom the operation means in its workspace. Raises InvalidInput for a rule that fits no more."""
    if operation.undoes_id is not None:
        params: dict[str, Any] = {"undoes": operation.undoes_id}
        return Predicate(load("contacts.bulk", "undo_of"), params)
    if operation.contact_ids is not None:
        return named(operation.contact_ids)
    return selection_of(operation.workspace_id, filter_of(operation.filter), operation.created_at)
