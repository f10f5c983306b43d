"""No workspace reads, changes or learns of another's rows, over any endpoint (DESIGN §8.13).

Walks the URL resolver: every route is tried with everything of workspace B by somebody of workspace A.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver
from django.utils.regex_helper import normalize

from campaigns.models import Campaign, Execution, FlowVersion, OrderAction
from campaigns.services import OrderFilter, contacts_enroll, order_create, secret_create
from contacts.models import AttributeDefinition, BulkOperation, ContactImport, Event, SavedView, ScoreRule, Segment
from contacts.services import EventIn, events_record, export_create
from contacts.services.site_keys import site_key_create
from messaging.models import MailboxMail
from tests.acceptance.attempts import Attempt
from tests.acceptance.isolation_routes import API, OWN, PAGES, PUBLIC, STAFF_PREFIX
from tests.factories.campaigns import chain, launch, send_config
from tests.factories.contacts import make_contact, make_topic
from tests.factories.messaging import make_sender
from tests.factories.templates_app import make_published
from tests.factories.workspaces import make_api_key, make_member, make_workspace
from workspaces.models import Role, Workspace
from workspaces.services import Actor
from workspaces.tenancy import WorkspaceModel

# Stands in everything of B that has a name; no answer to A may hold it.
MARK = "Zebrafink"
World = dict[str, Any]


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


def furnish(workspace: Workspace, mark: str) -> World:
    """One of everything that an address can name, and what addresses call it."""
    rule = {"condition": "AND", "rules": [{"type": "tag", "operator": "has", "value": "vip"}]}
    segment = Segment.objects.create(workspace=workspace, name=f"{mark} segment", rule=rule)
    template, _ = make_published(workspace, name=f"{mark} template")
    make_sender(workspace, is_default=True, name=f"{mark} sender")
    contact = make_contact(workspace, email=f"{mark.lower()}@example.com", first_name=mark)
    campaign = launch(workspace, chain(("s1", "send", send_config(template))), name=f"{mark} campaign")
    contacts_enroll(campaign=campaign, contact_ids=[contact.pk], actor=Actor.system())
    execution = Execution.objects.in_workspace(workspace).get()
    events_record(workspace_id=workspace.pk, events=[EventIn(contact.pk, f"{mark} event")])
    event = Event.objects.in_workspace(workspace).get()
    order = order_create(
        campaign=campaign,
        action=OrderAction.CANCEL,
        which=OrderFilter(executions=[execution.public_id]),
        actor=Actor.system(mark),
    )
    secret = secret_create(workspace=workspace, name=mark.lower(), value=f"{mark} secret", actor=Actor.system())
    view = SavedView.objects.create(workspace=workspace, name=f"{mark} view", sort="newest")
    operation = BulkOperation.objects.create(
        workspace=workspace,
        action="tag",
        params={"tag": mark},
        expected=1,
        **dict.fromkeys(("created_at", "not_before", "moved_at"), event.created_at),
    )
    score_rule = ScoreRule.objects.create(
        workspace=workspace, name=f"{mark} score", kind="event", event=f"{mark} event", points=5
    )
    site = site_key_create(workspace=workspace, name=mark, origins=["https://example.com"], actor=Actor.system())
    imported = ContactImport.objects.create(workspace=workspace, filename=f"{mark}.csv", file="imports/none.csv")
    export = export_create(
        workspace=workspace, kind="contacts", filter={"segment": segment.public_id}, actor=Actor.system()
    )
    attribute = AttributeDefinition.objects.create(workspace=workspace, key=f"{mark}_key", kind="text")
    mail = MailboxMail.objects.create(
        mail_from="a@example.com",
        rcpt_to=contact.email,
        subject=f"{mark} mail",
        raw=f"Subject: {mark} mail\n\n{mark}".encode(),
    )
    return {
        "slug": workspace.slug,
        "workspace": workspace.public_id,
        "campaign": campaign.public_id,
        "version": FlowVersion.objects.in_workspace(workspace).get().public_id,
        "execution": execution.public_id,
        "contact": contact.public_id,
        "event": event.public_id,
        "secret": secret.public_id,
        "site": site.public_id,
        "segment": segment.public_id,
        "twin": make_contact(workspace, email=f"{mark.lower()}.twin@example.com").public_id,
        "topic": make_topic(workspace, name=f"{mark} topic").public_id,
        "template": template.public_id,
        "order": order.public_id,
        "operation": operation.public_id,
        "rule": score_rule.public_id,
        "view": view.public_id,
        "import": imported.public_id,
        "export": export.public_id,
        "mail": mail.pk,
        "attribute_key": attribute.key,
    }


@pytest.fixture
def mine(db) -> Workspace:
    return make_workspace("ours")


@pytest.fixture
def own(mine) -> World:
    return furnish(mine, "Amsel")


@pytest.fixture
def theirs(db) -> World:
    return furnish(make_workspace("zebrafink", name=MARK), MARK)


@pytest.fixture
def key(mine) -> Client:
    return Client(raise_request_exception=False, headers={"x-api-key": make_api_key(mine)[1]})


@pytest.fixture
def person(mine) -> Client:
    """The owner of A, signed in."""
    client = Client(raise_request_exception=False)
    client.force_login(make_member(mine, Role.OWNER))
    return client


def snapshot() -> dict[str, list[Any]]:
    """Every row of every tenant, by table; request counters and uses of keys aside."""
    found = {}
    for model in apps.get_models():
        if issubclass(model, WorkspaceModel) and model.__name__ != "ApiKey":
            with connection.cursor() as cursor:
                cursor.execute(f'SELECT row_to_json(t)::text FROM "{model._meta.db_table}" t ORDER BY 1')
                found[model.__name__] = cursor.fetchall()
    return found


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
def test_the_api_knows_nothing_of_another_workspace(request, own, theirs, route, attempt, caller):
    client = request.getfixturevalue(caller)
    before = snapshot()
    world = theirs | {"own": own["slug"]}
    answer = ask(client, route, attempt, world)
    assert answer.status_code in attempt.refused, answer.content
    assert MARK.lower() not in answer.content.decode().lower().replace(theirs["slug"], "")
    assert snapshot() == before


@pytest.mark.parametrize(("route", "attempt"), API_ATTEMPTS)
def test_a_stranger_looks_like_an_id_that_nobody_has(key, own, theirs, route, attempt):
    if "<" not in route:
        nobodys = theirs | {
            "slug": "nobodys",
            "contact": "ct_0",
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
def test_ones_own_workspace_holds_nothing_of_another_ones(key, own, theirs, route, attempt):
    before = snapshot()
    answer = ask(key, route, attempt, theirs | {"workspace": own["workspace"], "own": own["slug"]})
    assert answer.status_code in attempt.refused, answer.content
    assert MARK.lower() not in answer.content.decode().lower().replace(theirs["slug"], "")
    assert snapshot() == before


@pytest.mark.parametrize(("route", "attempt"), PAGE_ATTEMPTS)
@pytest.mark.parametrize("slug", ["theirs", "mine"])
def test_the_pages_know_nothing_of_another_workspace(person, own, theirs, route, attempt, slug):
    world = theirs if slug == "theirs" else theirs | {"slug": own["slug"]}
    before = snapshot()
    answer = ask(person, route, attempt, world)
    names_an_id = route.count("<") > 1
    if slug == "theirs" or names_an_id:
        assert answer.status_code == 404, answer.content
    else:
        assert answer.status_code in (200, 302)
    body = b"".join(answer) if answer.streaming else answer.content
    assert MARK not in body.decode()
    assert snapshot() == before


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
    assert answer.status_code in (200, 201, 202, 409), answer.content


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
