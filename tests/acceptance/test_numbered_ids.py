"""An id of a numbered row is wholly right or nobody's: its number in an id of another moment is answered with 404."""

import json
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client

from tests.acceptance.described import Operation, operations, with_known_ids
from tests.acceptance.worlds import World, Worlds
from workspaces.ids import decode, encode
from workspaces.tenancy import PublicRowId

pytestmark = pytest.mark.django_db
_SECOND = 1_000 << 80


def of_another_moment(world: World) -> World:
    """The world with another moment in each id of a numbered row."""
    prefixes = {model.ID_PREFIX for model in PublicRowId.__subclasses__()}
    moved = {}
    for name, value in world.items():
        prefix, _, rest = str(value).rpartition("_")
        if prefix in prefixes and len(rest) == 26:
            moved[name] = encode(prefix, UUID(int=decode(prefix, value).int + _SECOND))
    return moved


def test_the_number_alone_finds_nothing(worlds: Worlds, key: Client) -> None:
    moved = of_another_moment(worlds.own)
    wrong, asked = [], set()
    for each in operations():
        for name in (name for name in moved if f"{{{name}_id}}" in each.path):
            asked.add(name)
            statuses = [_status(key, each, {**worlds.own, name: moved[name]})]
            statuses += [_status(key, each, worlds.own)] if each.method == "GET" else []
            if statuses not in ([404], [404, 200]):
                wrong.append((each.label, name, statuses))
    assert not wrong
    assert asked == {"event", "execution", "message", "thread", "delivery", "suppression", "address"}


def _status(key: Client, operation: Operation, world: World) -> int:
    body = json.dumps(with_known_ids(operation.bodies[0], world)) if operation.bodies else ""
    with transaction.atomic():
        answer = key.generic(operation.method, operation.asked(world), body, content_type="application/json")
        transaction.set_rollback(True)
    return answer.status_code
