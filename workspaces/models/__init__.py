"""Workspaces, the people and keys that may enter them, and what they did."""

from workspaces.models.api_key import ApiKey, KeyState, Scope
from workspaces.models.audit import AuditEntry
from workspaces.models.balance import BalanceAccount, LedgerEntry, LedgerKind
from workspaces.models.heartbeat import ProcessHeartbeat, ProcessRole
from workspaces.models.idempotency import IdempotentAnswer
from workspaces.models.membership import Membership, Role
from workspaces.models.notice import Notice, NoticeKind
from workspaces.models.rate_window import RateWindow
from workspaces.models.user import User
from workspaces.models.webhook import (
    DeliveryReason,
    DeliveryState,
    DisabledReason,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookEvent,
)
from workspaces.models.workspace import Workspace

__all__ = [
    "ApiKey",
    "AuditEntry",
    "BalanceAccount",
    "DeliveryReason",
    "DeliveryState",
    "DisabledReason",
    "IdempotentAnswer",
    "KeyState",
    "LedgerEntry",
    "LedgerKind",
    "Membership",
    "Notice",
    "NoticeKind",
    "ProcessHeartbeat",
    "ProcessRole",
    "RateWindow",
    "Role",
    "Scope",
    "User",
    "WebhookDelivery",
    "WebhookEndpoint",
    "WebhookEvent",
    "Workspace",
]
