"""Connections to mail servers that workspaces have named: into private networks only where the operator allows that."""

import socket

from django.conf import settings

from workspaces.http.addresses import dial


def dial_mail(host: str, port: int, *, seconds: float) -> socket.socket:
    """See `workspaces.http.addresses.dial`. The installation's own mailbox, which runs beside it, is no stranger."""
    own = settings.MAILBOX_ENABLED and (host, port) == (settings.MAILBOX_SMTP_HOST, settings.MAILBOX_SMTP_PORT)
    return dial(host, port, seconds=seconds, private=own or settings.MAIL_SERVERS_ALLOW_PRIVATE)
