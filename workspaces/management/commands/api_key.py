"""`manage.py api_key <workspace slug>`: makes a key with all scopes and prints it, once, as the last word."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from workspaces.models import Scope, Workspace
from workspaces.services.api_keys import api_key_create
from workspaces.services.audit import Actor


class Command(BaseCommand):
    """Make an API key from the command line."""

    help = "Make an API key with all scopes for a workspace and print it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The workspace's slug, and what the key is called."""
        parser.add_argument("workspace", help="the workspace's slug, for example demo")
        parser.add_argument("--name", default="command line", help="what the key is called in lists")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the key; refuse an unknown workspace with a list of the known ones."""
        workspace = Workspace.objects.filter(slug=options["workspace"]).first()
        if workspace is None:
            known = ", ".join(Workspace.objects.order_by("slug").values_list("slug", flat=True)[:20]) or "none yet"
            raise CommandError(f"There is no workspace {options['workspace']!r}; known: {known}")
        _, plaintext = api_key_create(
            workspace=workspace, name=options["name"], scopes=Scope.values, actor=Actor.system()
        )
        self.stdout.write(plaintext)
