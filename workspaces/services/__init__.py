"""Writes of the workspaces app."""

from workspaces.services.api_keys import api_key_create, api_key_revoke, api_key_rotate
from workspaces.services.audit import Actor, audit_record
from workspaces.services.members import member_add, member_remove
from workspaces.services.workspaces import workspace_create, workspace_update

__all__ = [
    "Actor",
    "api_key_create",
    "api_key_revoke",
    "api_key_rotate",
    "audit_record",
    "member_add",
    "member_remove",
    "workspace_create",
    "workspace_update",
]
