"""The staff admin of workspaces: one file per model. Writes go through the services."""

from workspaces.admin import access, audit, balance, keys, machinery, notices, others, people, webhooks

__all__ = ["access", "audit", "balance", "keys", "machinery", "notices", "others", "people", "webhooks"]
