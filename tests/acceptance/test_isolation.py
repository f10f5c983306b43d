"""No workspace reads, changes or learns of another's rows, over any endpoint (DESIGN §8.13).

Walks the URL resolver: every route is tried with everything of workspace B by somebody of workspace A.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver
from django.utils.regex_helper import normalize

from campaigns.models import Campaign
from tests.acceptance.attempts import Attempt
from tests.acceptance.isolation_routes import API, OWN, PAGES, PUBLIC, STAFF_PREFIX
from tests.acceptance.worlds import MARK, World, Worlds, make_worlds, snapshot


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


@pytest.fixture(scope="module")
def worlds(django_db_setup, django_db_blocker) -> Iterator[Worlds]:
    """Made once: each test has a savepoint inside this transaction."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_worlds()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _owners_enter_payments(settings) -> None:
    """Else the staff alone may, and nobody of A would come as far as B's balance."""
    settings.BALANCE_SELF_SERVICE = True


@pytest.fixture
def own(worlds, db) -> World:
    return worlds.own


@pytest.fixture
def theirs(worlds, db) -> World:
    return worlds.theirs


@pytest.fixture
def key(worlds) -> Client:
    return Client(raise_request_exception=False, headers={"x-api-key": worlds.key})


@pytest.fixture
def person(worlds, db) -> Client:
    """The owner of A, signed in."""
    client = Client(raise_request_exception=False)
    client.force_login(worlds.owner)
    return client


def filled(value: Any, world: World) -> Any:
    """`{campaign}` and the like in an attempt's query or body."""
    if isinstance(value, str):
        return re.sub(r"\{(\w+)\}", lambda match: str(world[match[1]]), value)
    if isinstance(value, dict):
        return {name: filled(inner, world) for name, inner in value.items()}
    return [filled(inner, world) for inner in value] if isinstance(value, list) else value


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


API_ATTEMPTS = [(route, attempt) for route, attempts in API.items() for attempt in attempts]
PAGE_ATTEMPTS = [(route, attempt) for route, attempts in PAGES.items() for attempt in attempts]


def refusal(answer: HttpResponse) -> Any:
    """What is said of the error, in whichever family's shape, without the request's id."""
    body = answer.json()
    error = body["error"] if isinstance(body["error"], dict) else body
    return {name: value for name, value in error.items() if name not in ("request_id", "requestId")}


def unnamed(refused: Any, world: World) -> str:
    """What is said of the error, without the id of the segment that was asked for: a message may name it."""
    said = json.dumps(refused)
    return said.replace(world["segment"], "this segment") if world["segment"].startswith("seg_") else said


def test_every_route_is_classified():
    known = {*PUBLIC, *OWN, *API, *PAGES}
    found = {route for route in routes() if not route.startswith(STAFF_PREFIX)}
    assert found - known == set(), "new routes: say in isolation_routes.py how they keep workspaces apart"
    assert known - found == set(), "routes that are gone"


@pytest.mark.parametrize(("route", "attempt"), API_ATTEMPTS)
@pytest.mark.parametrize("caller", ["key", "person"])
def test_the_api_knows_nothing_of_another_workspace(worlds, request, own, theirs, route, attempt, caller):
    client = request.getfixturevalue(caller)
    world = theirs | {"own": own["slug"]}
    answer = ask(client, route, attempt, world)
    assert answer.status_code in attempt.refused, answer.content
    assert MARK.lower() not in answer.content.decode().lower().replace(theirs["slug"], "")
    assert snapshot() == worlds.rows


@pytest.mark.parametrize(("route", "attempt"), API_ATTEMPTS)
def test_a_stranger_looks_like_an_id_that_nobody_has(key, own, theirs, route, attempt):
    if "<" not in route:
        nobodys = theirs | {
            "slug": "nobodys",
            "contact": "ct_" + "0" * 26,
            "segment": "seg_" + "0" * 26,
            "topic": "top_0",
            "template": "tpl_" + "0" * 26,
        }
    else:
        nobodys = {name: "cmp_00000000000000000000000000" if name == "campaign" else "x" for name in theirs}
    worlds = (theirs, nobodys)
    answers = [ask(key, route, attempt, world | {"own": own["slug"]}) for world in worlds]
    bodies = [unnamed(refusal(answer), world) for answer, world in zip(answers, worlds, strict=True)]
    assert answers[0].status_code == answers[1].status_code
    assert bodies[0] == bodies[1]


@pytest.mark.parametrize(
    ("route", "attempt"), [pair for pair in API_ATTEMPTS if "<str:workspace_id>" in pair[0] and pair[0].count("<") > 1]
)
def test_ones_own_workspace_holds_nothing_of_another_ones(worlds, key, own, theirs, route, attempt):
    answer = ask(key, route, attempt, theirs | {"workspace": own["workspace"], "own": own["slug"]})
    assert answer.status_code in attempt.refused, answer.content
    assert MARK.lower() not in answer.content.decode().lower().replace(theirs["slug"], "")
    assert snapshot() == worlds.rows


@pytest.mark.parametrize(("route", "attempt"), PAGE_ATTEMPTS)
@pytest.mark.parametrize("slug", ["theirs", "mine"])
def test_the_pages_know_nothing_of_another_workspace(worlds, person, own, theirs, route, attempt, slug):
    world = theirs if slug == "theirs" else theirs | {"slug": own["slug"]}
    answer = ask(person, route, attempt, world)
    names_an_id = route.count("<") > 1
    if slug == "theirs" or names_an_id:
        assert answer.status_code == 404, answer.content
    else:
        assert answer.status_code in (200, 302)
    body = b"".join(answer) if answer.streaming else answer.content
    assert MARK not in body.decode()
    assert snapshot() == worlds.rows


@pytest.mark.parametrize(("route", "attempt"), PAGE_ATTEMPTS)
def test_the_pages_ask_nobody_in(theirs, route, attempt):
    answer = ask(Client(raise_request_exception=False), route, attempt, theirs)
    assert answer.status_code in (302, 405)
    body = b"".join(answer) if answer.streaming else answer.content
    assert MARK not in body.decode()


@pytest.mark.parametrize(("route", "attempt"), PAGE_ATTEMPTS)
def test_the_attempts_would_have_worked_on_ones_own(person, own, route, attempt):
    """Otherwise the refusals above would prove nothing."""
    answer = ask(person, route, attempt, own)
    assert answer.status_code in (200, 302), answer.content


@pytest.mark.parametrize(("route", "attempt"), [pair for pair in API_ATTEMPTS if pair[1].refused == {404}])
def test_the_api_attempts_would_have_worked_on_ones_own(key, own, route, attempt):
    answer = ask(key, route, attempt, own | {"own": own["slug"]})
    assert answer.status_code in (200, 201, 202, 204, 409), answer.content


def test_the_admin_is_for_staff_only(person, theirs):
    paths = {"/" + address_of_admin(route) for route in routes() if route.startswith(STAFF_PREFIX)}
    assert len(paths) > 50
    for path in sorted(paths):
        answer = person.get(path)
        # The form itself, told that a member is no staff; everything else leads to it, or nowhere.
        assert answer.status_code in ((200,) if path == "/admin/login/" else (302, 404, 405)), path
        body = b"".join(answer) if answer.streaming else answer.content
        assert MARK not in body.decode()


def address_of_admin(route: str) -> str:
    """An address of this route, with 1 for whatever it asks for."""
    if "(?P" in route or "\\" in route or "$" in route:
        pattern, names = normalize(route)[0]
        return pattern % dict.fromkeys(names, "1")
    return re.sub(r"<[^>]+>", "1", route)


def test_executions_of_one_campaign_are_not_another_ones(key, own, theirs):
    """Ids of both workspaces mixed in one address."""
    path = f"/api/v1/tenant/campaigns/{own['campaign']}/executions/{theirs['execution']}"
    assert key.get(path).status_code == 404
    contact = key.get(f"/api/v1/tenant/campaigns/{own['campaign']}/executions?contact={theirs['contact']}")
    assert contact.json()["data"] == []
    version = f"/api/v1/tenant/campaigns/{own['campaign']}/versions/{theirs['version']}"
    assert key.get(version).status_code == 404
    assert key.post(f"{version}/rollback", {}, content_type="application/json").status_code == 404
    assert Campaign.unscoped_objects.count() == 2
