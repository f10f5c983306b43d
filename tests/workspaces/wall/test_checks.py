"""What operators hear of the wall: that it lacks something, that it is off, nothing where it stands."""

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection

from workspaces.wall import checks, state
from workspaces.wall.scope import ALL
from workspaces.wall.state import Parts

WHOLE = Parts(roles=True, tables=2, open_tables=(), leaky=())
NO_ROLES = Parts(roles=False, tables=2, open_tables=("a", "b"), leaky=())
OPEN = Parts(roles=True, tables=2, open_tables=("a",), leaky=())
POOLED = Parts(roles=True, tables=2, open_tables=(), leaky=(), sessions=False)
LEAKY = Parts(roles=True, tables=2, open_tables=(), leaky=("lower(text)",))


@pytest.mark.parametrize(
    ("chosen", "found", "said", "stands"),
    [
        ("on", WHOLE, [], True),
        ("auto", WHOLE, [], True),
        ("off", WHOLE, ["campanile.I001"], False),
        ("maybe", WHOLE, ["campanile.E001"], None),
        ("on", NO_ROLES, ["campanile.E002"], ImproperlyConfigured),
        ("auto", NO_ROLES, ["campanile.W001"], False),
        ("on", OPEN, ["campanile.E002"], ImproperlyConfigured),
        ("on", POOLED, ["campanile.E002"], ImproperlyConfigured),
        ("auto", POOLED, ["campanile.W001"], False),
        ("on", LEAKY, ["campanile.W002"], True),
        ("auto", LEAKY, ["campanile.W002"], False),
        ("on", Parts(False, 0, (), ()), [], None),
    ],
)
def test_what_is_said_and_whether_statements_are_confined(
    monkeypatch: pytest.MonkeyPatch, settings: Any, chosen: str, found: Parts, said: list[str], stands: Any
) -> None:
    settings.ROW_SECURITY = chosen
    monkeypatch.setattr(checks, "parts", lambda database: found)
    monkeypatch.setattr(state, "parts", lambda database: found)
    monkeypatch.setattr(state, "_known", {})
    assert [message.id for message in checks.row_security(databases=["default"])] == said
    if stands is ImproperlyConfigured:
        with pytest.raises(ImproperlyConfigured, match="ROW_SECURITY is on"):
            state.stands(connection)
    elif stands is not None:
        assert state.stands(connection) is stands


def test_the_wall_of_the_tests_stands(db: None) -> None:
    assert checks.row_security(databases=["default"]) == []
    assert checks.row_security() == []


def test_migrate_builds_what_an_earlier_release_lacks_before_it_asks_whether_the_wall_stands(
    db: None, settings: Any
) -> None:
    settings.ROW_SECURITY = "on"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP POLICY {ALL} ON contacts_contact")
    assert state.parts(connection).open_tables == ("contacts_contact",)
    call_command("migrate", verbosity=0, skip_checks=False)
    assert state.parts(connection).open_tables == ()
