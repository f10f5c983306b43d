"""The one notice of an incident that stops campaigns: opened with the holds, over when nothing stands in the way."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import F
from django.template.defaultfilters import pluralize
from django.urls import reverse

from campaigns.models import CampaignHold, HoldKind
from messaging.models import Sender
from workspaces.models import BalanceAccount, Notice, NoticeKind, Workspace
from workspaces.services.notices import notice_open, notices_end, notices_open

_SENDERS = {NoticeKind.BREAKER: "tripped_at", NoticeKind.COMPLAINTS: "complaints_tripped_at"}


def sender_fails(sender: Sender, held: int) -> None:
    """The sender's breaker is open, and `held` campaigns wait."""
    why = f" It said: {sender.fault_detail}" if sender.fault_detail else ""
    _open(
        sender.workspace,
        NoticeKind.BREAKER,
        sender,
        f"{sender.name} can’t send",
        f"The provider of the sender {sender.name} failed again and again.{why} {_held(held)} Nothing is lost.",
        "senders",
    )


def sender_complained_of(sender: Sender, held: int) -> None:
    """Too many recipients of the sender complain, and `held` campaigns wait."""
    _open(
        sender.workspace,
        NoticeKind.COMPLAINTS,
        sender,
        f"Too many people report mails of {sender.name} as spam",
        f"Of the sender {sender.name}, {sender.complaints_detail}. From 0.3 % on, mail providers hide or refuse mail. "
        f"{_held(held)} Look at whom you write to before you resume them.",
        "deliverability",
    )


def balance_used_up(workspace: Workspace) -> None:
    """A campaign found no balance; others may follow, of which nobody is told anew."""
    notice_open(
        workspace=workspace,
        kind=NoticeKind.BALANCE,
        subject=workspace.pk,
        title="The balance is used up",
        sentence="Campaigns that have to pay for their messages are paused. Top up the balance, then resume them. "
        "Nothing is lost.",
        path=reverse("frontend:balance", args=[workspace.slug]),
    )


def end_over(now: datetime) -> None:
    """Ends incidents that are over: the sender works or is thought well of, no campaign waits for balance and there is
    some. One query where none is open."""
    lasting = notices_open()
    over: list[Notice] = []
    for kind, field in _SENDERS.items():
        mine = [notice for notice in lasting if notice.kind == kind]
        over += [notice for notice in mine if notice.subject not in _senders_still(mine, field)] if mine else []
    if unpaid := [notice for notice in lasting if notice.kind == NoticeKind.BALANCE]:
        still = _unpaid_still([notice.workspace_id for notice in unpaid])
        over += [notice for notice in unpaid if notice.workspace_id not in still]
    if over:
        notices_end(notices=over, now=now)


def _senders_still(notices: Sequence[Notice], field: str) -> set[UUID]:
    senders = Sender.objects.across_workspaces().filter(pk__in=[notice.subject for notice in notices])
    return set(senders.filter(**{f"{field}__isnull": False}).values_list("pk", flat=True))


def _unpaid_still(workspaces: Sequence[UUID]) -> set[UUID]:
    held = CampaignHold.objects.across_workspaces().filter(workspace_id__in=workspaces, kind=HoldKind.BALANCE)
    poor = BalanceAccount.objects.across_workspaces().filter(workspace_id__in=workspaces, balance__lte=F("reserved"))
    return {*held.values_list("workspace_id", flat=True), *poor.values_list("workspace_id", flat=True)}


def _open(workspace: Workspace, kind: NoticeKind, sender: Sender, title: str, sentence: str, page: str) -> None:
    path = reverse(f"frontend:{page}", args=[workspace.slug])
    notice_open(workspace=workspace, kind=kind, subject=sender.pk, title=title, sentence=sentence, path=path)


def _held(number: int) -> str:
    if not number:
        return "No running campaign uses it."
    are, them = pluralize(number, "is,are"), pluralize(number, "it,them")
    return f"{number} campaign{pluralize(number)} {are} held until somebody resumes {them}."
