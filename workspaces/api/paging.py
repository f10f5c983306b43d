"""Lists by limit and offset, as several families cut and describe them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from workspaces.api.serializers import StrictSerializer

MAX_LIMIT = 100
# PostgreSQL walks over what an offset skips; deeper readers use a cursor.
MAX_OFFSET = 1_000_000


class Pagination(serializers.Serializer):
    """Where the page stands in the list."""

    total = serializers.IntegerField()
    limit = serializers.IntegerField()
    offset = serializers.IntegerField()
    has_more = serializers.BooleanField()


class PageQuery(StrictSerializer):
    """The query string of a list."""

    limit = serializers.IntegerField(default=20, min_value=1, max_value=MAX_LIMIT, help_text="How many to answer with.")
    offset = serializers.IntegerField(default=0, min_value=0, max_value=MAX_OFFSET, help_text="How many to skip.")


class CursorQuery(StrictSerializer):
    """The query string of a workspace's list that is long and read on by a cursor."""

    workspace = serializers.CharField(
        max_length=63, required=False, help_text="The workspace's slug; needed where the caller may enter several."
    )
    limit = serializers.IntegerField(default=20, min_value=1, max_value=MAX_LIMIT)
    cursor = serializers.CharField(max_length=64, required=False, help_text="`next_cursor` of the page before.")


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

    @classmethod
    def of_all(cls, rows: Sequence[Any], query: Mapping[str, Any]) -> "Page":
        """The part of rows that are all here already."""
        limit, offset = query["limit"], query["offset"]
        return cls(rows[offset : offset + limit], len(rows), limit, offset)

    def described(self) -> dict[str, Any]:
        """The `pagination` of the envelope."""
        return {
            "total": self.total,
            "limit": self.limit,
            "offset": self.offset,
            "has_more": self.offset + len(self.rows) < self.total,
        }
