"""`campanile events`: looking on as they come in."""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import click

from campanile._sync.client import Client
from campanile.cli.base import client, command, plain
from campanile.models import Event

_PAGE, _MOST_PAGES = 100, 50
_REMEMBERED = 10_000


@click.group()
def events() -> None:
    """Events of contacts."""


@events.command()
@click.option("--contact", help="Of one contact only: an e-mail address or an id.")
@click.option("--name", help="Of one name only.")
@click.option("-n", "--lines", default=10, show_default=True, type=click.IntRange(0, 1_000), help="Begin with as many.")
@click.option("--every", default=2.0, show_default=True, type=click.FloatRange(0.5), help="Seconds between two looks.")
@click.option("--once", is_flag=True, help="Don't wait for more.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
@command
def tail(contact: str | None, name: str | None, lines: int, every: float, once: bool, as_json: bool) -> None:
    """The newest events, and those that come in, until it is interrupted."""
    with client() as opened:
        for event in follow(opened, {"contact": contact, "name": name}, lines=lines, every=every, once=once):
            click.echo(json.dumps(plain(event), ensure_ascii=False) if as_json else _line(event))


def follow(
    opened: Client,
    query: dict[str, Any],
    *,
    lines: int,
    every: float,
    once: bool,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[Event]:
    """Oldest first; each once. Events that are dated far back are not seen, as the newest ones are looked at."""
    known: dict[str, None] = {}
    first = list(opened.events.list(**query, limit=_PAGE)) if lines <= _PAGE else _newest(opened, query, lines)
    known.update(dict.fromkeys(event.id for event in first))
    yield from reversed(first[:lines])
    while not once:
        sleep(every)
        fresh = _unknown(opened, query, known)
        known.update(dict.fromkeys(event.id for event in fresh))
        for old in list(known)[: max(0, len(known) - _REMEMBERED)]:
            del known[old]
        yield from reversed(fresh)


def _newest(opened: Client, query: dict[str, Any], number: int) -> list[Event]:
    walked = opened.events.iter(**query)
    return [event for event, _ in zip(walked, range(number), strict=False)]


def _unknown(opened: Client, query: dict[str, Any], known: dict[str, None]) -> list[Event]:
    """Newest first: those before the first page on which nothing is new."""
    fresh: list[Event] = []
    place: dict[str, Any] = {}
    for _ in range(_MOST_PAGES):
        page = opened.events.list(**query, limit=_PAGE, **place)
        new = [event for event in page if event.id not in known]
        fresh += new
        if page.next is None or len(new) < len(page):
            break
        place = page.next
    return fresh


def _line(event: Event) -> str:
    moment = event.occurred_at.astimezone().strftime("%Y-%m-%d %H:%M:%S")
    properties = json.dumps(event.properties, ensure_ascii=False) if event.properties else ""
    return f"{moment}  {event.contact_id}  {event.name}  {properties}".rstrip()
