"""`manage.py watch_demo`: says where the demo is and how to sign in, then one line with the campaign's numbers.

Part of `make run`, whose terminal it writes to. A line that ends with a carriage return is shown in place.
"""

import itertools
import os
import socket
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import OperationalError, connection

from campaigns.selectors import (
    CampaignProgress,
    MessageStats,
    campaign_progress,
    campaign_stats,
    campaign_status,
    campaigns_list,
)
from contacts.models import Contact
from workspaces.models import Workspace

_SECONDS = 1.0
DEMO_SLUG, DEMO_CAMPAIGN = "demo", "Welcome series"


class Command(BaseCommand):
    """Watch the demo campaign until stopped."""

    help = "Show the demo campaign's numbers as they change."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the banner once the web server listens, then a line whenever a number changed."""
        self._wait_for_web()
        self.stdout.write(f"\nCampanile is at {settings.BASE_URL}/\n{os.environ.get('DEMO_SIGN_IN', '')}\n")
        self.stdout.write("Ctrl-C ends everything; make run goes on where it was.\n")
        shown = ""
        for _ in itertools.count():
            line = self._line()
            if line != shown:
                shown = line
                self.stdout.write(f"{line}\r")
                self.stdout.flush()
            time.sleep(_SECONDS)

    def _line(self) -> str:
        """The numbers as of now; a database that is away for a moment changes nothing."""
        try:
            return demo_line()
        except OperationalError:
            connection.close()
            return "The database does not answer …"

    def _wait_for_web(self) -> None:
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", settings.PORT)) == 0:
                    return
            time.sleep(0.2)


def demo_line() -> str:
    """One line about the demo workspace: contacts, and how far its campaign is."""
    workspace = Workspace.objects.filter(slug=DEMO_SLUG).first()
    if workspace is None:
        return "There is no demo workspace; make demo-reset makes one."
    contacts = f"{Contact.objects.in_workspace(workspace).count():,} contacts"
    campaign = campaigns_list(workspace, search=DEMO_CAMPAIGN).first()
    if campaign is None:
        return f"{contacts} · the campaign has not been made yet"
    status = campaign_status(campaign).label.lower()
    return (
        f"{DEMO_CAMPAIGN} ({status}) · {contacts} · {_numbers(campaign_progress(campaign), campaign_stats(campaign))}"
    )


def _numbers(progress: CampaignProgress, messages: MessageStats) -> str:
    """Only what is not zero, so that the line stays short."""
    numbers = {
        "entered": progress.enrolled,
        "waiting": progress.waiting,
        "sending": progress.processing,
        "done": progress.finished,
        "mails sent": messages.sent,
        "not sent": messages.rejected + messages.skipped,
        "unknown": messages.unknown,
    }
    return " · ".join(f"{number:,} {word}" for word, number in numbers.items() if number) or "starting"
