"""`campanile contacts`: importing files."""

import csv
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from campanile._sync.client import Client
from campanile.cli.base import (
    NEW_FILE,
    REFUSED,
    SOME_REFUSED,
    client,
    command,
    fail,
    json_option,
    new_file,
    show_json,
)
from campanile.models import Import


@click.group()
def contacts() -> None:
    """Contacts of the workspace."""


@contacts.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--map", "columns", multiple=True, metavar="COLUMN=FIELD", help="Such as E-Mail=email; may be repeated.")
@click.option("--country", help="Of phone numbers without one, such as AT.")
@click.option("--tag", "tags", multiple=True, help="For everybody in the file; may be repeated.")
@click.option("--segment", help="A static segment that they come into.")
@click.option("--check", is_flag=True, help="Only say what would happen.")
@click.option("--errors", type=NEW_FILE, callback=new_file, help="Where to write refused rows, as CSV.")
@click.option("--key", help="Makes it safe to repeat the command.")
@json_option
@command
def import_(
    file: Path,
    columns: tuple[str, ...],
    country: str | None,
    tags: tuple[str, ...],
    segment: str | None,
    check: bool,
    errors: Path | None,
    key: str | None,
    as_json: bool,
) -> None:
    """Import a CSV file or a workbook, and wait until it is done.

    Columns that are not mapped go by their names.
    """
    options: dict[str, Any] = {"country": country, "add_tags": tags, "segment": segment, "idempotency_key": key}
    if columns:
        options["mapping"] = dict(_mapped(each) for each in columns)
    with client() as opened:
        with file.open("rb") as content:
            goal = "check" if check else "import"
            handed_in = opened.imports.create(content, filename=file.name, goal=goal, **options)  # type: ignore[arg-type]
        done = wait_for(opened, handed_in, quiet=as_json)
        if errors is not None and done.rows_refused:
            _write_refused(opened, done, errors)
    over = done.state in ("failed", "cancelled")
    if as_json:
        show_json(done)
    elif done.rows_read or not over:
        click.echo(_words(done, errors))
    if over:
        fail(done.error or f"The import was {done.state}.", REFUSED)
    if done.rows_refused:
        raise click.exceptions.Exit(SOME_REFUSED)


def wait_for(opened: Client, handed_in: Import, *, quiet: bool, sleep: Callable[[float], None] = time.sleep) -> Import:
    """The import once the server is through with it, with a bar for whoever looks on."""
    console = Console(stderr=True)
    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=console
    )
    bar.disable = quiet or not console.is_terminal
    with bar:
        task = bar.add_task("Waiting", total=None)
        while handed_in.is_working:
            sleep(0.5)
            handed_in = opened.imports.get(handed_in.id)
            words = "Checking" if handed_in.goal == "check" else "Importing"
            bar.update(task, description=words, completed=handed_in.rows_read, total=handed_in.rows_total or None)
    return handed_in


def _mapped(text: str) -> tuple[str, str]:
    column, separator, field = text.rpartition("=")
    if not separator or not column:
        raise click.BadParameter(f"{text!r} is not COLUMN=FIELD", param_hint="--map")
    return column, field


def _words(done: Import, errors: Path | None) -> str:
    would = "would be " if done.goal == "check" else ""
    counts = (
        (done.rows_created, "new"),
        (done.rows_updated, "updated"),
        (done.rows_unchanged, "unchanged"),
        (done.rows_repeated, "repeated"),
        (done.rows_refused, "refused"),
    )
    told = ", ".join(f"{number:,} {would}{what}" for number, what in counts if number) or "nothing to import"
    where = f" Refused rows are in {errors}." if errors is not None and done.rows_refused else ""
    return f"{done.rows_read:,} rows: {told}.{where}"


def _write_refused(opened: Client, done: Import, path: Path) -> None:
    """All refused rows as they were, each with its problem."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer, after = csv.writer(file), None
        while True:
            page = opened.imports.refused(done.id, after=after)
            if after is None:
                writer.writerow([*page.columns, "line", "problem"])
            writer.writerows([*row.cells, row.line, row.problem] for row in page.rows)
            after = page.next_after
            if after is None:
                return
