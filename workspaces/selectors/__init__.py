"""Reads of the workspaces app."""

from workspaces.selectors.access import api_key_authenticate, membership_get, memberships_of, workspaces_of

__all__ = ["api_key_authenticate", "membership_get", "memberships_of", "workspaces_of"]
