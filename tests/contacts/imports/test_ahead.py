"""One step ahead: order, ends, failures, and never more than one result in store."""

import sys
import threading
from collections.abc import Callable

import pytest

from contacts.imports.ahead import one_ahead


def test_results_come_in_order_and_are_made_at_most_one_ahead() -> None:
    made: list[int] = []

    def make() -> int | None:
        made.append(len(made))
        return made[-1] if made[-1] < 5 else None

    with one_ahead(make) as results:
        for taken, result in enumerate(results):
            assert result == taken
            assert len(made) <= taken + 2
    assert made == [0, 1, 2, 3, 4, 5]


def _failing_at(number: int) -> Callable[[], int]:
    numbers = iter(range(10))

    def make() -> int:
        made = next(numbers)
        if made == number:
            raise ValueError(made)
        return made

    return make


def test_what_fails_ahead_is_raised_in_its_turn() -> None:
    taken: list[int] = []
    with pytest.raises(ValueError, match="3"), one_ahead(_failing_at(3)) as results:
        taken.extend(results)
    assert taken == [0, 1, 2]


def test_leaving_early_leaves_no_thread_and_the_usual_interval() -> None:
    usual = sys.getswitchinterval()
    with one_ahead(lambda: 1) as results:
        assert next(results) == 1
    assert sys.getswitchinterval() == usual
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("ahead")]
