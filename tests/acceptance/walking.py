"""One walk through many requests: each is undone afterwards, and all that went wrong is told together at the end."""

import json
import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver
from django.utils.regex_helper import normalize

from tests.acceptance.attempts import Attempt
from tests.acceptance.isolation_routes import API
from tests.acceptance.worlds import MARK, World, Worlds, snapshot

_PLACE = re.compile(r"\{(\w+)\}")


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


@dataclass
class Walk:
    """What was found on the way; `finish` tells of it."""

    worlds: Worlds
    steps: int = 0
    found: list[str] = field(default_factory=list)

    def step(
        self, client: Client, route: str, attempt: Attempt, world: World, allowed: Container[int], who: str = ""
    ) -> HttpResponse:
        """Asks, and undoes it: the status is one of these, no canary is in the answer, nobody's row has changed."""
        self.steps += 1
        with transaction.atomic():
            before = _writes()
            answer = ask(client, route, attempt, world)
            said = text_of(answer)
            if answer.status_code not in allowed:
                self._note(route, attempt, who, f"{answer.status_code}: {said[:300]}")
            if MARK.lower() in said.lower().replace(self.worlds.theirs["slug"], ""):
                self._note(route, attempt, who, f"tells of the other workspace: {said[:300]}")
            # Tables are compared where one was written to at all.
            if _writes() != before and snapshot() != self.worlds.rows:
                self._note(route, attempt, who, "changed rows")
            transaction.set_rollback(True)
        return answer

    def untouched(self, client: Client, route: str, attempt: Attempt, world: World, who: str = "") -> None:
        """Asks, and undoes it: whatever the status, no canary is in the answer, no row of theirs has changed."""
        self.steps += 1
        with transaction.atomic():
            before = _writes()
            answer = ask(client, route, attempt, world)
            said = text_of(answer)
            if answer.status_code >= 500:
                self._note(route, attempt, who, f"{answer.status_code}: {said[:300]}")
            if MARK.lower() in said.lower().replace(self.worlds.theirs["slug"], ""):
                self._note(route, attempt, who, f"tells of the other workspace: {said[:300]}")
            if _writes() != before and theirs_of(snapshot(), self.worlds) != theirs_of(self.worlds.rows, self.worlds):
                self._note(route, attempt, who, "changed rows of the other workspace")
            transaction.set_rollback(True)

    def finish(self, at_least: int) -> None:
        """Fails with all that was found, and where the walk was too short to prove anything."""
        assert self.found == []
        assert self.steps >= at_least

    def _note(self, route: str, attempt: Attempt, who: str, what: str) -> None:
        self.found.append(f"{who} {attempt.method} {route}{attempt.query} {attempt.body}: {what}")


def address_of_admin(route: str) -> str:
    """An address of this route of the admin, with 1 for whatever it asks for."""
    if "(?P" in route or "\\" in route or "$" in route:
        pattern, names = normalize(route)[0]
        return pattern % dict.fromkeys(names, "1")
    return re.sub(r"<[^>]+>", "1", route)


def theirs_of(rows: dict[str, list[Any]], worlds: Worlds) -> dict[str, list[Any]]:
    """The rows that belong to the other workspace, or name it."""
    mark = worlds.their_key
    return {name: mine for name, found in rows.items() if (mine := [row for row in found if mark in row])}


def text_of(answer: HttpResponse) -> str:
    """The whole answer, as text; archives and the like as far as they can be read so."""
    body = b"".join(answer) if answer.streaming else answer.content
    return body.decode(errors="replace")


def filled(value: Any, world: World) -> Any:
    """`{campaign}` and the like in an attempt's query or body."""
    if isinstance(value, str):
        return _PLACE.sub(lambda match: str(world[match[1]]), value)
    if isinstance(value, dict):
        return {name: filled(inner, world) for name, inner in value.items()}
    return [filled(inner, world) for inner in value] if isinstance(value, list) else value


def places(route: str, attempt: Attempt) -> set[str]:
    """What an attempt names: in its address, its query string, its body, at any depth."""
    named = {match[1] for match in re.finditer(r"<\w+:(\w+?)(?:_id)?>", route)}
    return named | set(_PLACE.findall(attempt.query + json.dumps(attempt.body)))


def address(route: str, world: World) -> str:
    """The route with the world's ids in it."""
    return "/" + re.sub(r"<\w+:(\w+?)(?:_id)?>", lambda match: str(world[match[1]]), route)


def ask(client: Client, route: str, attempt: Attempt, world: World) -> HttpResponse:
    """One attempt, as JSON where there is a body for an API, as a form for a page."""
    path = address(route, world) + filled(attempt.query, world)
    if attempt.body is None:
        return client.generic(attempt.method, path, headers=dict(attempt.headers))
    if route not in API:
        return client.post(path, filled(attempt.body, world))
    body = json.dumps(filled(attempt.body, world))
    headers = dict(attempt.headers)
    return client.generic(attempt.method, path, body, content_type="application/json", headers=headers)


def _writes() -> int:
    """How many rows of tenants this transaction has written so far, also in what was undone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(pg_stat_get_xact_tuples_inserted(oid) + pg_stat_get_xact_tuples_updated(oid)"
            " + pg_stat_get_xact_tuples_deleted(oid)) FROM unnest(%s::oid[]) AS oid",
            [_tables()],
        )
        return int(cursor.fetchone()[0])


@cache
def _tables() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attrelid FROM pg_attribute JOIN pg_class c ON c.oid = attrelid"
            " WHERE attname = CASE relname WHEN 'workspaces_workspace' THEN 'id' ELSE 'workspace_id' END"
            " AND relkind = 'r'"
        )
        return [oid for (oid,) in cursor.fetchall()]
