"""The staff admin of campaigns, one file per group of models. Services write; journals are read-only."""

from campaigns.admin import campaigns, executions, flows, goals, orders, runs, secrets, triggers, webhooks

__all__ = ["campaigns", "executions", "flows", "goals", "orders", "runs", "secrets", "triggers", "webhooks"]
