"""What PostgreSQL tells of sessions and statistics: a role of the wall would be told nothing, and no error either."""

from django.db import connection

from campaigns.estimate.counting import known_bounds
from contacts.privacy.sweeping import oldest_transaction
from tests.concurrent import held_open
from tests.factories.contacts import make_contact
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now
from workspaces.wall.scope import as_owner, only_in


def test_transactions_of_others_are_seen_behind_the_wall(db: None) -> None:
    with held_open(database_now) as end, only_in(make_workspace().pk):
        begun = oldest_transaction()
        assert begun is not None
        assert begun <= end()


def test_statistics_of_contacts_are_seen_behind_the_wall(db: None) -> None:
    workspace = make_workspace()
    contacts = sorted(make_contact(workspace).pk for _ in range(3))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE contacts_contact")
    with only_in(workspace.pk):
        assert known_bounds() == contacts
    with as_owner():
        assert known_bounds() == contacts
