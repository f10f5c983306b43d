"""The command `campanile`: logging in and out, and its groups."""

import sys

import click

from campanile._sync.client import Client
from campanile.cli.base import command, json_option, show_json
from campanile.cli.campaigns import campaigns
from campanile.cli.config import config_path, config_read, config_write
from campanile.cli.contacts import contacts
from campanile.cli.events import events
from campanile.cli.flows import flows
from campanile.errors import AuthError
from campanile.version import __version__

_EXIT_CODES = """\b
Exit codes: 0 done, 1 refused, 2 wrong command, 3 key missing or not let in,
4 no answer, 5 done but some rows were refused."""


@click.group(epilog=_EXIT_CODES, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def cli() -> None:
    """Campanile on the command line.

    The key and the address come from CAMPANILE_API_KEY and CAMPANILE_URL, else from `campanile login`.
    """


@cli.command()
@click.option(
    "--url", prompt="Address of the server", default=lambda: config_read().get("url", "http://localhost:8000")
)
@json_option
@command
def login(url: str, as_json: bool) -> None:
    """Keep a key, after trying it. It is asked for, or read from standard input."""
    key = click.prompt("API key", hide_input=True, err=True) if sys.stdin.isatty() else sys.stdin.readline().strip()
    with Client(key, base_url=url) as client:
        try:
            client.campaign.list(limit=1)
        except AuthError as error:
            # A key that may do other things only is a good key.
            if error.status_code != 403:
                raise
        path = config_write({"url": client.base_url, "api_key": key})
    if as_json:
        show_json({"url": url, "file": str(path)})
    else:
        click.echo(f"Logged in. The key is kept in {path}")


@cli.command()
@json_option
@command
def logout(as_json: bool) -> None:
    """Forget the key."""
    path = config_path()
    there = path.exists()
    path.unlink(missing_ok=True)
    if as_json:
        show_json({"file": str(path), "removed": there})
    else:
        click.echo("Logged out." if there else "You were not logged in.")


for group in (campaigns, contacts, events, flows):
    cli.add_command(group)
