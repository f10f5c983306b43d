"""`campanile events`: looking on as they come in."""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import click

from campanile._sync.client import Client
from campanile.cli.base import client, command, plain
from campanile.models import Event

_PAGE = 100


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
    """The newest ones by when they occurred, oldest first; then each that comes in, however far back it is dated."""
    place = None if once else opened.events.arrived(**query).cursor
    first = list(opened.events.list(**query, limit=_PAGE)) if lines <= _PAGE else _newest(opened, query, lines)
    # What came in between the two questions is in both answers.
    known = {event.id for event in first}
    yield from reversed(first[:lines])
    more = False
    while place is not None:
        if not more:
            sleep(every)
        page = opened.events.arrived(place, **query)
        yield from (event for event in page if event.id not in known)
        place, more = page.cursor, page.has_more


def _newest(opened: Client, query: dict[str, Any], number: int) -> list[Event]:
    walked = opened.events.iter(**query)
    return [event for event, _ in zip(walked, range(number), strict=False)]


def _line(event: Event) -> str:
    moment = event.occurred_at.astimezone().strftime("%Y-%m-%d %H:%M:%S")
    properties = json.dumps(event.properties, ensure_ascii=False) if event.properties else ""
    return f"{moment}  {event.contact_id}  {event.name}  {properties}".rstrip()
