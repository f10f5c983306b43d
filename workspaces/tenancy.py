"""Tenancy that fails closed: a queryset over tenant rows that nobody scoped refuses to run.

Every row of a `WorkspaceModel` belongs to exactly one workspace. `Model.objects` must be narrowed by `in_workspace`, or
opened on purpose by `across_workspaces` (the stages of the river). Django's own internals (cascades, validation, the
staff admin) use `unscoped_objects`; a gate keeps other code off it.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar, cast
from uuid import UUID

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import sql
from django.db.models.sql.compiler import SQLCompiler

from workspaces.ids import encode, encode_row, uuid7

if TYPE_CHECKING:
    from workspaces.models.workspace import Workspace

ModelT = TypeVar("ModelT", bound=models.Model, covariant=True)


class UnscopedQuery(RuntimeError):
    """A tenant table was about to be read or written without saying for which workspace."""


class TenantQuery(sql.Query):
    """A SELECT that refuses to be compiled while it is unscoped, wherever it stands: alone, in a subquery, in a union.

    The mark is set by the queryset, not by default, because Django makes inner queries of the same class by itself.
    """

    unscoped = False

    def get_compiler(
        self, using: str | None = None, connection: BaseDatabaseWrapper | None = None, elide_empty: bool = True
    ) -> SQLCompiler:
        self.require_scope()
        return super().get_compiler(using, connection, elide_empty)

    def combine(self, rhs: sql.Query, connector: str) -> None:
        self.unscoped = self.unscoped or getattr(rhs, "unscoped", False)
        super().combine(rhs, connector)

    def require_scope(self) -> None:
        """Raises UnscopedQuery unless somebody said which workspaces are meant, or nothing can be found anyway."""
        if self.unscoped and not self.is_empty():
            raise UnscopedQuery(f"{self.model._meta.label if self.model else 'rows'}: say in_workspace(…) first")


class TenantQuerySet(models.QuerySet[ModelT]):
    """A queryset that runs only after `in_workspace` and its siblings, or when reached through a related row."""

    def __init__(
        self,
        model: type[ModelT] | None = None,
        query: sql.Query | None = None,
        using: str | None = None,
        hints: dict[str, Any] | None = None,
    ) -> None:
        if query is None and model is not None:
            query = TenantQuery(model)
            query.unscoped = True
        super().__init__(model, query, using, hints)

    def in_workspace(self, workspace: "Workspace | UUID") -> Self:
        """Only the rows of this workspace."""
        return self.in_workspaces([workspace if isinstance(workspace, UUID) else workspace.pk])

    def in_workspaces(self, workspace_ids: Iterable[UUID]) -> Self:
        """Only the rows of these workspaces: for somebody signed in who belongs to several."""
        ids = list(workspace_ids)
        narrowed = self.filter(workspace_id=ids[0]) if len(ids) == 1 else self.filter(workspace_id__in=ids)
        return narrowed.across_workspaces()

    def across_workspaces(self) -> Self:
        """Every workspace's rows: for stages and jobs that serve all tenants, never for a request."""
        opened = self._chain()  # type: ignore[attr-defined]
        opened.query.unscoped = False
        return cast(Self, opened)

    def _add_hints(self, **hints: Any) -> None:
        # Django says so when it goes from a row to its related rows, and filters by that row itself.
        super()._add_hints(**hints)  # type: ignore[misc]
        if hints.get("instance") is not None:
            self.query.unscoped = False  # type: ignore[attr-defined]

    def _require_scope(self) -> None:
        cast(TenantQuery, self.query).require_scope()

    def update(self, **kwargs: Any) -> int:
        self._require_scope()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._require_scope()
        return super().delete()

    def _raw_delete(self, using: str | None) -> int:
        self._require_scope()
        return super()._raw_delete(using)

    def raw(self, *args: Any, **kwargs: Any) -> Any:
        raise UnscopedQuery(f"{self.model.__name__}: raw SQL can't be checked; use a cursor and name the workspace")


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
