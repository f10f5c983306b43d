"""`manage.py api_key <slug>`, or `--workspace <slug>`: makes a key and prints it, once, as the last word."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from workspaces.errors import InvalidInput
from workspaces.models import Scope, Workspace
from workspaces.services import Actor, api_key_create


class Command(BaseCommand):
    """Make an API key from the command line."""

    help = "Make an API key for a workspace, with all scopes unless some are named, and print it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The workspace's slug, what the key is called, and what it may do."""
        given = parser.add_mutually_exclusive_group(required=True)
        given.add_argument("workspace", nargs="?", help="the workspace's slug, for example demo")
        given.add_argument("--workspace", dest="slug", metavar="SLUG", help="the same")
        parser.add_argument("--name", default="command line", help="what the key is called in lists")
        parser.add_argument("--scope", action="append", dest="scopes", metavar="SCOPE", help="may be repeated")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the key; refuse an unknown workspace with a list of the known ones."""
        slug = options["slug"] or options["workspace"]
        workspace = Workspace.objects.filter(slug=slug).first()
        if workspace is None:
            known = ", ".join(Workspace.objects.order_by("slug").values_list("slug", flat=True)[:20]) or "none yet"
            raise CommandError(f"There is no workspace {slug!r}; known: {known}")
        scopes = options["scopes"] or Scope.values
        try:
            made = api_key_create(
                workspace=workspace, name=options["name"], scopes=scopes, actor=Actor.system("command line")
            )
        except InvalidInput as error:
            raise CommandError(error.message) from error
        self.stdout.write(made[1])
