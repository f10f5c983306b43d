"""Renders a chunk ahead of its turn: message by message, while the provider works on the chunk before."""

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

_log = structlog.get_logger(__name__)


class Preparation:
    """The envelopes of one chunk, as far as they are ready. Messages that can't be rendered go to `refuse`."""

    def __init__(
        self, batch: Batch, outlet: Outlet, rows: Sequence[Candidate], refuse: Callable[[Settlement], None]
    ) -> None:
        self._batch = batch
        self._outlet = outlet
        self._waiting = list(reversed(rows))
        self._refuse = refuse
        self._targets = Targets()
        self._ready: list[tuple[Candidate, Envelope[Any]]] = []

    def step(self, now: datetime) -> None:
        """Renders one message, if one is left. Never raises."""
        if not self._waiting:
            return
        row = self._waiting.pop()
        try:
            self._ready.append((row, envelope_of(self._batch, row, self._outlet, self._targets, now)))
        except (RenderFailed, NotFound) as error:
            self._refuse(unrenderable(row, "render_failed", str(error)))
        except Exception as error:  # noqa: BLE001 - whatever it was, it is logged and settled
            # A fault of ours in one contact's message must not keep the others' from going out.
            _log.exception("render_crashed", message=row.id, template_version=str(row.template_version_id))
            self._refuse(unrenderable(row, "render_crashed", repr(error)))

    def finish(self, now: datetime) -> list[tuple[Candidate, Envelope[Any]]]:
        """Renders what is left and stores where its links lead; what can be sent, with the envelopes."""
        while self._waiting:
            self.step(now)
        self._targets.store()
        return self._ready
