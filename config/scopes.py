"""As whom each task speaks to PostgreSQL: the lists behind docs/tenancy.md. A task in none of them reaches nothing.

The login of a worker owns the tables; its statements run as one of the wall's roles (`workspaces.wall.scope`), which
have rights over rows and nothing else.
"""

from collections.abc import Mapping
from typing import Any

from celery import Task

from workspaces.wall.scope import EVERYWHERE, NOWHERE, OWNER, Scope, within

# Begin nowhere, ask which workspaces have work, and do the work of each inside that workspace alone.
CONFINED = frozenset(
    {
        "contacts.tasks.refresh_segments",
        "contacts.tasks.run_bulk",
        "contacts.tasks.run_exports",
        "contacts.tasks.run_imports",
        "contacts.tasks.run_scoring",
        "contacts.tasks.sweep_gone_contacts",
        "messaging.tasks.read_mailboxes",
        "messaging.tasks.run_suppression_imports",
        "workspaces.tasks.delivery_heartbeat",
        "workspaces.tasks.expire_idempotent_answers",
        "workspaces.tasks.heartbeat",
    }
)
_SETS = "one statement claims or settles rows of many workspaces"
_OLD = "one statement forgets rows of every workspace whose time is up"
_COUNTS = "one statement folds counters of every workspace"
_EACH = "asks of all workspaces which have work; what it does with one row names that row's workspace"
# Reach the rows of every workspace, and why.
STAGES: Mapping[str, str] = {
    "campaigns.tasks.compact_counters": _COUNTS,
    "campaigns.tasks.run_engine": "arms waits in sets; each campaign's pass is confined to its workspace",
    "campaigns.tasks.run_goals": "wakes leavers in sets; each campaign's sweep is confined to its workspace",
    "campaigns.tasks.run_moves": _EACH,
    "campaigns.tasks.run_orders": _EACH,
    "campaigns.tasks.run_outages": _EACH,
    "campaigns.tasks.run_settle": "finishes runs in sets",
    "campaigns.tasks.run_triggers": "routes events in sets; beginnings and schedules are confined to their workspaces",
    "campaigns.tasks.run_waits": "looks after gates in sets; each campaign's sweep is confined to its workspace",
    "campaigns.tasks.run_webhooks": _SETS,
    "contacts.tasks.compact_counters": _COUNTS,
    "contacts.tasks.expire_files": _OLD,
    "contacts.tasks.forget_bulk_changes": _OLD,
    "contacts.tasks.forget_score_changes": _OLD,
    "messaging.tasks.compact_counters": _COUNTS,
    "messaging.tasks.expire_suppression_imports": _OLD,
    "messaging.tasks.forget_conversations": _OLD,
    "messaging.tasks.forget_reports": _OLD,
    "messaging.tasks.open_domain_checks": _EACH,
    "messaging.tasks.run_delivery": _SETS,
    "messaging.tasks.run_domain_checks": _EACH,
    "messaging.tasks.run_provider_templates": _EACH,
    "messaging.tasks.run_reports": _SETS,
    "messaging.tasks.run_verification": _SETS,
    "messaging.tasks.settle_reported": _SETS,
    "messaging.tasks.sweep_onsite": _OLD,
    "messaging.tasks.wake_threads": _SETS,
    "messaging.tasks.watch_reputation": _SETS,
    "workspaces.tasks.forget_webhook_events": _OLD,
    "workspaces.tasks.mail_notices": _EACH,
    "workspaces.tasks.reload_balances": _EACH,
    "workspaces.tasks.run_outbound_webhooks": _SETS,
}
# Change tables and indexes, which only their owner may.
OWNERS: Mapping[str, str] = {
    "contacts.tasks.build_attribute_indexes": "makes and drops indexes of contacts, and gathers statistics",
    "contacts.tasks.keep_event_months": "makes and drops partitions of events, and gathers statistics",
}


def scope_of(task: str) -> Scope:
    """The scope in which the task of this name begins."""
    if task in OWNERS:
        return OWNER
    return EVERYWHERE if task in STAGES else NOWHERE


class ScopedTask(Task):
    """A task whose statements run in the scope that the lists say, and that is not run for nothing."""

    Request = "config.hints:Hint"

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        with within(scope_of(self.name)):
            return super().__call__(*args, **kwargs)
