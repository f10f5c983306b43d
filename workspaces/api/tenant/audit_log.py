"""`/api/v1/tenant/audit-log`: who did what to which row, and when."""

from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from workspaces.api.access import Need
from workspaces.api.paging import CursorQuery
from workspaces.api.problems import Kind
from workspaces.api.serializers import Moment
from workspaces.api.tenant.schema import operation, page_envelope
from workspaces.api.tenant.views import TenantView
from workspaces.models import Role, Scope
from workspaces.selectors.audit import AuditFilter, audit_page

READ = Need(Scope.WORKSPACE_READ, Role.ADMIN)
_TAG = "Audit log"
_EXAMPLE: dict[str, Any] = {
    "id": "aud_01k9zq3v7nfe5v8x2m4c6d8a0b",
    "action": "campaign.paused",
    "actor": {"kind": "user", "id": "7", "label": "ada@example.com"},
    "target": {"type": "campaign", "id": "cmp_01k9zq3v7nfe5v8x2m4c6d8a0b"},
    "data": {"reason": "The price is wrong"},
    "created_at": "2025-11-01T10:00:00Z",
}


class AuditQuery(CursorQuery):
    """The query string of the list."""

    action = serializers.CharField(
        max_length=64, required=False, help_text="Such as `campaign.paused`, or `campaign.` for all of its kind."
    )
    actor = serializers.CharField(max_length=254, required=False, help_text="Their id, or as they were called.")
    target = serializers.CharField(max_length=64, required=False, help_text="The id of what it was done to.")
    after = Moment(required=False, help_text="From this moment on.")
    before = Moment(required=False, help_text="Earlier than this moment.")


class AuditActorOut(serializers.Serializer):
    """Who did it."""

    kind = serializers.CharField(source="actor_kind", help_text="`user`, `key` or `system`.")
    id = serializers.CharField(source="actor_id")
    label = serializers.CharField(source="actor_label", help_text="As they were called at the time.")  # type: ignore[assignment]


class AuditTargetOut(serializers.Serializer):
    """What it was done to."""

    type = serializers.CharField(source="target_type")
    id = serializers.CharField(source="target_id")


class AuditEntryOut(serializers.Serializer):
    """One line."""

    id = serializers.CharField(source="public_id")
    action = serializers.CharField()
    actor = AuditActorOut(source="*")
    target = AuditTargetOut(source="*")
    data = serializers.DictField(help_text="What belongs to the action.")  # type: ignore[assignment]
    created_at = serializers.DateTimeField()


class AuditLogView(TenantView):
    """The lines of a workspace."""

    needs: ClassVar[dict[str, Need]] = {"GET": READ}

    @operation(
        "audit_list",
        summary="Read the audit log",
        description="The newest first, by action, actor, target and time. Read on with `next_cursor`; looking for a "
        "rare action, a page may be short, or empty, and still have a next one.",
        need=READ,
        query=[AuditQuery],
        answer=page_envelope("AuditLog", AuditEntryOut, cursor=True),
        example={
            "success": True,
            "data": [_EXAMPLE],
            "pagination": {"total": None, "limit": 1, "offset": 0, "has_more": True, "next_cursor": _EXAMPLE["id"]},
        },
        errors=[Kind.INVALID, Kind.NOT_FOUND],
        tag=_TAG,
    )
    def get(self, request: Request) -> Response:
        query = self.query(AuditQuery)
        workspace = self.enter_named(query.pop("workspace", None))
        names = ("action", "actor", "target", "after", "before")
        which = AuditFilter(**{name: query[name] for name in names if name in query})
        rows, following = audit_page(workspace, which, limit=query["limit"], cursor=query.get("cursor", ""))
        return self.success_run(AuditEntryOut(rows, many=True).data, query, following)
