"""Rows by their public ids."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar, cast
from uuid import UUID

from django.db import models

from workspaces.errors import NotFound
from workspaces.ids import InvalidId, decode, decode_row, encode, encode_row
from workspaces.models import Workspace
from workspaces.tenancy import PublicId, PublicRowId, TenantManager

ModelT = TypeVar("ModelT", bound=models.Model)
RowT = TypeVar("RowT", bound=PublicRowId)


def row_find(model: type[ModelT], public_id: str, workspace_ids: Iterable[UUID], *related: str) -> ModelT:
    """The row with this TypeID (or UUID) in one of these workspaces, with `related` rows joined.

    Raises NotFound, in the same words for an id that is malformed, that nobody has, or that is another workspace's.
    """
    manager = cast(TenantManager, model.objects)  # type: ignore[attr-defined]
    rows = manager.in_workspaces(workspace_ids).select_related(*(related or (None,)))
    if issubclass(model, PublicRowId):
        return cast(ModelT, row_numbered(rows, public_id))
    return cast(ModelT, _keyed(rows, public_id))


def row_numbered(rows: models.QuerySet[RowT], public_id: str, *, named: str = "") -> RowT:
    """The one of these rows whose id this is, wholly: the number in it finds the row, whose moment must be that in it.

    Raises NotFound where there is none, and for what is no id of such a row; `named`: what a row is called to readers.
    """
    model = rows.model
    missing = NotFound(f"There is no such {named or model._meta.verbose_name}.")
    try:
        row = rows.filter(pk=decode_row(model.ID_PREFIX, public_id)).first()
    except InvalidId:
        raise missing from None
    if row is None or row.public_id != _spelled(model, public_id):
        raise missing
    return row


def rows_numbered(rows: models.QuerySet[Any], public_ids: Sequence[str]) -> list[int]:
    """The keys of those of these rows that have one of the ids, wholly; one query.

    Raises InvalidId for what is no id of such a row.
    """
    model: type[PublicRowId] = rows.model
    wanted = {_spelled(model, each) for each in public_ids}
    keys = {decode_row(model.ID_PREFIX, each) for each in wanted}
    found = rows.filter(pk__in=keys).values_list("pk", "created_at")
    return [pk for pk, created_at in found if encode_row(model.ID_PREFIX, pk, created_at) in wanted]


def _spelled(model: type[PublicRowId], public_id: str) -> str:
    """An id of such a row as answers spell it. Raises InvalidId."""
    return encode(model.ID_PREFIX, decode(model.ID_PREFIX, public_id))


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


def _keyed(rows: models.QuerySet[Any], public_id: str) -> models.Model:
    model: type[PublicId] = rows.model
    try:
        row: models.Model | None = rows.filter(pk=decode(model.ID_PREFIX, public_id)).first()
    except InvalidId:
        row = None
    if row is None:
        raise NotFound(f"There is no such {rows.model._meta.verbose_name}.")
    return row
