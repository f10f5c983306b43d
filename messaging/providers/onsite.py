"""The feed of websites as a provider: messages are rows of this installation, which contacts find when they come."""

from collections.abc import Callable, Generator, Sequence
from datetime import timedelta
from typing import Any

import structlog
from django.db import DatabaseError, connection

from messaging.channels.payloads import OnsiteMessage
from messaging.delivery.arrays import plain_array, text_array
from messaging.providers.base import (
    Accepted,
    Account,
    Ambiguous,
    Envelope,
    Outcome,
    Provider,
    Session,
    StrictModel,
    always,
    idle,
)
from workspaces.sql import load

_log = structlog.get_logger(__name__)


class OnsiteConfig(StrictModel):
    """There is nothing to set."""


class OnsiteCredentials(StrictModel):
    """There are none."""


class OnsiteProvider(Provider):
    """Messages in your websites, kept by this installation; nobody else is needed.

    A message is *delivered* once it is kept. It is kept once, however often it is handed over, so one without an
    answer is handed over again. Sites show them by the snippet: see docs/site.md.
    """

    key = "onsite"
    label = "Your websites"
    channels = frozenset({"onsite"})
    Config = OnsiteConfig
    Credentials = OnsiteCredentials
    repeatable_for = timedelta(days=7)

    def open(self, account: Account) -> Session[Any]:
        """See `Provider.open`."""
        return _Session()


class _Session(Session[OnsiteMessage]):
    def prepare(self) -> None:
        """Whoever delivers has a database."""

    def send_all(
        self,
        envelopes: Sequence[Envelope[OnsiteMessage]],
        *,
        go_on: Callable[[], bool] = always,
        meanwhile: Callable[[], None] = idle,
    ) -> Generator[Outcome]:
        """See `Session.send_all`. All of them are kept by one statement."""
        ready: list[Envelope[OnsiteMessage]] = []
        for envelope in envelopes:
            if not go_on():
                break
            ready.append(envelope)
        outcome = _kept([envelope.payload for envelope in ready]) if ready else None
        for _ in ready:
            meanwhile()
            yield outcome or Accepted()

    def close(self) -> None:
        """See `Session.close`."""


def _kept(messages: Sequence[OnsiteMessage]) -> Ambiguous | None:
    """Stores them, and says of each that it was delivered; a doubt where the database did not answer."""
    params: dict[str, Any] = {
        "messages": plain_array(each.message for each in messages),
        "placements": text_array([each.placement for each in messages]),
        "titles": text_array([each.title for each in messages]),
        "htmls": text_array([each.html for each in messages]),
        "urls": text_array([each.url for each in messages]),
        "buttons": text_array([each.button for each in messages]),
        "expire": [each.expires_at for each in messages],
    }
    try:
        with connection.cursor() as cursor:
            cursor.execute(load("messaging.site", "onsite_keep"), params)
    except DatabaseError as error:
        _log.exception("onsite_not_kept")
        return Ambiguous("no_answer", f"the database did not answer: {type(error).__name__}")
    return None
