"""No workspace reads, changes or learns of another's rows, over any endpoint (DESIGN §8.13).

Walks the URL resolver: every route is tried with everything of workspace B by somebody of workspace A.
"""

import inspect
import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from campaigns.models import Campaign
from config.celery import TICKS, app
from tests.acceptance.attempts import Attempt
from tests.acceptance.isolation_pages import PAGES
from tests.acceptance.isolation_routes import API, OWN, PUBLIC, STAFF_PREFIX
from tests.acceptance.operations import NIGHTLY, WALLS, operations
from tests.acceptance.walking import Walk, address, address_of_admin, ask, places, routes, text_of
from tests.acceptance.worlds import MARK, OWN_MARK, World, Worlds, snapshot, stamp_keys
from tests.factories.workspaces import make_api_key, make_member
from workspaces.models import Role, Scope, Workspace


@pytest.fixture(autouse=True)
def _owners_enter_payments(settings) -> Iterator[None]:
    """Else the staff alone may, and nobody of A would come as far as B's balance. Thousands of refusals make no log."""
    settings.BALANCE_SELF_SERVICE = True
    # What a session is kept in has nothing to do with whose it is.
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


# Tasks that are not run in the walk, and why.
APART = {
    "contacts.tasks.build_attribute_indexes": "makes indexes, which no transaction may",
    "contacts.tasks.keep_event_months": "makes and drops partitions",
    "messaging.tasks.run_domain_checks": "asks the DNS",
    "workspaces.tasks.mail_notices": "sends mail",
}
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
    for name in ("segment", "static"):
        said = said.replace(world[name], "this segment") if world[name].startswith("seg_") else said
    return said


def test_every_route_is_classified():
    known = {*PUBLIC, *OWN, *API, *PAGES}
    found = {route for route in routes() if not route.startswith(STAFF_PREFIX)}
    assert found - known == set(), "new routes: say in one of isolation_*.py how they keep workspaces apart"
    assert known - found == set(), "routes that are gone"


def callers(worlds: Worlds) -> dict[str, Client]:
    """Everybody of A who may call: keys with all scopes and with each one alone, members of every role."""
    workspace = Workspace.objects.get(slug=worlds.own["slug"])
    keys = {scope: make_api_key(workspace, scope)[1] for scope in Scope.values}
    clients = {scope: Client(raise_request_exception=False, headers={"x-api-key": key}) for scope, key in keys.items()}
    for role in Role:
        clients[role.value] = Client(raise_request_exception=False)
        clients[role.value].force_login(make_member(workspace, role))
    stamp_keys()
    return clients


def in_turn(names: list[Any], number: int, *, at_once: int = 3) -> list[Any]:
    """Whose turn it is at the attempt of this number; by night it is everybody's."""
    if NIGHTLY:
        return names
    return [names[(number + step * len(names) // at_once) % len(names)] for step in range(at_once)]


def just_let_in(route: str, attempt: Attempt) -> list[str]:
    """The scope and the role that lead furthest into an operation, and no further than they must."""
    found = next((each for each in operations() if each.is_of(route, attempt)), None)
    return [found.scope, found.role] if found else []


def nobodys(route: str, theirs: World) -> World:
    """Their world with ids that nobody has in its place."""
    if "<" in route:
        return {name: "cmp_00000000000000000000000000" if name == "campaign" else "x" for name in theirs}
    prefixes = {"contact": "ct", "segment": "seg", "static": "seg", "topic": "top", "template": "tpl"}
    return theirs | {"slug": "nobodys"} | {name: f"{prefix}_{'0' * 26}" for name, prefix in prefixes.items()}


def test_the_api_knows_nothing_of_another_workspace(worlds, key, person, own, theirs):
    """A stranger's id is answered as one that nobody has."""
    walk, alone = Walk(worlds), Walk(worlds, "off")
    for route, attempt in API_ATTEMPTS:
        world, unknown = theirs | {"own": own["slug"]}, nobodys(route, theirs) | {"own": own["slug"]}
        walk.step(person, route, attempt, world, attempt.refused, "owner")
        answer = alone.step(key, route, attempt, world, attempt.refused, "key")
        none = alone.step(key, route, attempt, unknown, range(400, 500), "key")
        assert answer.status_code == none.status_code, (route, attempt)
        assert unnamed(refusal(answer), world) == unnamed(refusal(none), unknown), (route, attempt)
    walk.finish(at_least=250)
    alone.finish(at_least=500)


def test_no_scope_and_no_role_leads_further(worlds, own, theirs):
    """Whoever lacks a right may be told so (403) before anything is looked for.

    By day three are tried: the key and the member whose rights are just enough, and somebody else in turn.
    """
    with transaction.atomic():
        clients = callers(worlds)
        walk = Walk(replace(worlds, rows=snapshot()))
        for number, (route, attempt) in enumerate(API_ATTEMPTS):
            just = just_let_in(route, attempt)
            others = [name for name in clients if name not in just]
            for who in [*just, *in_turn(others, number, at_once=3 - len(just))]:
                walk.step(clients[who], route, attempt, theirs | {"own": own["slug"]}, {*attempt.refused, 403}, who)
        transaction.set_rollback(True)
    walk.finish(at_least=750)


def test_ones_own_workspace_holds_nothing_of_another_ones(worlds, key, own, theirs):
    walk = Walk(worlds)
    for route, attempt in API_ATTEMPTS:
        if "<str:workspace_id>" in route and route.count("<") > 1:
            world = theirs | {"workspace": own["workspace"], "own": own["slug"]}
            walk.step(key, route, attempt, world, attempt.refused)
    walk.finish(at_least=40)


@pytest.mark.parametrize("walls", WALLS)
def test_one_foreign_id_among_ones_own_leads_nowhere(worlds, key, own, theirs, walls):
    """In the address, the query string or the body: each by itself of B, everything else of A."""
    walk = Walk(worlds, walls)
    for route, attempt in API_ATTEMPTS:
        for place in sorted(places(route, attempt) & set(theirs)):
            walk.untouched(key, route, attempt, own | {"own": own["slug"], place: theirs[place]}, place)
    walk.finish(at_least=300)


@pytest.mark.parametrize("walls", WALLS)
def test_no_field_of_a_body_and_no_parameter_takes_a_foreign_id(worlds, key, own, theirs, walls):
    """Every field and parameter that the schema names, at any depth, holds one of B's ids once."""
    walk = Walk(worlds, walls)
    for operation in operations():
        for route, attempt in API_ATTEMPTS:
            if operation.is_of(route, attempt):
                for name, tried in operation.attempts(attempt, theirs):
                    walk.untouched(key, route, tried, own | {"own": own["slug"]}, name)
                break
    walk.finish(at_least=200)


def test_every_operation_of_the_schema_is_tried():
    untried = [
        f"{operation.method} {operation.path}"
        for operation in operations()
        if not any(operation.is_of(route, attempt) for route, attempt in API_ATTEMPTS)
    ]
    assert untried == [], "new operations: say in isolation_routes.py how somebody could reach into B by them"


def test_every_method_of_every_page_is_tried(own):
    client = Client()
    tried = {route: {attempt.method for attempt in attempts} for route, attempts in PAGES.items()}
    taken = {route: client.options(address(route, own))["Allow"].split(", ") for route in PAGES}
    assert tried == {route: set(methods) - {"HEAD"} for route, methods in taken.items()}


@pytest.mark.parametrize("slug", ["theirs", "mine"])
def test_the_pages_know_nothing_of_another_workspace(worlds, person, own, theirs, slug):
    walk = Walk(worlds)
    world = theirs if slug == "theirs" else theirs | {"slug": own["slug"]}
    for route, attempt in PAGE_ATTEMPTS:
        if slug == "theirs" or route.count("<") > 1:
            walk.step(person, route, attempt, world, {404})
        else:
            walk.untouched(person, route, attempt, world)
    walk.finish(at_least=150)


@pytest.mark.parametrize("walls", WALLS)
def test_one_foreign_id_among_ones_own_leads_to_no_page(worlds, own, theirs, walls):
    """For members of every role; whoever lacks the right is told so."""
    with transaction.atomic():
        clients = callers(worlds)
        walk = Walk(worlds, walls)
        for number, (route, attempt) in enumerate(PAGE_ATTEMPTS):
            for place in sorted(places(route, attempt) & set(theirs)):
                for role in in_turn(list(Role), number, at_once=1):
                    walk.untouched(clients[role.value], route, attempt, own | {place: theirs[place]}, f"{role} {place}")
        transaction.set_rollback(True)
    walk.finish(at_least=150)


def test_the_pages_ask_nobody_in(worlds, theirs):
    walk = Walk(worlds)
    client = Client(raise_request_exception=False)
    for route, attempt in PAGE_ATTEMPTS:
        walk.step(client, route, attempt, theirs, {302, 405})
    walk.finish(at_least=150)


def test_the_attempts_would_have_worked_on_ones_own(person, key, own):
    """Otherwise the refusals above would prove nothing."""
    useless = []
    for client, attempts, expected in (
        (person, PAGE_ATTEMPTS, {200, 302}),
        (key, API_ATTEMPTS, {200, 201, 202, 204, 409}),
    ):
        for route, attempt in attempts:
            with transaction.atomic():
                answer = ask(client, route, attempt, own | {"own": own["slug"]})
                if answer.status_code not in expected:
                    useless.append((route, attempt, answer.status_code, text_of(answer)[:300]))
                transaction.set_rollback(True)
    assert useless == []


def test_tasks_are_told_nothing_and_mix_nothing(worlds, own, theirs):
    """Whoever wakes a task names no row to it. They run over both workspaces; nothing of one gets into the other."""
    app.loader.import_default_modules()
    tasks = {name: task for name, task in sorted(app.tasks.items()) if not name.startswith("celery.")}
    assert {tick.task for tick in TICKS} <= set(tasks)
    assert [name for name, task in tasks.items() if inspect.signature(task.run).parameters] == []
    with transaction.atomic():
        for task in (task for name, task in tasks.items() if name not in APART):
            # As a worker does, in the scope of its task.
            task()
        mixed = [
            f"{name}: {row}"
            for name, rows in snapshot().items()
            for row in rows
            if (worlds.their_key in row and OWN_MARK in row) or (worlds.own_key in row and MARK in row)
        ]
        transaction.set_rollback(True)
    assert mixed == []


def test_the_admin_is_for_staff_only(person, theirs):
    paths = {"/" + address_of_admin(route) for route in routes() if route.startswith(STAFF_PREFIX)}
    assert len(paths) > 50
    for path in sorted(paths):
        for answer in (person.get(path), person.post(path)):
            # The form itself, told that a member is no staff; everything else leads to it, or nowhere.
            assert answer.status_code in ((200,) if path == "/admin/login/" else (302, 404, 405)), path
            assert MARK not in text_of(answer)


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
