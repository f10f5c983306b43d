"""The base of the tenant API's views: success envelopes and pages."""

from collections.abc import Mapping
from typing import Any, ClassVar

from rest_framework.response import Response

from workspaces.api.families import Family
from workspaces.api.paging import MAX_LIMIT, Page, PageQuery
from workspaces.api.tenant.errors import TENANT
from workspaces.api.views import ApiView

__all__ = ["MAX_LIMIT", "Page", "PageQuery", "TenantView"]


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
            "offset": None if query.get("cursor") else 0,
            "has_more": bool(following),
            "next_cursor": following or None,
        }
        return self.success_page(data, described)
