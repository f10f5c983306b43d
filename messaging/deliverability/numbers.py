"""What became of mails, by sender and by receiving domain: reads of the counters, and keeping these small."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Self
from uuid import UUID

from django.db import connection

from messaging.models import DomainCounter
from workspaces.counting import deltas_fold
from workspaces.sql import load

LATELY, LONG = timedelta(days=7), timedelta(days=30)
# Days that are over keep so many receiving domains of a sender apart.
DOMAINS_KEPT = 50
_RECEIVERS = 10
_KEPT_FOR = timedelta(days=100)
_SQL = "messaging.deliverability"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many mails were handed over, and what came back. Rates are shares of one; None where nothing was sent."""

    accepted: int = 0
    refused: int = 0
    delivered: int = 0
    bounced: int = 0
    complained: int = 0

    @classmethod
    def of(cls, numbers: Iterable[int | None]) -> Self:
        """From a row of sums."""
        return cls(*(number or 0 for number in numbers))

    def __add__(self, other: "Outcome") -> "Outcome":
        return Outcome(
            self.accepted + other.accepted,
            self.refused + other.refused,
            self.delivered + other.delivered,
            self.bounced + other.bounced,
            self.complained + other.complained,
        )

    @property
    def delivered_rate(self) -> float | None:
        """Of what was accepted. Providers that tell of no deliveries leave it at nothing."""
        return self.delivered / self.accepted if self.accepted else None

    @property
    def bounce_rate(self) -> float | None:
        """Refused at once or sent back later, of all that was tried."""
        tried = self.accepted + self.refused
        return (self.bounced + self.refused) / tried if tried else None

    @property
    def complaint_rate(self) -> float | None:
        """Of what was accepted."""
        return self.complained / self.accepted if self.accepted else None


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Of the last 7 days, and of the last 30."""

    lately: Outcome = Outcome()
    long: Outcome = Outcome()

    def __add__(self, other: "Outcomes") -> "Outcomes":
        return Outcomes(self.lately + other.lately, self.long + other.long)


def since(now: datetime, span: timedelta) -> date:
    """The first day of a span that ends with today (UTC)."""
    return now.date() - span + timedelta(days=1)


def outcomes_by_sender(*, workspace_id: UUID, now: datetime) -> dict[UUID, Outcomes]:
    """Of each sender that sent anything; one query."""
    return {row[0]: _outcomes(row[1:]) for row in _run("by_sender", workspace_id, now)}


def outcomes_by_receiver(*, workspace_id: UUID, now: datetime) -> dict[str, list[tuple[str, Outcomes]]]:
    """{sending domain: its largest receiving domains}, with "" for small ones of days that are over; one query."""
    found: dict[str, list[tuple[str, Outcomes]]] = {}
    for row in _run("by_receiver", workspace_id, now, most=_RECEIVERS):
        found.setdefault(row[0], []).append((row[1], _outcomes(row[2:])))
    return found


def compact(now: datetime) -> int:
    """Folds all deltas, puts small domains of days that are over together, and drops old days; how many deltas went."""
    gone = deltas_fold(load(_SQL, "fold_domains"))
    today = now.date()
    params: dict[str, Any] = {"since": today - timedelta(days=7), "before": today, "kept": DOMAINS_KEPT}
    with connection.cursor() as cursor:
        cursor.execute(load(_SQL, "fold_tail"), params)
    DomainCounter.objects.across_workspaces().filter(day__lt=today - _KEPT_FOR).delete()
    return gone


def _run(statement: str, workspace_id: UUID, now: datetime, **more: Any) -> list[tuple[Any, ...]]:
    params: dict[str, Any] = {
        "workspace": workspace_id,
        "since": since(now, LONG),
        "lately": since(now, LATELY),
        **more,
    }
    with connection.cursor() as cursor:
        cursor.execute(load(_SQL, statement), params)
        return cursor.fetchall()


def _outcomes(numbers: tuple[Any, ...]) -> Outcomes:
    return Outcomes(Outcome.of(numbers[:5]), Outcome.of(numbers[5:]))
