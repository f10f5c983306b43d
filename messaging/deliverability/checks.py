"""Checks of sending domains: which there are, when they are made, and the job that asks the DNS."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from messaging.deliverability.records import Verdict, findings
from messaging.deliverability.resolver import Ask, resolver
from messaging.models import DomainCheck, Sender
from workspaces.channels import Channel
from workspaces.clock import database_now
from workspaces.errors import InvalidInput
from workspaces.models import Workspace
from workspaces.nudge import nudge
from workspaces.sql import load
from workspaces.wall.scope import everywhere, only_in

RUN = "messaging.tasks.run_domain_checks"
AGAIN_AFTER, AGAIN_AFTER_SILENCE = timedelta(days=1), timedelta(hours=1)
ROUND = 10
_LEASE = timedelta(minutes=5)
_SELECTOR = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?")
_MOST_SELECTORS = 5


def domain_of(sender_address: str) -> str:
    """The domain that a sender's mails come from, in lower case."""
    return sender_address.rpartition("@")[2].lower()


def sending_domains(workspace_id: UUID) -> dict[str, list[Sender]]:
    """The domains of the workspace's mail senders, with the senders of each; one query."""
    found: dict[str, list[Sender]] = {}
    senders = Sender.objects.in_workspace(workspace_id).filter(channel=Channel.EMAIL).order_by("name", "pk")
    for sender in senders.defer("credentials"):
        found.setdefault(domain_of(sender.from_address), []).append(sender)
    return found


@transaction.atomic
def domain_check_want(*, workspace: Workspace, domain: str, selectors: Sequence[str] | None = None) -> DomainCheck:
    """Has a domain of the workspace's senders asked about soon. Raises InvalidInput for another one, and for selectors
    that can be none; what is left out stays."""
    if domain not in sending_domains(workspace.pk):
        raise InvalidInput.of("domain", "no sender of yours sends from it")
    changes: dict[str, object] = {"wanted_at": database_now()}
    if selectors is not None:
        changes["selectors"] = _checked(selectors)
    check, _ = DomainCheck.objects.in_workspace(workspace).update_or_create(
        workspace=workspace, domain=domain, defaults=changes
    )
    nudge(RUN)
    return check


def open_checks(now: datetime) -> None:
    """Domains that senders send from and that nobody asked about yet are asked about soon; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(load("messaging.deliverability", "open_checks"), {"now": now})


def run(now: datetime, limit: int = ROUND) -> int:
    """Makes the checks whose time has come; how many. Each is leased first, and the DNS is asked outside of any
    transaction, so that a silent server keeps nothing locked."""
    checks = _claim(now, limit)
    ask = resolver() if checks else None
    for check in checks:
        with only_in(check.workspace_id):
            _make(check, ask, now)
    return len(checks)


def _make(check: DomainCheck, ask: Ask | None, now: datetime) -> None:
    senders = sending_domains(check.workspace_id).get(check.domain, [])
    mine = DomainCheck.objects.in_workspace(check.workspace_id).filter(
        pk=check.pk, lease_expires_at=check.lease_expires_at
    )
    if not senders or ask is None:
        # Nobody sends from it any more.
        mine.delete()
        return
    found = findings(check.domain, sorted({each.provider for each in senders}), check.selectors, ask)
    silent = any(each.verdict is Verdict.UNKNOWN for each in found)
    mine.update(
        findings=[each.stored() for each in found],
        checked_at=now,
        wanted_at=now + (AGAIN_AFTER_SILENCE if silent else AGAIN_AFTER),
        lease_expires_at=None,
    )


@everywhere()
@transaction.atomic
def _claim(now: datetime, limit: int) -> list[DomainCheck]:
    """Checks whose time has come, leased to this worker."""
    free = Q(lease_expires_at=None) | Q(lease_expires_at__lt=now)
    due = DomainCheck.objects.across_workspaces().filter(free, wanted_at__lte=now).order_by("wanted_at", "pk")
    checks = list(due.select_for_update(skip_locked=True)[:limit])
    until = now + _LEASE
    DomainCheck.objects.across_workspaces().filter(pk__in=[check.pk for check in checks]).update(lease_expires_at=until)
    for check in checks:
        check.lease_expires_at = until
    return checks


def _checked(selectors: Sequence[str]) -> list[str]:
    wanted = list(dict.fromkeys(each.strip().removesuffix("._domainkey") for each in selectors if each.strip()))
    if len(wanted) > _MOST_SELECTORS:
        raise InvalidInput.of("selectors", f"at most {_MOST_SELECTORS}")
    for each in wanted:
        if not _SELECTOR.fullmatch(each):
            raise InvalidInput.of("selectors", f"{each[:40]!r} can be none: it is the part before “._domainkey”")
    return wanted
