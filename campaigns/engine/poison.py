"""Poison isolation: a step that raises fails only the executions that cause it, found by bisecting the batch.

A savepoint is set when a step first touches the database, so that steps which don't cost no round trip.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import structlog
from django.db import InterfaceError, OperationalError, connection

from campaigns.nodes.base import Batch
from campaigns.nodes.moves import Group, Moves, MovesMismatch
from campaigns.reasons import NODE_ERROR

_log = structlog.get_logger(__name__)
_MESSAGE_LENGTH = 300
# Nobody's data is to blame for these: the whole pass is rolled back and tried again, or stops the engine loudly.
_NOT_POISON = (OperationalError, InterfaceError, MovesMismatch, MemoryError)


class Savepoints:
    """A savepoint around one step, set by the first operation that asks for it."""

    def __init__(self) -> None:
        self._open: str | None = None

    def touch(self) -> None:
        """Call before the first statement of a step."""
        if self._open is None:
            self._open = connection.savepoint()

    @contextmanager
    def around(self) -> Iterator[None]:
        """Undoes what the step did to the database when it raises."""
        self._open = None
        try:
            yield
        except BaseException:
            if self._open is not None:
                connection.savepoint_rollback(self._open)
            raise
        if self._open is not None:
            connection.savepoint_commit(self._open)


def step_guarded(batch: Batch[Any], savepoints: Savepoints) -> Moves:
    """The moves of the batch, checked; rows at which the node raises are failed with the reason.

    Raises MovesMismatch for a node type that loses an arrival, and database errors that are no row's fault.
    """
    try:
        with savepoints.around():
            moves: Moves = batch.node.type.step(batch)
            moves.check(batch)
            return moves
    except _NOT_POISON:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a node type raises is about its rows
        if len(batch) == 1:
            return _failed(batch, error)
    middle = len(batch) // 2
    left = step_guarded(batch.part(0, middle), savepoints)
    right = step_guarded(batch.part(middle, len(batch)), savepoints)
    return Moves([*left.groups, *(_shifted(group, middle) for group in right.groups)])


def _failed(batch: Batch[Any], error: Exception) -> Moves:
    _log.warning(
        "execution_poisoned",
        campaign=str(batch.campaign.campaign_id),
        node=batch.node.key,
        execution=batch.execution_ids[0],
        error=repr(error)[:_MESSAGE_LENGTH],
    )
    message = f"{type(error).__name__}: {error}"[:_MESSAGE_LENGTH]
    return Moves().fail(NODE_ERROR, range(1), details=[{"message": message}])


def _shifted(group: Group, offset: int) -> Group:
    if isinstance(group.rows, range) and group.rows.step == 1:
        return replace(group, rows=range(group.rows.start + offset, group.rows.stop + offset))
    return replace(group, rows=[row + offset for row in group.rows])
