"""Rows by their public ids."""

from collections.abc import Iterable
from typing import TypeVar, cast
from uuid import UUID

from django.db import models

from workspaces.errors import NotFound
from workspaces.ids import InvalidId, decode, decode_row
from workspaces.tenancy import PublicId, PublicRowId, TenantManager

ModelT = TypeVar("ModelT", bound=models.Model)


def row_find(model: type[ModelT], public_id: str, workspace_ids: Iterable[UUID], *related: str) -> ModelT:
    """The row with this TypeID (or UUID) in one of these workspaces, with `related` rows joined.

    Raises NotFound, in the same words for an id that is malformed, that nobody has, or that is another workspace's.
    """
    missing = NotFound(f"There is no such {model._meta.verbose_name}.")
    try:
        key = _key(model, public_id)
    except InvalidId:
        raise missing from None
    manager = cast(TenantManager, model.objects)  # type: ignore[attr-defined]
    row = manager.in_workspaces(workspace_ids).select_related(*(related or (None,))).filter(pk=key).first()
    if row is None:
        raise missing
    return cast(ModelT, row)


def row_locked(row: ModelT) -> ModelT:
    """The row as it is now, which nobody else changes until the transaction ends. Raises NotFound where it is gone."""
    manager = cast(TenantManager, type(row).objects)  # type: ignore[attr-defined]
    rows = manager.in_workspace(row.workspace_id).select_for_update(no_key=True)  # type: ignore[attr-defined]
    found = rows.filter(pk=row.pk).first()
    if found is None:
        raise NotFound(f"There is no such {row._meta.verbose_name}.")
    return cast(ModelT, found)


def _key(model: type[models.Model], public_id: str) -> UUID | int:
    if issubclass(model, PublicRowId):
        return decode_row(model.ID_PREFIX, public_id)
    return decode(cast(type[PublicId], model).ID_PREFIX, public_id)
