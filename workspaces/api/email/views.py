"""The base of the e-mail API's views: envelopes, pages, the caller's team, and ids as this family writes them."""

from typing import Any, ClassVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response

from workspaces.api.email.errors import EMAIL
from workspaces.api.families import Family
from workspaces.api.paging import Page, PageQuery
from workspaces.api.serializers import StrictSerializer
from workspaces.api.views import ApiView
from workspaces.ids import InvalidId, decode, plain
from workspaces.models import Workspace

_TEAM = "The workspace's id; needed where the caller may enter several."


@extend_schema_field(OpenApiTypes.UUID)
class IdField(serializers.Field):
    """The id of a row of ours in a body: a UUID, or the TypeID that the other APIs show. Checked, not looked up."""

    default_error_messages = {"no_id": "must be a UUID"}

    def __init__(self, prefix: str, **options: Any) -> None:
        super().__init__(**options)
        self._prefix = prefix

    def to_internal_value(self, data: Any) -> Any:
        try:
            return decode(self._prefix, data)
        except InvalidId:
            self.fail("no_id")

    def to_representation(self, value: Any) -> str:
        return str(value)


@extend_schema_field(OpenApiTypes.UUID)
class PlainIdField(serializers.CharField):
    """A row's public id, answered as the UUID that it stands for."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, **options)

    def to_representation(self, value: Any) -> str | None:  # type: ignore[override]
        """None where there is no row."""
        return str(plain(value)) if value else None


class TeamInput(StrictSerializer):
    """A body that says whose what it makes is."""

    team_id = IdField("ws", required=False, help_text=_TEAM)


class TeamQuery(StrictSerializer):
    """A query string that says whose rows are meant."""

    team_id = IdField("ws", required=False, help_text=_TEAM)


class TeamPageQuery(TeamQuery, PageQuery):
    """The query string of a list."""


class EmailView(ApiView):
    """A resource of the e-mail API."""

    family: ClassVar[Family] = EMAIL

    def team(self, given: dict[str, Any]) -> Workspace:
        """The workspace that a checked body or query names, or the caller's only one; takes the name out of it."""
        team_id = given.pop("team_id", None)
        if team_id is None:
            return self.access.enter_only(self.need)
        return self.access.enter_named(str(team_id), self.need)

    def ok(self, *, status: int = 200, **parts: Any) -> Response:
        """`{"ok": true, …}`."""
        return Response({"ok": True, **parts}, status=status)

    def ok_page(self, key: str, rows: Any, page: Page) -> Response:
        """`{"ok": true, "<key>": […], "pagination": {…}}`."""
        return self.ok(**{key: rows, "pagination": page.described()})
