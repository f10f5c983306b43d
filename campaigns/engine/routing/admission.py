"""One trigger lets in whom it may, and writes down what it decided about each: one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from django.db import DatabaseError, InterfaceError, OperationalError, transaction
from django.db.backends.utils import CursorWrapper

from campaigns.engine.ledger import Counts
from campaigns.engine.routing.listeners import House, Listener
from campaigns.engine.routing.sources import Source
from campaigns.engine.write import counters_append
from campaigns.lifecycle.reentry import entry_rule_sql, reentry_of
from campaigns.lifecycle.runs import entries_take
from campaigns.models import CounterOutcome
from contacts import rules
from workspaces.errors import InvalidInput
from workspaces.sql import load

_SQL = "campaigns.engine"
_NOTHING = rules.Predicate("NULL::jsonb", {})
_ALWAYS = rules.Predicate("TRUE", {})
_MESSAGE_LENGTH = 300
# The database or the connection is to blame: the whole batch is rolled back and comes again.
_NOT_THE_RULE = (OperationalError, InterfaceError)
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Admission:
    """What a trigger has to decide about: rows of a source."""

    house: House
    listener: Listener
    source: Source
    ids: Sequence[int]
    now: datetime

    def decide(self, cursor: CursorWrapper) -> int:
        """How many contacts came in. A rule that can't be carried out lets nobody in and is written down as a fault."""
        try:
            with transaction.atomic():
                return self._let_in(cursor)
        except _NOT_THE_RULE:
            raise
        except (DatabaseError, InvalidInput) as error:
            _log.exception("trigger_failed", campaign=str(self.listener.campaign_id), node=self.listener.node)
            message = f"{type(error).__name__}: {error}"[:_MESSAGE_LENGTH]
            statement = load(_SQL, "note_undecided").replace("{source}", self.source.rows)
            cursor.execute(statement, {**self._params(), "message": message})
            return 0

    def _let_in(self, cursor: CursorWrapper) -> int:
        campaign, settings = self.house.campaign, self.house.settings
        policy = reentry_of(settings, self.now)
        entry_rule = entry_rule_sql(
            settings,
            workspace_id=campaign.workspace_id,
            campaign_id=campaign.pk,
            context_column="b.context",
            now=self.now,
        )
        parts = {
            "source": rules.Predicate(self.source.rows, {}),
            "barred": rules.Predicate(policy.barred, policy.params),
            "filter": self._compiled(self.listener.filter, "filter"),
            "filter_values": self._values(self.listener.filter, "filter_value"),
            "entry_rule": entry_rule,
            "entry_values": self._values(settings.entry_rule, "entry_value"),
        }
        statement = load(_SQL, "let_in")
        # A batch takes as many numbers as its busiest contact needs, which is known afterwards only.
        entry = 1 if policy.first_only else entries_take(campaign, 1)
        params = {**self._params(), "entry": entry, "repeats": policy.repeats, "closed": self._closed}
        for name, part in parts.items():
            statement = statement.replace(f"{{{name}}}", part.sql)
            params |= part.params
        cursor.execute(statement, params)
        made, numbers = cursor.fetchone()
        if numbers > 1:
            entries_take(campaign, numbers - 1)
        if made:
            counts: Counts = {(None, self.listener.node, CounterOutcome.ENROLLED.value, "", ""): made}
            counters_append(counts, campaign.workspace_id, campaign.pk, self.now, cursor)
        return int(made)

    @property
    def _closed(self) -> bool:
        ends_at = self.house.campaign.ends_at
        return ends_at is not None and ends_at <= self.now

    def _params(self) -> dict[str, Any]:
        return {
            "workspace": self.listener.workspace_id,
            "campaign": self.listener.campaign_id,
            "version": self.listener.version_id,
            "node": self.listener.node,
            "subject": self.listener.subject,
            "since": self.listener.since,
            "source": self.source.kind.value,
            "sources": f"{{{','.join(map(str, self.ids))}}}",
            "now": self.now,
        }

    def _compiled(self, rule: dict[str, Any] | None, prefix: str) -> rules.Predicate:
        if rule is None:
            return _ALWAYS
        return rules.compile(
            rules.parse(rule), self.listener.workspace_id, self.now, context=self._context, prefix=prefix
        )

    def _values(self, rule: dict[str, Any] | None, prefix: str) -> rules.Predicate:
        if rule is None:
            return _NOTHING
        return rules.compile_values(
            rules.parse(rule), self.listener.workspace_id, self.now, context=self._context, prefix=prefix
        )

    @property
    def _context(self) -> rules.RuleContext:
        return rules.RuleContext(self.listener.campaign_id, context_column="b.context")
