"""Renders a sender's messages ahead of their turn: one by one, while the provider or the database works."""

from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import structlog

from messaging.delivery.batch import Batch, Candidate
from messaging.delivery.outcomes import unrenderable
from messaging.delivery.render import envelope_of
from messaging.delivery.sessions import Outlet
from messaging.delivery.states import Settlement
from messaging.providers.base import Envelope
from messaging.tracking.targets import Targets
from templates_app.rendering import RenderFailed
from workspaces.errors import NotFound
from workspaces.meanwhile import DatabaseBusy

_log = structlog.get_logger(__name__)
Ready = tuple[Candidate, Envelope[Any]]


class Preparation:
    """The envelopes of one sender's messages, in their order; at most two chunks like the last are kept ready.

    `targets` holds where their links lead to, which is stored before they are sent. Messages that can't be rendered go
    to `refuse`. `clock` tells when each is made.
    """

    def __init__(
        self,
        batch: Batch,
        outlet: Outlet,
        rows: Sequence[Candidate],
        refuse: Callable[[Settlement], None],
        clock: Callable[[], datetime],
    ) -> None:
        self.targets = Targets()
        self._batch = batch
        self._outlet = outlet
        self._waiting = deque(rows)
        self._refuse = refuse
        self._clock = clock
        self._ready: deque[Ready] = deque()
        self._chunk = 0

    def take(self, chunk: int) -> list[Ready]:
        """The next `chunk` messages; what of them is not ready yet is rendered. Empty when there is nothing left."""
        self._chunk = chunk
        while self._waiting and len(self._ready) < chunk:
            self._render()
        return [self._ready.popleft() for _ in range(min(chunk, len(self._ready)))]

    def step(self) -> bool:
        """Renders one message ahead, if there is one to render; whether there may be another. Never raises."""
        if self._waiting and len(self._ready) < 2 * self._chunk:
            try:
                self._render()
                return True
            except DatabaseBusy:
                # It needs a template that this process has not loaded yet.
                pass
        return False

    def _render(self) -> None:
        row = self._waiting[0]
        try:
            self._ready.append((row, envelope_of(self._batch, row, self._outlet, self.targets, self._clock())))
        except DatabaseBusy:
            raise
        except (RenderFailed, NotFound) as error:
            self._refuse(unrenderable(row, "render_failed", str(error)))
        except Exception as error:  # noqa: BLE001 - whatever it was, it is logged and settled
            # A fault of ours in one contact's message must not keep the others' from going out.
            _log.exception("render_crashed", message=row.id, template_version=str(row.template_version_id))
            self._refuse(unrenderable(row, "render_crashed", repr(error)))
        self._waiting.popleft()
