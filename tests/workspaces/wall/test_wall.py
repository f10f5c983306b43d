"""The second wall holds what the first one lets through: each statement here is one that some code forgot to scope."""

import pytest
from django.db import DatabaseError, connection, transaction

from contacts.models import Contact, Segment
from tests.factories.contacts import make_contact
from tests.factories.workspaces import make_workspace
from workspaces.models import Workspace
from workspaces.wall import scope
from workspaces.wall.build import wall_build
from workspaces.wall.copying import copying
from workspaces.wall.state import parts


def emails() -> list[str]:
    """What nobody scoped."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT email FROM contacts_contact ORDER BY email")
        return [email for (email,) in cursor.fetchall()]


@pytest.fixture
def pair(db: None) -> tuple[Workspace, Workspace]:
    """Two workspaces of one contact each: a@example.com and b@example.com."""
    pair = make_workspace(), make_workspace()
    for workspace, name in zip(pair, "ab", strict=True):
        make_contact(workspace, email=f"{name}@example.com")
    return pair


def test_every_table_with_a_workspace_is_behind_the_wall(db: None) -> None:
    found = parts(connection)
    assert (found.lacking, found.slow) == ("", "")
    assert found.tables > 50


def test_policies_of_before_are_made_anew(db: None) -> None:
    """They had no condition of their own for what is written, which reads the setting once for a statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DROP POLICY campanile_workspace ON contacts_contact;"
            "CREATE POLICY campanile_workspace ON contacts_contact TO campanile_workspace USING (false)"
        )
        assert parts(connection).open_tables == ("contacts_contact",)
        assert wall_build(connection).open_tables == ()
        cursor.execute(
            "SELECT pg_get_expr(polwithcheck, polrelid) FROM pg_policy"
            " WHERE polname = 'campanile_workspace' AND polrelid = 'contacts_contact'::regclass"
        )
        assert "SELECT" in cursor.fetchone()[0]


def test_nobody_is_let_in_to_partitions(db: None) -> None:
    """They have no policies of their own, as rows are reached through their tables."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(*) FILTER (WHERE has_table_privilege(%s, oid, 'SELECT'))"
            " FROM pg_class WHERE relispartition AND relkind = 'r'",
            [scope.ONE],
        )
        partitions, readable = cursor.fetchone()
    assert partitions > 0
    assert readable == 0


def test_a_forgotten_filter_finds_rows_of_the_workspace_in_scope_only(pair: tuple[Workspace, Workspace]) -> None:
    mine, other = pair
    assert emails() == ["a@example.com", "b@example.com"]
    with scope.only_in(mine.pk):
        assert emails() == ["a@example.com"]
        assert Contact.objects.across_workspaces().count() == 1
        with scope.everywhere():
            assert len(emails()) == 2
        assert emails() == ["a@example.com"]
        assert Contact.objects.in_workspace(other).count() == 0
        assert list(Workspace.objects.all()) == [mine]
    with scope.within(scope.NOWHERE):
        assert emails() == []
    with scope.within(scope.EVERYWHERE):
        assert len(emails()) == 2


def test_several_workspaces_are_in_scope_for_whoever_belongs_to_them(pair: tuple[Workspace, Workspace]) -> None:
    third = make_workspace()
    make_contact(third, email="c@example.com")
    with scope.within(scope.NOWHERE):
        scope.narrow(*(workspace.pk for workspace in pair))
        assert emails() == ["a@example.com", "b@example.com"]
        scope.narrow(third.pk)
        assert emails() == ["c@example.com"]
        scope.narrow()
        assert emails() == []


def test_rows_of_another_workspace_are_neither_written_nor_changed(pair: tuple[Workspace, Workspace]) -> None:
    mine, other = pair
    rule = {"condition": "AND", "rules": [{"type": "tag", "operator": "has", "value": "vip"}]}
    with scope.only_in(mine.pk):
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Segment.objects.create(workspace=other, name="Planted", rule=rule)
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Contact.objects.across_workspaces().update(workspace=other)
        assert Contact.objects.across_workspaces().update(first_name="Changed") == 1
        with pytest.raises(DatabaseError, match="permission denied"), connection.cursor() as cursor:
            with transaction.atomic():
                cursor.execute("TRUNCATE contacts_contact")
        assert Contact.objects.across_workspaces().filter(email="b@example.com").delete()[0] == 0
    names = Contact.objects.across_workspaces().order_by("email").values_list("first_name", "workspace_id")
    assert list(names) == [("Changed", mine.pk), ("", other.pk)]


def test_a_rollback_takes_no_scope_back(pair: tuple[Workspace, Workspace]) -> None:
    """The settings of a session are transactional: what was entered inside is left by the rollback."""
    mine, _ = pair
    with scope.only_in(mine.pk):
        with transaction.atomic():
            assert len(emails()) == 1
            transaction.set_rollback(True)
        assert emails() == ["a@example.com"]
    with transaction.atomic():
        with scope.only_in(mine.pk):
            assert len(emails()) == 1
        assert len(emails()) == 2
        transaction.set_rollback(True)
    assert len(emails()) == 2
    with scope.only_in(mine.pk):
        with pytest.raises(DatabaseError), transaction.atomic(), scope.everywhere(), connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")
        assert emails() == ["a@example.com"]


def test_copies_are_made_beside_the_wall_and_of_the_workspace_in_scope(pair: tuple[Workspace, Workspace]) -> None:
    mine, other = pair
    with scope.only_in(mine.pk), connection.cursor() as cursor:
        scope.require(mine.pk)
        with copying(cursor, "COPY contacts_contactchange (workspace_id, contact_id) FROM STDIN") as copy:
            copy.write(f"{mine.pk}\t{mine.pk}\n")
        cursor.execute("SELECT count(*) FROM contacts_contact")
        assert cursor.fetchone() == (1,)
        with pytest.raises(scope.OutOfScope):
            scope.require(other.pk)
        with pytest.raises(scope.OutOfScope):
            scope.require_all([(mine.pk, 1), (other.pk, 2)])
