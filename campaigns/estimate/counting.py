"""Counting the audience by the answers to the flow's rules: all of it where that is quick, else a sample."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import OperationalError, connection, transaction
from django.db.backends.utils import CursorWrapper
from psycopg.errors import QueryCanceled

from campaigns.estimate.entering import Entering, Source
from campaigns.estimate.questions import Questions
from campaigns.lifecycle.audience import audience_size
from campaigns.lifecycle.reentry import entry_rule_sql
from campaigns.models import Campaign
from campaigns.settings import settings_of
from contacts import rules
from contacts.models import Segment
from messaging.countries import country_of
from workspaces.clock import database_now
from workspaces.sql import load
from workspaces.wall.scope import as_owner

_SQL = "campaigns.estimate"
# For counting everybody; then as much again for a sample.
PATIENCE_MILLISECONDS = 400
SAMPLE = 20_000
# Groups with the same answers; further ones are in proportion to these.
MOST_ATOMS = 2_000
# Numbers that begin alike are of one country, but for islands that share a neighbour's code.
_NUMBERS = "left(c.phone, 5)"
_FIRST, _LAST = UUID(int=0), UUID(int=(1 << 128) - 1)


@dataclass(frozen=True, slots=True)
class Atom:
    """So many contacts who come in by this trigger and answer the rules alike ("" where none could be asked).

    `country` is that of their number where it has a price of its own, else "".
    """

    trigger: str
    answers: str
    contacts: float
    country: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """The audience. `exact`: its size is known; `sampled`: only some of it were asked; `asked`: any were."""

    atoms: Sequence[Atom]
    exact: bool
    sampled: bool = False
    asked: bool = True

    @property
    def contacts(self) -> float:
        """How many come in."""
        return sum(atom.contacts for atom in self.atoms)


def audience_count(
    campaign: Campaign, entering: Entering, questions: Questions, now: datetime, countries: frozenset[str] = frozenset()
) -> Counted:
    """Everybody who would come in. Takes about a second at most, however many there are. Of these countries contacts
    are counted apart."""
    if not entering.sources:
        return Counted((), exact=not entering.unknown)
    asking = _Asking(campaign, entering, questions.asked, now, countries)
    known = _known_size(campaign, entering.sources)
    if not asking.asks_anything and known is not None:
        return Counted([Atom(entering.sources[0].trigger, "", known)], exact=True)
    exact = not any(source.foretold for source in entering.sources)
    counted = asking.patiently(asking.everybody)
    if counted is not None:
        return Counted(counted, exact)
    counted = asking.patiently(lambda: asking.sample(known))
    if counted is not None:
        return Counted(counted, exact=known is not None and not asking.has_entry_rule, sampled=True)
    size = known if known is not None else audience_size(campaign.workspace_id, None)
    return Counted([Atom(entering.sources[0].trigger, "", size)], exact=False, sampled=True, asked=False)


def country_shares(campaign: Campaign, entering: Entering, countries: frozenset[str]) -> list[tuple[str, float]]:
    """The share of each of these countries, and of all others, in a sample of the audience; [("", 1)] without one."""
    asking = _Asking(campaign, entering, (), database_now(), countries) if entering.sources else None
    atoms = asking.patiently(lambda: asking.sample(None)) if asking else None
    shares: dict[str, float] = defaultdict(float)
    for atom in atoms or ():
        shares[atom.country] += atom.contacts
    total = sum(shares.values())
    return [(country, contacts / total) for country, contacts in shares.items()] if total else [("", 1.0)]


def _known_size(campaign: Campaign, sources: Sequence[Source]) -> int | None:
    """How many the only trigger lets in, where that is known without looking at each."""
    if len(sources) > 1 or sources[0].foretold:
        return None
    segments = Segment.objects.in_workspace(campaign.workspace_id)
    segment = segments.filter(pk=sources[0].segment).first() if sources[0].segment else None
    return audience_size(campaign.workspace_id, segment) if segment or sources[0].segment is None else 0


class _Asking:
    """The statements, and what they ask."""

    def __init__(
        self,
        campaign: Campaign,
        entering: Entering,
        asked: Sequence[rules.Rule],
        now: datetime,
        countries: frozenset[str],
    ) -> None:
        settings = settings_of(campaign)
        self.has_entry_rule = settings.entry_rule is not None
        self.asks_anything = bool(asked) or self.has_entry_rule or bool(countries)
        self._countries = countries
        self._campaign = campaign
        self._sources = entering.sources
        self._params: dict[str, Any] = {**entering.params, "most": MOST_ATOMS}
        entry_rule = entry_rule_sql(
            settings,
            workspace_id=campaign.workspace_id,
            campaign_id=campaign.pk,
            context_column="'{}'::jsonb",
            now=now,
        )
        self._params |= entry_rule.params
        answers = []
        for number, rule in enumerate(asked):
            context = rules.RuleContext(campaign.pk)
            predicate = rules.compile(rule, campaign.workspace_id, now, context=context, prefix=f"q{number}_")
            self._params |= predicate.params
            answers.append(f"CASE WHEN {predicate.sql} THEN '1' ELSE '0' END")
        self._texts = {"entry_rule": entry_rule.sql, "answers": f"concat({', '.join(answers)})" if answers else "''"}
        self._texts["numbers"] = _NUMBERS if countries else "NULL::text"

    def patiently(self, count: Callable[[], list[Atom]]) -> list[Atom] | None:
        """What it counts; None where it takes too long."""
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL statement_timeout = {PATIENCE_MILLISECONDS}")
                cursor.execute("SET LOCAL jit = off")
                counted = count()
                # Nothing was written; the settings go with the transaction, whoever else has begun it.
                transaction.set_rollback(True)
                return counted
        except OperationalError as error:
            if not isinstance(error.__cause__, QueryCanceled):
                raise
            return None

    def everybody(self) -> list[Atom]:
        """All of the audience; by the first trigger who could come in by several."""
        entry, contacts = _united(self._sources)
        with connection.cursor() as cursor:
            rows = self._rows(cursor, "count_atoms", {"entry": entry, "contacts": contacts})
        total = rows[0][3] if rows else 0
        return self._atoms(rows, total)

    def sample(self, known: int | None) -> list[Atom]:
        """A sample, scaled up to `known` where the audience's size is, else by the share of the contacts looked at."""
        cases = " ".join(f"WHEN {source.condition} THEN {number}" for number, source in enumerate(self._sources))
        inner = known_bounds()
        with connection.cursor() as cursor:
            bounds = [_FIRST, *inner, _LAST]
            self._params |= {"bounds": bounds[:-1], "ends": bounds[1:], "each": SAMPLE // (len(bounds) - 1)}
            rows = self._rows(cursor, "sample_atoms", {"entry": f"CASE {cases} END"})
        if not rows:
            return []
        if known is not None and not self.has_entry_rule:
            return self._atoms(rows, known)
        met, looked_at = sum(row[2] for row in rows), rows[0][3]
        return self._atoms(rows, audience_size(self._campaign.workspace_id, None) * met / looked_at)

    def _rows(self, cursor: CursorWrapper, name: str, texts: dict[str, str]) -> list[tuple[Any, ...]]:
        statement = load(_SQL, name)
        for place, text in (self._texts | texts).items():
            statement = statement.replace(f"{{{place}}}", text)
        cursor.execute(statement, self._params)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows

    def _atoms(self, rows: Sequence[tuple[Any, ...]], total: float) -> list[Atom]:
        met = sum(row[2] for row in rows)
        found: dict[tuple[str, str, str], float] = defaultdict(float)
        for entry, answers, contacts, _, number in rows:
            country = country_of(number or "")
            key = (self._sources[entry].trigger, answers, country if country in self._countries else "")
            found[key] += contacts * total / met
        return [Atom(trigger, answers, contacts, country) for (trigger, answers, country), contacts in found.items()]


def _united(sources: Sequence[Source]) -> tuple[str, str]:
    """The number of the source, and where the contacts come from."""
    if len(sources) == 1:
        if not sources[0].contacts:
            return "0", "contacts_contact c"
        return "0", f"({sources[0].contacts}) e JOIN contacts_contact c ON c.id = e.contact_id"
    everybody = "SELECT w.id AS contact_id FROM contacts_contact w WHERE w.workspace_id = %(workspace)s"
    parts = [
        f"SELECT s.contact_id, {number} AS entry FROM ({source.contacts or everybody}) s"  # noqa: S608 - texts of ours
        for number, source in enumerate(sources)
    ]
    first = f"SELECT u.contact_id, min(u.entry) AS entry FROM ({' UNION ALL '.join(parts)}) u GROUP BY 1"  # noqa: S608
    return "e.entry", f"({first}) e JOIN contacts_contact c ON c.id = e.contact_id"


@as_owner()
def known_bounds() -> list[UUID]:
    """Ids between which lie equally many contacts each. PostgreSQL tells them to whom no policy concerns."""
    with connection.cursor() as cursor:
        cursor.execute(load(_SQL, "contact_bounds"))
        return sorted(row[0] for row in cursor.fetchall())
