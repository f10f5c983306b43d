"""What commands share: the client, `--json`, errors as plain words, and exit codes."""

import dataclasses
import functools
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn, ParamSpec, TypeVar

import click
from rich.console import Console
from rich.table import Table

from campanile._sync.client import Client
from campanile.cli.config import credentials
from campanile.errors import ApiError, AuthError, CampanileError, NetworkError

P = ParamSpec("P")
T = TypeVar("T")

# What a shell script can tell apart; 2 is click's own, for a command that is spelled wrong.
REFUSED, NOT_LET_IN, NO_ANSWER, SOME_REFUSED = 1, 3, 4, 5


@contextmanager
def client() -> Iterator[Client]:
    """A client by the environment or the file. Without a key the command ends."""
    key, url = credentials()
    if not key:
        fail("You are not logged in. Run: campanile login", NOT_LET_IN)
    with Client(key, base_url=url) as opened:
        yield opened


def command(function: Callable[P, T]) -> Callable[P, T]:
    """Errors as words on the error stream, and the exit code that goes with them."""

    @functools.wraps(function)
    def run(*arguments: P.args, **options: P.kwargs) -> T:
        try:
            return function(*arguments, **options)
        except AuthError as error:
            fail(f"{error.message} (Try: campanile login)", NOT_LET_IN)
        except NetworkError as error:
            fail(f"The server does not answer: {error}", NO_ANSWER)
        except ApiError as error:
            fail(_words(error), REFUSED)
        except CampanileError as error:
            fail(str(error), REFUSED)
        except BrokenPipeError:
            # Whoever read on has had enough; click ends quietly.
            raise
        except OSError as error:
            fail(f"{error.filename}: {error.strerror}" if error.filename else str(error), REFUSED)

    return run


def fail(message: str, exit_code: int) -> NoReturn:
    """Ends the command with these words."""
    click.echo(f"Error: {message}", err=True)
    raise click.exceptions.Exit(exit_code)


def new_file(context: click.Context, parameter: click.Parameter, path: Path | None) -> Path | None:
    """For options that name a file to be written: refuses one whose folder is missing before anything is done."""
    if path is not None and not path.absolute().parent.is_dir():
        raise click.BadParameter(f"There is no folder {str(path.parent)!r}.", context, parameter)
    return path


NEW_FILE = click.Path(dir_okay=False, writable=True, path_type=Path)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")


def show_json(value: Any) -> None:
    """JSON on standard output."""
    click.echo(json.dumps(plain(value), indent=2, ensure_ascii=False))


def plain(value: Any) -> Any:
    """Models as JSON has them."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {name: plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value


def show_table(columns: Sequence[str], rows: Sequence[Sequence[str]], *, nothing: str) -> None:
    """A table for people; where nothing is in it, words that say so."""
    if not rows:
        click.echo(nothing)
        return
    table = Table(*columns, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        table.add_row(*(click.unstyle(cell) for cell in row))
    console = Console()
    # Where nobody looks, nothing is cut or wrapped.
    width = None if console.is_terminal else 10_000
    console.print(table, width=width, soft_wrap=not console.is_terminal, markup=False)


def _words(error: ApiError) -> str:
    fields = [f"  {each.field}: {each.message}" for each in error.details]
    text = error.message if len(fields) < 2 else "\n".join(["Some of this is not acceptable:", *fields])
    return f"{text}\nRequest {error.request_id}" if error.status_code >= 500 and error.request_id else text
