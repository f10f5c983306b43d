"""Automatic reloads: little can be spent, so a fixed amount is charged and credited, up to a cap a day.

The charge's reference is the day and how many reloads it has seen. Whoever takes over from a worker that died between
charge and credit, or works beside another, uses the same one again: a charger that knows references charges once, and
the ledger credits each once. A reload resumes nothing (seed 003).
"""

from datetime import datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, Q, Sum
from django.utils.module_loading import import_string

from workspaces.chargers import ChargeFailed, Charger
from workspaces.clock import database_now
from workspaces.errors import Conflict, FieldError, InvalidInput
from workspaces.models import BalanceAccount, LedgerEntry, LedgerKind, Workspace
from workspaces.services.audit import Actor, audit_record
from workspaces.services.balance import amount_problem, balance_top_up
from workspaces.wall.scope import everywhere, only_in

_LOW = Q(reload_below__gt=F("balance") - F("reserved"))
_log = structlog.get_logger(__name__)


@transaction.atomic
def balance_reload_set(
    *,
    workspace: Workspace,
    actor: Actor,
    reload_below: Decimal | None,
    reload_amount: Decimal | None,
    reload_daily_cap: Decimal | None,
) -> BalanceAccount:
    """When to reload by how much, at most how much a day; all three, or none to switch it off.

    Raises InvalidInput, or Conflict where the workspace has no balance.
    """
    values = {"reload_below": reload_below, "reload_amount": reload_amount, "reload_daily_cap": reload_daily_cap}
    problems = reload_problems(**values)
    if problems:
        raise InvalidInput(f"{problems[0].field}: {problems[0].message}", problems)
    if not BalanceAccount.objects.in_workspace(workspace).update(**values):
        raise Conflict("The workspace has no balance: messages cost it nothing.")
    audit_record(
        workspace=workspace,
        actor=actor,
        action="balance.reload_set",
        target_type="workspace",
        target_id=workspace.public_id,
        data={name: None if value is None else f"{value:f}" for name, value in values.items()},
    )
    return BalanceAccount.objects.in_workspace(workspace).get()


def reload_problems(
    *, reload_below: Decimal | None, reload_amount: Decimal | None, reload_daily_cap: Decimal | None
) -> list[FieldError]:
    """What is wrong with the three together."""
    given = {"reload_below": reload_below, "reload_amount": reload_amount, "reload_daily_cap": reload_daily_cap}
    if all(value is None for value in given.values()):
        return []
    problems = [
        FieldError(name, "must be given with the other two", "required")
        if value is None
        else FieldError(name, amount_problem(value, least=Decimal(0)))
        for name, value in given.items()
        if value is None or amount_problem(value, least=Decimal(0))
    ]
    if not problems and reload_daily_cap is not None and reload_amount is not None and reload_daily_cap < reload_amount:
        problems.append(FieldError("reload_daily_cap", "must be at least the amount of one reload"))
    return problems


def balances_reload(now: datetime | None = None) -> int:
    """Reloads every balance that is low and has room under its cap, once each; how many."""
    moment = now or database_now()
    reloaded = 0
    for account in _low():
        with only_in(account.workspace_id):
            reloaded += _reload(account, moment)
    return reloaded


@everywhere()
def _low() -> list[BalanceAccount]:
    low = BalanceAccount.objects.across_workspaces().filter(_LOW)
    return list(low.select_related("workspace").order_by("workspace_id"))


def _reload(account: BalanceAccount, now: datetime) -> bool:
    reference = _next_reference(account, now)
    amount = account.reload_amount
    if reference is None or amount is None:
        return False
    # Once more, now that the day's reloads are counted: another worker's may have come before the count.
    if not BalanceAccount.objects.in_workspace(account.workspace_id).filter(_LOW, pk=account.pk).exists():
        return False
    charge: Charger = import_string(settings.BALANCE_CHARGER)
    try:
        # Outside of any transaction: whoever charges may take its time.
        charge(account.workspace, amount, reference)
    except ChargeFailed as error:
        _log.warning("reload_failed", workspace=account.workspace.public_id, reference=reference, detail=str(error))
        return False
    balance_top_up(
        workspace=account.workspace,
        amount=amount,
        reference=reference,
        actor=Actor.system("reload"),
        kind=LedgerKind.RELOAD,
    )
    return True


def _next_reference(account: BalanceAccount, now: datetime) -> str | None:
    """The day's next reload; None where the cap leaves no room."""
    zone = ZoneInfo(account.workspace.timezone)
    day = now.astimezone(zone).date()
    since = datetime.combine(day, time.min, zone)
    reloads = LedgerEntry.objects.in_workspace(account.workspace_id).filter(
        kind=LedgerKind.RELOAD, created_at__gte=since
    )
    done = reloads.aggregate(total=Sum("amount"), number=Count("pk"))
    spent: Decimal = done["total"] or Decimal(0)
    if account.reload_amount is None or spent + account.reload_amount > (account.reload_daily_cap or 0):
        return None
    return f"reload:{day}:{done['number'] + 1}"
