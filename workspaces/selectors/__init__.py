"""Reads of the workspaces app."""

from workspaces.selectors.access import (
    api_key_authenticate,
    api_keys,
    members_of,
    membership_get,
    memberships_of,
    workspace_find,
    workspaces_of,
)
from workspaces.selectors.audit import audit_about, audit_lately
from workspaces.selectors.notices import notice_list
from workspaces.selectors.rows import row_find, row_locked, row_numbered, rows_numbered

__all__ = [
    "api_key_authenticate",
    "api_keys",
    "audit_about",
    "audit_lately",
    "members_of",
    "membership_get",
    "memberships_of",
    "notice_list",
    "row_find",
    "row_locked",
    "row_numbered",
    "rows_numbered",
    "workspace_find",
    "workspaces_of",
]
