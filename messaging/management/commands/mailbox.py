"""`manage.py mailbox`: the SMTP server of the local mailbox, until SIGTERM."""

import asyncio
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from messaging.mailbox.server import serve


class Command(BaseCommand):
    help = "Take mail over SMTP on loopback and store it for the mailbox page."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default=settings.MAILBOX_SMTP_HOST)
        parser.add_argument("--port", type=int, default=settings.MAILBOX_SMTP_PORT)

    def handle(self, *args: Any, **options: Any) -> None:
        asyncio.run(serve(options["host"], options["port"], ready=self._say))

    def _say(self, port: int) -> None:
        self.stdout.write(f"The mailbox takes mail on port {port}.")
        self.stdout.flush()
