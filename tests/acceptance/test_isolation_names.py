"""What one names inside of flows, rules and filters is looked for in one's own workspace alone.

The description of the API says no more of them than `object`; `free_places` says what can be named there.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.http import HttpResponse

from contacts.rules.describing import describe
from tests.acceptance.attempts import filled
from tests.acceptance.free_places import RULE, named_in
from tests.acceptance.isolation_routes import API
from tests.acceptance.operations import WALLS, operations
from tests.acceptance.walking import Walk, text_of
from tests.acceptance.worlds import World

# What keeps a flow as it is, also one that could not be launched: it is judged whenever it is looked at.
DRAFTS = {
    "POST /api/v1/tenant/campaigns",
    "PATCH /api/v1/tenant/campaigns/{campaign_id}",
    "POST /api/v1/tenant/campaigns/import",
    "POST /api/workspaces/{workspace_id}/campaigns",
    "PATCH /api/workspaces/{workspace_id}/campaigns/{campaign_id}",
}
DRAFT_ROWS = {"FlowVersion.document"}


def told(answer: HttpResponse) -> set[tuple[str, str]]:
    """What is said of single places, at any depth of the answer: as details of a refusal, as issues of a flow."""

    def walk(value: Any) -> Iterator[tuple[str, str]]:
        if isinstance(value, dict):
            if "message" in value and (place := value.get("field") or value.get("path")):
                yield place, value["message"]
            for inner in value.values():
                yield from walk(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from walk(inner)

    return set(walk(json.loads(answer.content)))


def unnamed(places: set[str], answer: HttpResponse, ones_own: HttpResponse) -> list[str]:
    """The places that the one answer does not refuse, and the other takes."""
    refused = {place for place, _ in told(answer) - told(ones_own)}
    return [place for place in sorted(places) if not any(each.startswith(place) for each in refused)]


@pytest.mark.parametrize("walls", WALLS)
def test_no_flow_no_rule_and_no_filter_takes_a_foreign_id(worlds, key, own, theirs, walls):
    """Each place is refused by its name, and not where it names something of one's own."""
    walk, taken = Walk(worlds, walls), []
    world = own | {"own": own["slug"]}
    for operation in operations():
        route, attempt = next(
            (route, attempt) for route, tried in API.items() for attempt in tried if operation.is_of(route, attempt)
        )
        pairs = zip(operation.free_attempts(attempt, theirs), operation.free_attempts(attempt, own), strict=True)
        for (places, foreign), (_, mine) in pairs:
            answer = walk.untouched(key, route, foreign, world, "", DRAFT_ROWS)
            ones_own = walk.untouched(key, route, mine, world)
            label = f"{operation.method} {operation.path}"
            if answer.status_code == 404 or (label in DRAFTS and answer.status_code < 300):
                continue
            taken += [f"{label} {place}: {text_of(answer)[:300]}" for place in unnamed(places, answer, ones_own)]
    assert not taken, "\n".join(taken)
    walk.finish(at_least=100)


def mixed(value: Any, own: World, theirs: World) -> Any:
    """The body filled with one's own, and in each list of it the same once more with theirs."""
    if isinstance(value, dict):
        return {name: mixed(inner, own, theirs) for name, inner in value.items()}
    if isinstance(value, list):
        pairs = zip(filled(value, own), filled(value, theirs), strict=True)
        return [each for mine, foreign in pairs for each in ([mine] if mine == foreign else [mine, foreign])]
    return filled(value, own)


@pytest.mark.parametrize("walls", WALLS)
def test_a_list_of_ones_own_takes_no_foreign_id_beside_them(worlds, key, own, theirs, walls):
    walk, world = Walk(worlds, walls), own | {"own": own["slug"]}
    for route, attempts in API.items():
        for attempt in attempts:
            body = mixed(attempt.body, world, theirs | {"own": own["slug"]})
            if body != filled(attempt.body, world):
                answer = walk.untouched(key, route, replace(attempt, body=body), world)
                said = text_of(answer)
                assert answer.status_code >= 400 or '"error"' in said or told(answer), (route, body, said[:300])
    walk.finish(at_least=10)


def test_every_condition_that_names_something_is_in_the_rule():
    named = {each.key: named_in(each.schema) for each in describe().conditions}
    assert {key for key, ways in named.items() if ways} == {leaf["type"] for leaf in RULE["rules"]}
