"""`manage.py demo`: sets the demo workspace up and starts its campaign; says how to sign in."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from frontend.demo.reset import demo_remove
from frontend.demo.setup import demo_setup, demo_workspace


class Command(BaseCommand):
    """Running it again goes on where it was; --reset starts over."""

    help = "Sets up the demo workspace and starts its campaign. Running it again changes nothing that is there."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--reset", action="store_true", help="Take the demo away first, with everything in it.")

    def handle(self, *args: Any, **options: Any) -> None:
        workspace = demo_workspace()
        if options["reset"] and workspace is not None:
            demo_remove(workspace)
            self._report("The demo was taken away")
        sign_in = demo_setup(self._report)
        self.stdout.write(f"Open     {settings.BASE_URL}/")
        self.stdout.write(f"E-mail   {sign_in.email}")
        self.stdout.write(f"Password {sign_in.password or '(the one that you have set)'}")

    def _report(self, step: str) -> None:
        # For whoever watches. A log keeps the sign-in only, which make run shows when everything is up.
        if self.stderr.isatty():
            self.stderr.write(step)
