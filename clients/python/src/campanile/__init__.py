"""The client of the Campanile campaign platform.

`Client` is synchronous, `AsyncClient` asynchronous; both have the same methods.
"""

from campanile._async.client import AsyncClient
from campanile._async.sender import AsyncEventSender
from campanile._sync.client import Client
from campanile._sync.sender import EventSender
from campanile.errors import (
    ApiError,
    AuthError,
    BufferFull,
    CampanileError,
    FieldProblem,
    NetworkError,
    UndeliveredEvents,
    WebhookRefused,
)
from campanile.version import __version__
from campanile.webhooks import WebhookEvent, verify_webhook

__all__ = [
    "ApiError",
    "AsyncClient",
    "AsyncEventSender",
    "AuthError",
    "BufferFull",
    "CampanileError",
    "Client",
    "EventSender",
    "FieldProblem",
    "NetworkError",
    "UndeliveredEvents",
    "WebhookEvent",
    "WebhookRefused",
    "__version__",
    "verify_webhook",
]
