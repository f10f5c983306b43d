"""What row-level security costs a page: lists, details and searches among 1,000,000 contacts, behind the wall and not.

Ten other workspaces have contacts, too, so that the planner can't take the workspace for granted.
"""

import json
import time
from collections.abc import Callable, Sequence
from statistics import quantiles
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client

from bench.database import analyze, insert_contacts
from bench.fixtures import make_workspace
from bench.harness import Row
from contacts.models import Contact, Segment
from workspaces.models import Scope, Workspace
from workspaces.services import Actor, api_key_create
from workspaces.wall import state

CONTACTS, OTHERS = 1_000_000, 10
_REQUESTS, _ROUNDS = 20, 5
# A request behind the wall may take so much longer, in milliseconds: two statements that enter and leave the scope,
# the policies in each plan.
_MORE = 5.0
_LIST = "/api/v1/tenant/contacts"


def measure() -> Sequence[Row]:
    """One row for each kind of request: p95 behind the wall, beside the p95 of the same requests without it."""
    workspace = make_workspace("rls")
    insert_contacts(workspace.pk, CONTACTS)
    for number in range(OTHERS):
        insert_contacts(make_workspace(f"rls-{number}").pk, CONTACTS // 100)
    analyze("contacts_contact", "contacts_consent")
    _, key = api_key_create(workspace=workspace, name="Bench", scopes=Scope.values, actor=Actor.system("bench"))
    client = Client(headers={"x-api-key": key})
    settings.API_REQUESTS_PER_MINUTE = 1_000_000
    settings.ALLOWED_HOSTS = ["testserver"]
    return [_row(name, ask) for name, ask in _requests(workspace, client).items()]


def _requests(workspace: Workspace, client: Client) -> dict[str, Callable[[], Any]]:
    contact = Contact.objects.in_workspace(workspace).order_by("pk")[CONTACTS // 2]
    rule = {"condition": "AND", "rules": [{"type": "attribute", "field": "plan", "operator": "equals", "value": "pro"}]}
    segment = Segment.objects.create(workspace=workspace, name="Pro", rule=rule)
    estimate = json.dumps({"workspace_slug": workspace.slug, "rule": rule})
    return {
        "list": lambda: client.get(_LIST),
        "detail": lambda: client.get(f"{_LIST}/{contact.public_id}"),
        "search by e-mail": lambda: client.get(_LIST, {"search": contact.email}),
        "search by beginning": lambda: client.get(_LIST, {"search": str(contact.email)[:9]}),
        "list of a segment": lambda: client.get(_LIST, {"segment": segment.public_id}),
        "estimate": lambda: client.post("/api/v1/tenant/segments/estimate", estimate, content_type="application/json"),
    }


def _row(name: str, ask: Callable[[], Any]) -> Row:
    """In turn, so that a machine that slows down slows both."""
    behind: list[float] = []
    without: list[float] = []
    for _ in range(_ROUNDS):
        behind += _timed("on", ask)
        without += _timed("off", ask)
    ours, baseline = (quantiles(times, n=20)[-1] * 1_000 for times in (behind, without))
    return Row(f"rls: {name}, p95", ours, "ms", baseline, (baseline + _MORE) / ours, 1.0)


def _timed(chosen: str, ask: Callable[[], Any]) -> list[float]:
    settings.ROW_SECURITY = chosen
    state.forget()
    connection.close()
    times = []
    for number in range(_REQUESTS + 2):
        started = time.perf_counter()
        answer = ask()
        if number >= 2:
            times.append(time.perf_counter() - started)
        if answer.status_code != 200:
            raise AssertionError(answer.content)
    return times
