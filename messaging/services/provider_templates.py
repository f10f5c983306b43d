"""Fetching the templates that senders' providers keep: at once for somebody who waits, and by a job; and what they tell
of them by themselves.

The provider is asked outside of any transaction. All that it told is kept in one, or nothing where it can't be read.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from messaging.delivery.sessions import account_of
from messaging.hooks.base import TemplateTold
from messaging.models import ProviderTemplate, ProviderTemplateList, Sender, SenderState
from messaging.providers.base import KeptTemplate, ProviderUnavailable
from messaging.providers.registry import PROVIDERS
from workspaces.clock import database_now
from workspaces.errors import Conflict
from workspaces.texts import storable
from workspaces.wall.scope import only_in

AGAIN_AFTER, AGAIN_AFTER_PROBLEM = timedelta(minutes=15), timedelta(minutes=5)
ROUND = 5
_LEASE = timedelta(minutes=10)
_FIELDS = ("provider_key", "category", "state", "reason", "body", "places", "wants", "components", "seen_at")


def keeps_templates(provider: str) -> bool:
    """Whether a provider of this key keeps templates that can be fetched."""
    found = PROVIDERS.get(provider)
    return found is not None and found.keeps_templates


def provider_templates_fetch(*, sender: Sender) -> int:
    """Asks the sender's provider now; how many templates it has.

    Takes as long as the provider takes. Raises Conflict where it can't be asked, with its words; then what it told
    before stays.
    """
    if not keeps_templates(sender.provider):
        raise Conflict("The provider of this sender keeps no templates.")
    now = database_now()
    try:
        found = PROVIDERS[sender.provider].templates(account_of(sender))
    except ProviderUnavailable as error:
        _noted(sender, wanted_at=now + AGAIN_AFTER_PROBLEM, problem=error.detail[:500] or "it can't be reached")
        raise Conflict(f"The provider of {sender.name} did not tell its templates: {error.detail}") from error
    if found is None:
        _forget(sender, now)
        raise Conflict("The sender’s settings don’t say which account keeps its templates.")
    _keep(sender, found, now)
    return len(found)


@transaction.atomic
def provider_templates_told(*, sender: Sender, told: Sequence[TemplateTold], now: datetime) -> None:
    """What the provider tells by itself counts from now on, and its whole list is asked for at the next round.

    What it told of earlier than when it was asked last changes nothing, so a call that is repeated does no harm.
    """
    if not told:
        return
    rows = ProviderTemplate.objects.in_workspace(sender.workspace_id).filter(sender=sender)
    for each in told:
        if each.state:
            at = min(each.at or now, now)
            # By the second, as vendors write it.
            rows.filter(name=each.name, language=each.language, seen_at__lt=at + timedelta(seconds=1)).update(
                state=each.state, reason=storable(each.reason, 300), seen_at=at
            )
    lists = ProviderTemplateList.objects.in_workspace(sender.workspace_id)
    lists.filter(sender=sender).update(wanted_at=now)


def provider_templates_run(now: datetime, limit: int = ROUND) -> int:
    """Fetches the lists whose time has come, and those of senders that were changed since; how many. Each is leased."""
    _open(now)
    lists = _claim(now, limit)
    for each in lists:
        with only_in(each.workspace_id), suppress(Conflict):  # why is noted at the list
            provider_templates_fetch(sender=each.sender)
    return len(lists)


@transaction.atomic
def _keep(sender: Sender, found: Sequence[KeptTemplate], now: datetime) -> None:
    """Writes the whole list. Of two that were fetched at the same time the one that was asked for later stays."""
    mine, _ = ProviderTemplateList.objects.in_workspace(sender.workspace_id).get_or_create(
        workspace_id=sender.workspace_id, sender=sender, defaults={"wanted_at": now}
    )
    locked = ProviderTemplateList.objects.in_workspace(sender.workspace_id).select_for_update().get(pk=mine.pk)
    if locked.checked_at is not None and locked.checked_at > now:
        return
    rows = ProviderTemplate.objects.in_workspace(sender.workspace_id)
    rows.bulk_create(
        [_row(sender, each, now) for each in found],
        update_conflicts=True,
        unique_fields=["sender", "name", "language"],
        update_fields=_FIELDS,
        batch_size=500,
    )
    rows.filter(sender=sender, seen_at__lt=now).delete()
    # What the provider told by itself while it was asked may be newer than its answer.
    called = now < locked.wanted_at <= database_now()
    _noted(sender, wanted_at=locked.wanted_at if called else now + AGAIN_AFTER, problem="", checked_at=now)


@transaction.atomic
def _forget(sender: Sender, now: datetime) -> None:
    """The sender no longer says where its templates are: nothing is known of them."""
    _noted(sender, wanted_at=now + AGAIN_AFTER, problem="", checked_at=None)
    ProviderTemplate.objects.in_workspace(sender.workspace_id).filter(sender=sender).delete()


def _row(sender: Sender, kept: KeptTemplate, now: datetime) -> ProviderTemplate:
    values = asdict(kept)
    key = values.pop("key")
    return ProviderTemplate(workspace_id=sender.workspace_id, sender=sender, provider_key=key, seen_at=now, **values)


def _noted(sender: Sender, **changes: Any) -> None:
    values = {"lease_expires_at": None, **changes}
    lists = ProviderTemplateList.objects.in_workspace(sender.workspace_id)
    if not lists.filter(sender=sender).update(**values):
        lists.get_or_create(workspace_id=sender.workspace_id, sender=sender, defaults=values)


def _open(now: datetime) -> None:
    """Senders whose provider keeps templates are asked about from now on."""
    keeping = [key for key in PROVIDERS if keeps_templates(key)]
    senders = Sender.objects.across_workspaces().filter(
        provider__in=keeping, state=SenderState.ACTIVE, template_list__isnull=True
    )
    ProviderTemplateList.objects.across_workspaces().bulk_create(
        [
            ProviderTemplateList(workspace_id=workspace_id, sender_id=pk, wanted_at=now)
            for pk, workspace_id in senders.values_list("pk", "workspace_id")[:500]
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def _claim(now: datetime, limit: int) -> list[ProviderTemplateList]:
    free = Q(lease_expires_at=None) | Q(lease_expires_at__lt=now)
    changed = Q(problem="", sender__updated_at__gt=F("checked_at"))
    due = ProviderTemplateList.objects.across_workspaces().filter(
        free, Q(wanted_at__lte=now) | changed, sender__state=SenderState.ACTIVE
    )
    locked = due.select_for_update(skip_locked=True, of=("self",)).select_related("sender")
    lists = list(locked.order_by("wanted_at", "pk")[:limit])
    claimed = ProviderTemplateList.objects.across_workspaces().filter(pk__in=[each.pk for each in lists])
    claimed.update(lease_expires_at=now + _LEASE)
    return lists
