"""Tenancy that fails closed: a queryset over tenant rows that nobody scoped refuses to run.

Every row of a `WorkspaceModel` belongs to exactly one workspace. `Model.objects` must be narrowed by `in_workspace`, or
opened on purpose by `across_workspaces` (the stages of the river). Django's own internals (cascades, validation, the
staff admin) use `unscoped_objects`; a gate keeps other code off it.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar
from uuid import UUID

from django.db import models

from workspaces.ids import encode, encode_row, uuid7

if TYPE_CHECKING:
    from workspaces.models.workspace import Workspace

ModelT = TypeVar("ModelT", bound=models.Model, covariant=True)


class UnscopedQuery(RuntimeError):
    """A tenant table was about to be read or written without saying for which workspace."""


class TenantQuerySet(models.QuerySet[ModelT]):
    """A queryset that runs only after `in_workspace` or `across_workspaces`, or when reached through a related row."""

    _scoped = False

    def in_workspace(self, workspace: "Workspace | UUID") -> Self:
        """Only the rows of this workspace."""
        narrowed = self.filter(workspace_id=workspace if isinstance(workspace, UUID) else workspace.pk)
        narrowed._scoped = True
        return narrowed

    def across_workspaces(self) -> Self:
        """Every workspace's rows: for stages and jobs that serve all tenants, never for a request."""
        opened = self._chain()
        opened._scoped = True
        return opened

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]
        clone._scoped = self._scoped
        return clone

    def _require_scope(self) -> None:
        if not self._scoped and self._hints.get("instance") is None:  # type: ignore[attr-defined]
            raise UnscopedQuery(f"{self.model.__name__}: say in_workspace(…) first")

    def _fetch_all(self) -> None:
        self._require_scope()
        super()._fetch_all()  # type: ignore[misc]

    def iterator(self, chunk_size: int | None = None) -> Iterator[Any]:
        self._require_scope()
        return super().iterator(chunk_size)

    def count(self) -> int:
        self._require_scope()
        return super().count()

    def exists(self) -> bool:
        self._require_scope()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._require_scope()
        return super().aggregate(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        self._require_scope()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._require_scope()
        return super().delete()


class TenantManager(models.Manager.from_queryset(TenantQuerySet)):  # type: ignore[misc]
    """`objects` of every tenant model."""


class PublicId(models.Model):
    """A UUIDv7 key that is shown as a TypeID."""

    ID_PREFIX: ClassVar[str]

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    class Meta:
        abstract = True

    @property
    def public_id(self) -> str:
        """The TypeID, e.g. `cmp_01h455vb4pex5vsknk084sn02q`."""
        return encode(self.ID_PREFIX, self.pk)


class PublicRowId(models.Model):
    """A bigint key, for tables of many rows, that is shown as a TypeID; needs a `created_at`."""

    ID_PREFIX: ClassVar[str]

    id = models.BigAutoField(primary_key=True)

    class Meta:
        abstract = True

    @property
    def public_id(self) -> str:
        """The TypeID, e.g. `exe_01h455vb4pex5vsknk084sn02q`."""
        return encode_row(self.ID_PREFIX, self.pk, self.created_at)  # type: ignore[attr-defined]


class WorkspaceModel(models.Model):
    """A row that belongs to exactly one workspace."""

    workspace = models.ForeignKey("workspaces.Workspace", on_delete=models.CASCADE, related_name="+")

    unscoped_objects = models.Manager()
    objects = TenantManager()

    class Meta:
        abstract = True
        base_manager_name = "unscoped_objects"
        default_manager_name = "unscoped_objects"
