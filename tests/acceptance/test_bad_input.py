"""Bad input to every operation: the family's own refusal with the field named, never a fault, no row changed.

A new operation is covered as soon as it is described. What single fields make of bad values in words is for the tests
beside them (`test_bad_input_contacts.py` and others).
"""

import functools
import json
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from hypothesis import settings as hypothesis

from messaging.services import test_limits
from tests.acceptance.described import Operation, is_id, known, operations, with_known_ids
from tests.acceptance.worlds import OWN_MARK, Rows, Worlds, snapshot
from tests.acceptance.wrong_types import VALUES as TYPES
from tests.acceptance.wrong_types import Place, places
from workspaces.ids import encode, plain, uuid7

NIGHTLY = hypothesis.get_current_profile_name() == "nightly"
TOO_LARGE = 413
REFUSED = {400, 404, 409, TOO_LARGE, 422}
DEEP = json.loads("[" * 60 + "]" * 60)
# What no field takes as it is, or only some do: never a fault.
VALUES = [
    {"a": {"b": 1}}, [[1]], "a\0b", "\ud800", 10**30, -1, 1.5e308, "2026-01-31T09:00:00", "x" * 70_000, True, None, "",
    DEEP, encode("pfx", uuid7()), "0000-00-00", [None], [{}] * 1_001, "9999999999999999999",
]  # fmt: skip
QUERIES = ["%00", "-1", "1e400", "9" * 20, "2026-01-31T09:00", "x" * 2_000, "%F0%9F%90%9F", "[]", ""]
NO_UTF8 = ["%FF", "%ED%A0%80"]
IDS = ["x", "%00", "9" * 40, "x" * 300, encode("pfx", uuid7()), "ct_zzzzzzzzzzzzzzzzzzzzzzzzzz"]
# What can't be read, and what every refusal of it has to name: of each kind one for every operation.
BODIES = {
    b'{"name": ': "",
    b'{"name": "caf\xe9"}': "",
    b'{"name": %s}' % (b"[" * 100 + b"]" * 100): "name",
    b'{"name": "%s"}' % (b"x" * 9_000_000): "",
}
# And these by turns.
MORE_BODIES = {
    b'{"name": NaN}': "",
    b'{"name": 1, "name": 2}': "",
    b'{"name": 1e999}': "name",
    rb'{"name": "a\u0000b"}': "name",
    rb'{"name": "\ud800"}': "name",
    b'"text"': "",
    b"[7]": "",
}
BARE = "2031-01-31T09:00:00"
# Each item of a body like this is answered by itself, also one that can't be read.
BY_ITEM = ("/bulk", "/bulk-upsert")
HALVES = {"the tenant API": True, "the other families": False}


@pytest.fixture(autouse=True)
def _unlimited(settings: Any, db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    settings.API_REQUESTS_PER_MINUTE = 10**9
    monkeypatch.setattr(test_limits, "MOST", 10**9)
    settings.BALANCE_SELF_SERVICE = True
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


class Sender:
    """Sends bad input and notes what is answered otherwise than it should be."""

    def __init__(self, worlds: Worlds) -> None:
        self.world, self.rows = worlds.own, worlds.rows
        self.client = Client(raise_request_exception=False, headers={"x-api-key": worlds.key, "if-match": "*"})
        # What documented bodies call things that there are.
        self.names = {"Welcome": f"{OWN_MARK} template", "grace@example.com": worlds.owner.email}
        self.wrong: list[str] = []
        self.sent = 0

    def send(
        self, operation: Operation, what: str, *, address: str = "", body: Any = None, field: str | None = None
    ) -> None:
        """One request. What is done after all is undone; what is refused must have changed nothing, see `unchanged`.

        `field`: it has to be refused, and the refusal names this field; None where it may also be fine.
        """
        self.sent += 1
        content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        with transaction.atomic():
            answer = self.client.generic(
                operation.method, address or operation.address(self.world), content, content_type="application/json"
            )
            transaction.set_rollback(answer.status_code < 400)
        if problem := self._problem(operation, answer, field):
            self.wrong.append(f"{operation.label}, {what}: {answer.status_code} {problem}: {answer.content[:300]!r}")

    def named(self, operation: Operation, body: Any) -> list[str]:
        """The fields that the refusal of a body names; of many items all that any of them has. None if it was taken."""
        self.sent += 1
        with transaction.atomic():
            answer = self.client.generic(
                operation.method, operation.address(self.world), json.dumps(body), content_type="application/json"
            )
            transaction.set_rollback(answer.status_code < 400)
        if operation.path.endswith(BY_ITEM):
            found = re.findall(r'"field": ?"([^"]+)"', answer.content.decode())
            return [*found, *(f"{name}[0].{field}" for name in body for field in found)]
        return named_fields(operation.family, answer.json()) if answer.status_code in (400, 422) else []

    def unchanged(self, operation: Operation) -> None:
        """Notes when the refusals have changed a row."""
        if (rows := snapshot()) != self.rows:
            self.wrong.append(f"{operation.label}: a refusal changed {_changed(self.rows, rows)}")
            self.rows = rows

    def _problem(self, operation: Operation, answer: HttpResponse, field: str | None) -> str:
        if answer.status_code < 400:
            return "" if field is None else "was taken"
        if answer.status_code not in REFUSED:
            return "is no refusal of bad input"
        if str(answer.status_code) not in operation.described["responses"] and answer.status_code != TOO_LARGE:
            return "is not described"
        try:
            named = named_fields(operation.family, answer.json())
        except (ValueError, KeyError, TypeError, AssertionError) as error:
            return f"has not the family's shape ({error!r})"
        if field and not any(name.startswith(field) for name in named) and answer.status_code in (400, 422):
            return f"does not name {field} but {named}"
        return ""


def named_fields(family: str, body: dict[str, Any]) -> list[str]:
    """The fields that a refusal names, in the family's shape."""
    match family:
        case "api/v1":
            assert (body["success"], set(body)) == (False, {"success", "error", "timestamp"})
            error = body["error"]
            assert set(error) == {"code", "message", "details", "request_id", "documentation_url"}
        case "public/v1":
            assert (body["ok"], set(body)) == (False, {"ok", "error"})
            error = body["error"]
        case _:
            error = body
            assert isinstance(error["error"], str)
    assert error["message"]
    if isinstance(error["details"], dict):
        return []
    return [each["field"] for each in error["details"] if each["message"]]


def _changed(before: Rows, after: Rows) -> list[str]:
    return sorted(name for name in {*before, *after} if before.get(name) != after.get(name))


@pytest.mark.parametrize("half", HALVES)
def test_bad_input_is_refused_in_the_familys_shape_and_changes_nothing(worlds: Worlds, half: str) -> None:
    sender = Sender(worlds)
    for number, operation in enumerate(operations()):
        if (operation.family == "api/v1") is HALVES[half]:
            _bad_addresses(sender, operation, number)
            _bad_bodies(sender, operation, number)
            _moments_without_zones(sender, operation)
            sender.unchanged(operation)
    assert not sender.wrong, f"{len(sender.wrong)} of {sender.sent}:\n" + "\n".join(sender.wrong)


def _moments_without_zones(sender: Sender, operation: Operation) -> None:
    """Nobody knows which moment is meant."""
    good, example = operation.address(sender.world), _example(sender, operation) or {}
    for name in operation.query_moments:
        sender.send(operation, f"?{name}", address=f"{good}?{name}={BARE}", body=example or None, field=name)
    for outer, *inner in operation.moments:
        value: Any = BARE
        for name in reversed(inner):
            value = {name: value}
        sender.send(operation, ".".join((outer, *inner)), body={**example, outer: value}, field=outer)


def _some(values: list[Any], number: int, count: int) -> list[Any]:
    """Some of the values, others for each number; all of them in the nightly run."""
    return values if NIGHTLY else [values[(number * count + place) % len(values)] for place in range(count)]


def _bad_addresses(sender: Sender, operation: Operation, number: int) -> None:
    good = operation.address(sender.world)
    body = _example(sender, operation)
    for part in re.findall(r"\{\w+\}", operation.path):
        others = dict.fromkeys(_of_other_kinds(sender, operation, part[1:-1], number), "")
        for bad, refused in {**dict.fromkeys((*_some(NO_UTF8, number, 1), *_some(IDS, number, 1))), **others}.items():
            address = _filled(sender, operation.path.replace(part, bad))
            sender.send(operation, f"{part} {bad[:40]}", address=address, body=body, field=refused)
    sender.send(operation, "a foreign parameter", address=f"{good}?zzz=1", body=body, field="zzz")
    for place, name in enumerate(operation.query_names):
        for bad in (*_some(NO_UTF8, number + place, 1), *_some(QUERIES, number + place, 1)):
            sender.send(operation, f"?{name}={bad[:40]}", address=f"{good}?{name}={bad}", body=body)
        sender.send(operation, f"{name} twice", address=f"{good}?{name}=1&{name}=2", body=body)


def _of_other_kinds(sender: Sender, operation: Operation, name: str, number: int) -> list[str]:
    """For a parameter: an id of something else that there is, or that thing's UUID under the right prefix."""
    right = known(sender.world, name)
    other = _other_id(sender, operation, right, number)
    return _some([other, encode(right.rpartition("_")[0], plain(other))], number, 1) if is_id(right) else [other]


def _other_id(sender: Sender, operation: Operation, right: Any, number: int) -> str:
    """What something of another kind is called in this family: the e-mail API has plain UUIDs."""
    prefix = str(right).rpartition("_")[0]
    ids = [each for each in sender.world.values() if is_id(each)]
    # The first rows of all tables with numbers have the same one, so that their ids stand for each other.
    others = [each for each in ids if each[:-27] != prefix and not each.endswith("00001")]
    other = others[number % len(others)]
    return str(plain(other)) if operation.family == "public/v1" else other


def _filled(sender: Sender, address: str) -> str:
    return Operation("", address, {}).address(sender.world)


def _example(sender: Sender, operation: Operation) -> Any:
    """A body that would do, with ids that there are; None where the operation takes none."""
    if operation.method == "GET":
        return None
    body = with_known_ids(operation.bodies[0], sender.world) if operation.bodies else {}
    return json.loads(functools.reduce(lambda text, pair: text.replace(*pair), sender.names.items(), json.dumps(body)))


def _bad_bodies(sender: Sender, operation: Operation, number: int) -> None:
    if operation.method not in ("POST", "PUT", "PATCH"):
        return
    by_item = operation.path.endswith(BY_ITEM)
    for raw in (*BODIES, *_some(list(MORE_BODIES), number, 3)):
        field = {**BODIES, **MORE_BODIES}[raw]
        sender.send(operation, f"{raw[:40]!r}", body=raw, field=None if by_item else field)
    example = _example(sender, operation)
    if not isinstance(example, dict):
        return
    foreign = "zzzField" if operation.family == "api/workspaces" else "zzz_field"
    sender.send(operation, "a foreign field", body={**example, foreign: 1}, field=foreign)
    _ids_of_other_kinds(sender, operation, example, number)
    for place in places(operation):
        _wrong_types(sender, operation, example, place, number)
        for turn, name in enumerate(() if place.way and not NIGHTLY else place.fields):
            for bad in _some(VALUES, number + turn, 1):
                sender.send(operation, f"{name}: {str(bad)[:40]!r}", body=place.body(example, {name: bad}))


def _ids_of_other_kinds(sender: Sender, operation: Operation, example: dict[str, Any], number: int) -> None:
    """Each field of the body that names something by its id names something else that there is."""
    for name, value in example.items():
        held = json.dumps(value)
        for right in {each for each in sender.world.values() if is_id(each) and f'"{each}"' in held}:
            other = json.loads(held.replace(right, _other_id(sender, operation, right, number)))
            field = None if operation.path.endswith((*BY_ITEM, "/enroll")) else name
            sender.send(operation, f"{name} of another kind", body={**example, name: other}, field=field)


def _wrong_types(sender: Sender, operation: Operation, example: dict[str, Any], place: Place, number: int) -> None:
    """All fields of the object at once, and then those alone that were not named among so many."""
    for turn in range(len(TYPES) if NIGHTLY else 1 if place.way else 2):
        wrong = place.wrong(number + turn)
        if not wrong:
            continue
        named = sender.named(operation, place.body(example, wrong))
        for field in [field for field in wrong if not place.is_named(field, named)]:
            body = place.body(example, {field: wrong[field]})
            if not place.is_named(field, alone := sender.named(operation, body)):
                sender.wrong.append(f"{operation.label}: {place.path(field)} may be {wrong[field]!r}: {alone}")
