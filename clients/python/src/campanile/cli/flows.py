"""`campanile flows`: a campaign's settings and flow as YAML, to be kept under version control and taken elsewhere."""

import re
import sys
from pathlib import Path
from typing import Any

import click
import yaml

from campanile.cli.base import NEW_FILE, client, command, json_option, new_file, show_json

_NOT_IN_BLOCKS = re.compile(r"[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_HEADER = "# A campaign of Campanile. `campanile flows import` takes it in again.\n"


@click.group()
def flows() -> None:
    """Flows of campaigns as YAML."""


@flows.command(name="export")
@click.argument("campaign")
@click.option("-o", "--output", type=NEW_FILE, callback=new_file, help="A file, else standard output.")
@json_option
@command
def export(campaign: str, output: Path | None, as_json: bool) -> None:
    """Write a campaign's settings and flow."""
    with client() as opened:
        document = opened.campaign.export_document(campaign)
    if as_json:
        show_json(document)
        return
    text = to_yaml(document)
    if output is None:
        click.echo(text, nl=False)
    else:
        output.write_text(text, encoding="utf-8")
        click.echo(f"Written: {output}", err=True)


@flows.command(name="import")
@click.argument("file", type=click.File("rb"))
@click.option("--campaign", help="Whose draft it becomes; left out: a new campaign.")
@click.option("--name", help="What the campaign is called, instead of the name in the file.")
@json_option
@command
def import_(file: Any, campaign: str | None, name: str | None, as_json: bool) -> None:
    """Make a draft of a file. Templates, senders and segments are found by their ids, else by their names."""
    try:
        document = yaml.safe_load(file)
    except yaml.YAMLError as error:
        raise click.ClickException(f"The file is not YAML: {error}") from None
    except RecursionError:
        raise click.ClickException("The file is nested too deeply.") from None
    if not isinstance(document, dict):
        raise click.ClickException("The file holds no campaign.")
    with client() as opened:
        made = opened.campaign.import_document({**document, **({"name": name} if name else {})}, campaign_id=campaign)
    if as_json:
        show_json(made)
    else:
        click.echo(f"{made.name} is in: {made.id} ({made.status})")


def to_yaml(document: dict[str, Any]) -> str:
    """One value a line, texts of several lines as blocks, everything in its order: what is changed is what differs."""
    # A long line stays one: folded, all that follow a change would differ.
    return _HEADER + yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=sys.maxsize)


class _Dumper(yaml.SafeDumper):
    """Lists indented below their names; the same thing twice is written twice."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def analyze_scalar(self, scalar: str) -> Any:
        """PyYAML would quote texts with blanks at the end of a line or with tabs, which blocks can hold, and lose
        rare line breaks in blocks, which can't hold them."""
        analysis = super().analyze_scalar(scalar)
        analysis.allow_block = not _NOT_IN_BLOCKS.search(scalar)
        return analysis


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)
