"""The base of the tenant API's views: success envelopes and pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.response import Response

from workspaces.api.families import Family
from workspaces.api.serializers import StrictSerializer
from workspaces.api.tenant.errors import TENANT
from workspaces.api.views import ApiView

MAX_LIMIT = 100
# PostgreSQL walks over what an offset skips; deeper readers use a cursor.
MAX_OFFSET = 1_000_000


class PageQuery(StrictSerializer):
    """The query string of a list."""

    limit = serializers.IntegerField(default=20, min_value=1, max_value=MAX_LIMIT, help_text="How many to answer with.")
    offset = serializers.IntegerField(default=0, min_value=0, max_value=MAX_OFFSET, help_text="How many to skip.")


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list, and where it stands in the whole."""

    rows: Sequence[Any]
    total: int
    limit: int
    offset: int

    @classmethod
    def cut(cls, rows: QuerySet[Any], query: Mapping[str, Any]) -> "Page":
        """The part of the rows that a `PageQuery` asks for, in one query, and how many there are, in another."""
        limit, offset = query["limit"], query["offset"]
        return cls(list(rows[offset : offset + limit]), rows.count(), limit, offset)

    def described(self) -> dict[str, Any]:
        """The `pagination` of the envelope."""
        return {
            "total": self.total,
            "limit": self.limit,
            "offset": self.offset,
            "has_more": self.offset + len(self.rows) < self.total,
        }


class TenantView(ApiView):
    """A resource of the tenant API."""

    family: ClassVar[Family] = TENANT

    def success(self, data: Any, *, status: int = 200) -> Response:
        """`{"success": true, "data": …}`."""
        return Response({"success": True, "data": data}, status=status)

    def success_page(self, data: Any, pagination: dict[str, Any]) -> Response:
        """`{"success": true, "data": […], "pagination": {…}}`."""
        return Response({"success": True, "data": data, "pagination": pagination})

    def success_run(self, data: Any, query: Mapping[str, Any], following: str, *, total: int | None = None) -> Response:
        """A part of a list that is read on with a cursor: `following` is the next one, "" on the last part.

        Where nobody counted (`total`), the total is known only of a list that is here as a whole.
        """
        if total is None and not following and not query.get("cursor"):
            total = len(data)
        described = {
            "total": total,
            "limit": query["limit"],
            "has_more": bool(following),
            "next_cursor": following or None,
        }
        return self.success_page(data, described)
