"""`manage.py watch_demo`: says how to sign in once the pages answer, then shows the campaign's numbers for ever."""

import os
import socket
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, InterfaceError, close_old_connections

from frontend.demo.watch import demo_line

PAUSE = 1.0
# Ends a line that the next one replaces; scripts/processes.py knows it, and so does a terminal.
REPLACED = "\r\n"


class Command(BaseCommand):
    """One of the processes of make run; ends when it is told to."""

    help = "Shows the demo campaign's numbers as they move."

    def handle(self, *args: Any, **options: Any) -> None:
        _wait_for_pages()
        sign_in = os.environ.get("DEMO_SIGN_IN", "")
        self.stdout.write(f"\n{sign_in or settings.BASE_URL}\n\nCtrl-C ends everything.\n")
        shown = ""
        while True:
            line = _line()
            if line != shown:
                self.stdout.write(line, ending=REPLACED)
                self.stdout.flush()
                shown = line
            time.sleep(PAUSE)


def _wait_for_pages() -> None:
    while True:
        try:
            socket.create_connection(("127.0.0.1", settings.PORT), timeout=1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return


def _line() -> str:
    """The numbers; a database that is away for a moment is asked again at the next turn."""
    try:
        return demo_line()
    except (DatabaseError, InterfaceError):
        close_old_connections()
        return "The database does not answer; trying again."
