"""Exports of suppressed addresses: what is asked is checked, and the file can be imported again."""

from typing import Any

import pytest

from contacts.exports.registry import kind_of
from contacts.services import export_create
from messaging.services import suppressions_add
from tests.factories.workspaces import make_workspace
from workspaces.errors import InvalidInput
from workspaces.models import Workspace
from workspaces.services import Actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def workspace() -> Workspace:
    workspace = make_workspace("acme")
    for channel, address, reason in (
        ("email", "ada@example.com", "hard_bounce"),
        ("email", "bob@example.com", "complaint"),
        ("sms", "+436641234567", "manual"),
    ):
        suppressions_add(
            workspace=workspace, channel=channel, addresses=[address], reason=reason, source="x", actor=Actor.system()
        )
    return workspace


@pytest.mark.parametrize(
    ("chosen", "addresses"),
    [
        ({}, ["ada@example.com", "bob@example.com", "+436641234567"]),
        ({"channel": "sms"}, ["+436641234567"]),
        ({"reason": "complaint"}, ["bob@example.com"]),
        ({"address": "A"}, ["ada@example.com"]),
        ({"address": "%"}, []),
    ],
)
def test_holds_what_is_asked_for(workspace: Workspace, chosen: dict[str, Any], addresses: list[str]) -> None:
    kind = kind_of("suppressions")
    filter = kind.checked(workspace, chosen)
    assert kind.count(workspace, filter) == len(addresses)
    assert [row[0] for row in kind.rows(workspace, filter, ["address"])] == addresses


def test_every_column_is_told(workspace: Workspace) -> None:
    kind = kind_of("suppressions")
    columns = [column.key for column in kind.columns(workspace, {})]
    first = dict(zip(columns, next(iter(kind.rows(workspace, {}, columns))), strict=True))
    assert (first["address"], first["channel"], first["reason"], first["source"]) == (
        "ada@example.com",
        "email",
        "hard_bounce",
        "x",
    )
    assert str(first["suppression_id"]).startswith("sup_")
    assert kind.title(workspace, {"channel": "sms"}) == "Suppressed addresses, filtered"


@pytest.mark.parametrize("wrong", [{"channel": "fax"}, {"reason": "dislike"}, {"address": "x" * 300}, {"name": "x"}])
def test_what_is_wrong_is_refused_by_name(workspace: Workspace, wrong: dict[str, str]) -> None:
    with pytest.raises(InvalidInput) as refused:
        export_create(workspace=workspace, kind="suppressions", filter=wrong, actor=Actor.system())
    assert [each.field for each in refused.value.details] == [f"filter.{next(iter(wrong))}"]
