"""Work beside a statement: done while the server works, kept away from the connection, and heard after the statement.

Whether a server is still working when a process asks is chance, so what waits for work asks again until it was done.
"""

import pytest
from django.db import DatabaseError, connection, transaction

from workspaces.clock import database_now
from workspaces.meanwhile import DatabaseBusy, working_meanwhile
from workspaces.wall.scope import NOWHERE, within

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def entered(transactional_db: None) -> None:
    """An earlier test may have left open as whom the session speaks; entering that is a statement of its own."""
    database_now()


def answer(statement: str = "SELECT pg_sleep(0.1), 7") -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        number: int = cursor.fetchone()[-1]
        return number


def ask_for_ever() -> None:
    while True:
        answer()


def test_work_is_done_until_there_is_no_more() -> None:
    done: list[int] = []

    def work() -> bool:
        done.append(len(done))
        return len(done) < 3

    with working_meanwhile(work):
        while len(done) < 3:
            assert answer() == 7
    assert done == [0, 1, 2]
    assert answer() == 7
    assert done == [0, 1, 2]


def test_several_statements_and_a_transaction_take_the_work_along() -> None:
    done: list[int] = []

    def work() -> bool:
        done.append(len(done))
        return False

    with working_meanwhile(work), transaction.atomic():
        while len(done) < 2:
            assert answer() == 7
    assert len(done) >= 2


def test_work_that_asks_the_database_is_told_that_it_is_busy() -> None:
    told: list[bool] = []

    def work() -> bool:
        try:
            database_now()
        except DatabaseBusy:
            told.append(True)
        return False

    with working_meanwhile(work):
        while not told:
            assert answer() == 7
    assert told == [True]
    assert database_now()


def test_work_behind_another_wall_is_told_so_too() -> None:
    """Changing the scope is a statement as well, for which the driver would wait until its own is over: for ever."""
    told: list[bool] = []

    def work() -> bool:
        try:
            with within(NOWHERE):
                database_now()
        except DatabaseBusy:
            told.append(True)
        return False

    with working_meanwhile(work):
        while not told:
            assert answer() == 7
    with within(NOWHERE):
        assert answer("SELECT current_role = 'campanile_workspace'") is True


def test_what_work_raises_comes_after_the_statement() -> None:
    def work() -> bool:
        raise LookupError("of the work")

    with pytest.raises(LookupError, match="of the work"), working_meanwhile(work):
        ask_for_ever()
    assert answer() == 7


def test_an_error_of_the_statement_is_raised_as_ever() -> None:
    with pytest.raises(DatabaseError, match="division by zero"), working_meanwhile(lambda: False):
        answer("SELECT pg_sleep(0.1), 1 / 0")
    assert answer() == 7


def test_a_transaction_is_rolled_back_where_work_raises() -> None:
    def work() -> bool:
        raise LookupError

    with pytest.raises(LookupError), working_meanwhile(work), transaction.atomic():
        ask_for_ever()
    assert not connection.in_atomic_block
    assert answer() == 7
