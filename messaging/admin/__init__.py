"""The staff admin of messaging: one file per model. Credentials are shown nowhere."""

from messaging.admin import (
    clicks,
    consent,
    deliverability,
    erased,
    inbox,
    mailbox,
    messages,
    onsite,
    points,
    prices,
    reports,
    senders,
    streams,
    suppression_imports,
    suppressions,
    verification,
)

__all__ = [
    "clicks",
    "consent",
    "deliverability",
    "erased",
    "inbox",
    "mailbox",
    "messages",
    "onsite",
    "points",
    "prices",
    "reports",
    "senders",
    "streams",
    "suppression_imports",
    "suppressions",
    "verification",
]
