"""No answer costs more queries where there is more to list: every GET, with two of each thing and with eleven.

Each list has to grow in between, or it would prove nothing: a new one for which `more_rows` adds none fails here.
"""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings

from tests.acceptance.described import Operation, operations
from tests.acceptance.more_rows import add_more
from tests.acceptance.worlds import World, make_worlds
from workspaces.models import Workspace

# What stands still for a minute is explained by further questions, however much there is of it.
BY_TIME = "/stuck"
# Answered with words: there is no file before the export has been made.
NOT_YET = "GET /api/v1/tenant/exports/{export_id}/file"
# Answers with lists of which there can't be more, and why.
_PROGRAM, _OWN, _STILL = "told by the program", "a value of the one thing", "never changes once it is published"
STEADY = {
    "GET /api/v1/tenant/api-keys/{key_id}": _OWN,
    "GET /api/v1/tenant/campaigns/{campaign_id}/versions/{version_id}": _STILL,
    "GET /api/v1/tenant/campaigns/{campaign_id}/status": "three kinds of holds",
    "GET /api/v1/tenant/exports/{export_id}": _OWN,
    "GET /api/v1/tenant/exports/{export_id}/file": "a refusal",
    "GET /api/v1/tenant/imports/{import_id}": _OWN,
    "GET /api/v1/tenant/templates/{template_id}/versions/{number}": _STILL,
    "GET /api/v1/tenant/webhooks/{webhook_id}": _OWN,
    "GET /api/v1/tenant/workspaces": "a key belongs to one",
    "GET /api/workspaces/{workspace_id}/campaigns/{campaign_id}/estimate": "the channels of the flow",
    "GET /api/workspaces/{workspace_id}/campaigns/{campaign_id}/versions/{version_id}": _STILL,
    "GET /api/workspaces/{workspace_id}/contacts/{contact_id}/score": "points are given by a stage",
    "GET /api/workspaces/{workspace_id}/nodeTypes": _PROGRAM,
    "GET /api/workspaces/{workspace_id}/ruleConditions": _PROGRAM,
    "GET /api/workspaces/{workspace_id}/savedViews/{view_id}": _OWN,
    "GET /api/workspaces/{workspace_id}/scoreRules/{rule_id}": _OWN,
    "GET /api/workspaces/{workspace_id}/templateBlocks": _PROGRAM,
    "GET /api/workspaces/{workspace_id}/templates/{template_id}/versions/{number}": _STILL,
    "GET /v1/campaigns/{campaign_id}/status": "three kinds of holds",
}


@dataclass(frozen=True)
class Asked:
    """How an operation was answered: the status, how many statements it took, and how long each list in it was."""

    status: int
    queries: int
    lengths: dict[str, int]


@dataclass(frozen=True)
class Grown:
    """Somebody of a workspace with eleven of each thing, and how each operation was answered before and after."""

    client: Client
    world: World
    asked: list[Operation]
    few: dict[str, Asked]
    many: dict[str, Asked]


@pytest.fixture(autouse=True)
def _quiet(settings: Any, db: None) -> Iterator[None]:
    settings.API_REQUESTS_PER_MINUTE = 10**9
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="module")
def grown(django_db_setup: None, django_db_blocker: Any) -> Iterator[Grown]:
    """Made once: each test has a savepoint inside this transaction."""
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(API_REQUESTS_PER_MINUTE=10**9):
        worlds = make_worlds()
        client = Client(raise_request_exception=False, headers={"x-api-key": worlds.key})
        asked = [each for each in operations() if each.method == "GET" and not each.path.endswith(BY_TIME)]
        workspace = Workspace.objects.get(slug=worlds.own["slug"])
        # What there is none of at first may take a query of its own as soon as there is one.
        add_more(workspace, range(1))
        few = {each.label: _asked(client, each, worlds.own) for each in asked}
        add_more(workspace, range(1, 10))
        yield Grown(client, worlds.own, asked, few, {each.label: _asked(client, each, worlds.own) for each in asked})
        transaction.set_rollback(True)


def test_more_rows_cost_no_more_queries(grown: Grown) -> None:
    few, many = grown.few, grown.many
    assert len(few) > 90
    assert {label: answer.status for label, answer in many.items() if answer.status != 200} == {NOT_YET: 409}
    risen = {label: (few[label].queries, many[label].queries) for label in few}
    assert {label: counts for label, counts in risen.items() if counts[1] > counts[0]} == {}
    steady = {label for label in few if many[label].lengths and not _longer(few[label], many[label])}
    assert steady == set(STEADY), "say in more_rows how there is more of it, or in STEADY why there can't be"


def test_a_cursor_is_a_place_in_one_list_in_one_order(grown: Grown) -> None:
    """It means the same whatever filter comes with it; in another order, and in another list, it is refused."""
    lists = {each.label: each for each in grown.asked if "cursor" in each.query_names}
    cursors = {label: _cursor(grown, each) for label, each in lists.items()}
    assert len(lists) > 10
    assert [label for label, cursor in cursors.items() if not cursor] == []
    wrong = []
    for label, operation in lists.items():
        for other, cursor in cursors.items():
            alike = _bare(other) == _bare(label)
            answer = _page(grown, operation, f"cursor={cursor}")
            if answer.status_code != (200 if alike else 400):
                wrong.append((label, other, cursor, answer.status_code))
        for order in _other_orders(operation):
            answer = _page(grown, operation, f"cursor={cursors[label]}&{order}")
            if answer.status_code != 400 or "cursor" not in answer.content.decode():
                wrong.append((label, order, cursors[label], answer.status_code))
    assert wrong == []


def _bare(label: str) -> str:
    """The list, whatever its family or alias calls it."""
    return label.rpartition("/")[2].replace("leads", "contacts").replace("inboxThreads", "threads")


def _other_orders(operation: Operation) -> list[str]:
    """The words of its sort or order besides the one that it takes by itself."""
    every = operation.described["parameters"]
    return [
        f"{each['name']}={word}"
        for each in every
        if each["name"] in ("sort", "order")
        for word in each["schema"]["enum"]
        if word != each["schema"]["default"]
    ]


def _page(grown: Grown, operation: Operation, query: str) -> Any:
    return grown.client.get(f"{operation.address(grown.world)}?limit=1&{query}")


def _cursor(grown: Grown, operation: Operation) -> str:
    """Where the second page begins."""
    answer = _page(grown, operation, "")
    found = re.search(r'"next_cursor":\s*"([^"]+)"', answer.content.decode())
    return found[1] if found else str(answer.headers.get("X-Next-Cursor", ""))


def _longer(few: Asked, many: Asked) -> bool:
    return any(length > few.lengths.get(way, 0) for way, length in many.lengths.items())


def _asked(client: Client, operation: Operation, world: World) -> Asked:
    """The second of two equal requests: the first may fill what a process keeps."""
    address = operation.asked(world)
    if "limit" in operation.query_names:
        address += "&limit=100"
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    is_json = answer["Content-Type"].startswith("application/json")
    return Asked(answer.status_code, len(captured), dict(_lengths(answer.json())) if is_json else {})


def _lengths(value: Any, way: str = "") -> Iterator[tuple[str, int]]:
    """Each list in it, and in the first item of each list, by the way to it; objects that are alike are a list, too."""
    if isinstance(value, list):
        yield way, len(value)
        yield from _lengths(value[0], f"{way}[]") if value else ()
    elif isinstance(value, dict):
        inner = list(value.values())
        if len(inner) > 1 and all(isinstance(each, dict) and set(each) == set(inner[0]) for each in inner):
            yield way, len(inner)
        for name, each in value.items():
            yield from _lengths(each, f"{way}.{name}")
