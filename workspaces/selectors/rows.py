"""Rows by their public ids."""

from collections.abc import Iterable
from typing import TypeVar, cast
from uuid import UUID

from django.db import models

from workspaces.errors import NotFound
from workspaces.ids import InvalidId, decode, decode_row
from workspaces.models import Workspace
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
    found = _all_like(row).select_for_update(no_key=True).filter(pk=row.pk).first()
    if found is None:
        raise NotFound(f"There is no such {row._meta.verbose_name}.")
    return cast(ModelT, found)


def _all_like(row: models.Model) -> models.QuerySet[models.Model]:
    """Of its workspace; a workspace is nobody's."""
    if isinstance(row, Workspace):
        return Workspace.objects.all()
    manager = cast(TenantManager, type(row).objects)  # type: ignore[attr-defined]
    return manager.in_workspace(row.workspace_id)  # type: ignore[attr-defined]


def _key(model: type[models.Model], public_id: str) -> UUID | int:
    if issubclass(model, PublicRowId):
        return decode_row(model.ID_PREFIX, public_id)
    return decode(cast(type[PublicId], model).ID_PREFIX, public_id)
