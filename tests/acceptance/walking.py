"""One walk through many requests: each is undone afterwards, and all that went wrong is told together at the end."""

import json
import re
from collections.abc import Container, Iterable, Iterator
from functools import cache
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import URLPattern, get_resolver
from django.utils.regex_helper import normalize

from tests.acceptance.attempts import NAMED, Attempt, filled
from tests.acceptance.isolation_routes import API
from tests.acceptance.worlds import MARK, Rows, World, Worlds, referred, snapshot, tenant_models

_ID = re.compile(r"[a-z]{2,4}_[0-9a-hjkmnp-tv-z]{26}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def routes() -> Iterator[str]:
    """Every route below the root, as it is written."""

    def walk(patterns: list[Any], above: str) -> Iterator[str]:
        for pattern in patterns:
            route = above + str(pattern.pattern)
            if isinstance(pattern, URLPattern):
                yield route
            else:
                yield from walk(pattern.url_patterns, route)

    yield from walk(get_resolver().url_patterns, "")


class Walk:
    """What was found on the way; `finish` tells of it. `walls` are the settings of ROW_SECURITY to walk with: with
    "off" the first wall stands alone, whose gaps the second one hides."""

    def __init__(self, worlds: Worlds, walls: str = "on") -> None:
        self.worlds = worlds
        self.walls = walls
        self.steps = 0
        self.found: list[str] = []
        self._written = written()

    def step(
        self, client: Client, route: str, attempt: Attempt, world: World, allowed: Container[int], who: str = ""
    ) -> HttpResponse:
        """Asks, and undoes it: the status is one of these, no canary is in the answer, nobody's row has changed."""
        with transaction.atomic():
            answer = self._asked(client, route, attempt, world, allowed, who)
            changed = self._changed()
            if any(rows != self.worlds.rows.get(name, []) for name, rows in changed.items()):
                self._note(route, attempt, who, f"changed rows of {sorted(changed)}")
            transaction.set_rollback(True)
        return answer

    def untouched(
        self, client: Client, route: str, attempt: Attempt, world: World, who: str = "", keeps: Container[str] = ()
    ) -> HttpResponse:
        """Asks, and undoes it: whatever the status below 500, no canary is in the answer, no row of theirs has changed,
        and none of one's own has come to hold an id of theirs, but in the columns of `keeps`."""
        with transaction.atomic():
            answer = self._asked(client, route, attempt, world, range(200, 500), who)
            for name, rows in self._changed().items():
                before = self.worlds.rows.get(name, [])
                if theirs_of(rows, self.worlds) != theirs_of(before, self.worlds):
                    self._note(route, attempt, who, f"changed rows of the other workspace: {name}")
                news = set(rows) - set(before)
                for place, what in sorted(held(name, news, self.worlds)):
                    if place not in keeps:
                        self._note(route, attempt, who, f"keeps an id of the other workspace: {place} {what}")
            transaction.set_rollback(True)
        return answer

    def finish(self, at_least: int) -> None:
        """Fails with all that was found, and where the walk was too short to prove anything."""
        assert not self.found, "\n".join(self.found)
        assert self.steps >= at_least

    def _asked(
        self, client: Client, route: str, attempt: Attempt, world: World, allowed: Container[int], who: str
    ) -> HttpResponse:
        self.steps += 1
        with override_settings(ROW_SECURITY=self.walls):
            answer = ask(client, route, attempt, world)
        said = text_of(answer)
        if answer.status_code not in allowed:
            self._note(route, attempt, who, f"{answer.status_code}: {said[:300]}")
        if MARK.lower() in said.lower().replace(self.worlds.theirs["slug"], ""):
            self._note(route, attempt, who, f"tells of the other workspace: {said[:300]}")
        return answer

    def _changed(self) -> Rows:
        """The rows of the tables that were written to since the last step: most steps write to none."""
        before, self._written = self._written, written()
        models = frozenset(name for name, times in self._written.items() if times != before.get(name))
        return {**{name: [] for name in models}, **snapshot(models)} if models else {}

    def _note(self, route: str, attempt: Attempt, who: str, what: str) -> None:
        self.found.append(f"{who} {attempt.method} {route}{attempt.query} {attempt.body}: {what}")


def address_of_admin(route: str) -> str:
    """An address of this route of the admin, with 1 for whatever it asks for."""
    if "(?P" in route or "\\" in route or "$" in route:
        pattern, names = normalize(route)[0]
        return pattern % dict.fromkeys(names, "1")
    return re.sub(r"<[^>]+>", "1", route)


def theirs_of(rows: list[str], worlds: Worlds) -> list[str]:
    """The rows that belong to the other workspace, or name it."""
    return [row for row in rows if worlds.their_key in row]


def held(model: str, rows: Iterable[str], worlds: Worlds) -> Iterator[tuple[str, str]]:
    """Where these rows hold an id of something of the other workspace, and which: `Segment.rule`, `seg_…`."""
    for row in rows:
        for column, value in json.loads(row).items():
            place = f"{model}.{column}"
            keys = worlds.their_numbers.get(referred(model)[column], frozenset())
            numbers = value if isinstance(value, list) else [value]
            yield from ((place, str(each)) for each in numbers if isinstance(each, int) and each in keys)
            said = value if isinstance(value, str) else json.dumps(value)
            yield from ((place, each) for each in _ID.findall(said) if each in worlds.their_ids)


def text_of(answer: HttpResponse) -> str:
    """The whole answer, as text; archives and the like as far as they can be read so."""
    body = b"".join(answer) if answer.streaming else answer.content
    return body.decode(errors="replace")


def places(route: str, attempt: Attempt) -> set[str]:
    """What an attempt names: in its address, its query string, its body, at any depth."""
    named = {match[1] for match in re.finditer(r"<\w+:(\w+?)(?:_id)?>", route)}
    return named | set(NAMED.findall(attempt.query + json.dumps(attempt.body, default=str)))


def address(route: str, world: World) -> str:
    """The route with the world's ids in it."""
    return "/" + re.sub(r"<\w+:(\w+?)(?:_id)?>", lambda match: str(world[match[1]]), route)


def ask(client: Client, route: str, attempt: Attempt, world: World) -> HttpResponse:
    """One attempt, as JSON where there is a body for an API, as a form for a page, with bytes as files."""
    path = address(route, world) + filled(attempt.query, world)
    if attempt.body is None:
        return client.generic(attempt.method, path, headers=dict(attempt.headers))
    if route not in API:
        form = {
            name: SimpleUploadedFile("mine.csv", value) if isinstance(value, bytes) else value
            for name, value in filled(attempt.body, world).items()
        }
        return client.post(path, form)
    body = json.dumps(filled(attempt.body, world))
    headers = dict(attempt.headers)
    return client.generic(attempt.method, path, body, content_type="application/json", headers=headers)


def written() -> dict[str, int]:
    """How many rows this transaction has written so far to the table of each tenant model, also in what was undone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sum(n) FROM (SELECT name, pg_stat_get_xact_tuples_inserted(oid)"
            " + pg_stat_get_xact_tuples_updated(oid) + pg_stat_get_xact_tuples_deleted(oid) AS n"
            " FROM unnest(%s::oid[], %s::text[]) AS t (oid, name)) counted WHERE n > 0 GROUP BY name",
            list(_tables()),
        )
        return {name: int(times) for name, times in cursor.fetchall()}


@cache
def _tables() -> tuple[list[int], list[str]]:
    """The tables that hold rows of tenants, partitions among them, and the model of each."""
    models = {model._meta.db_table: model.__name__ for model in tenant_models()}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.oid, coalesce(pg_partition_root(c.oid), c.oid)::regclass::text FROM pg_class c"
            " WHERE relkind = 'r' AND coalesce(pg_partition_root(c.oid), c.oid)::regclass::text = ANY (%s)",
            [list(models)],
        )
        found = cursor.fetchall()
    return [oid for oid, _ in found], [models[table] for _, table in found]
