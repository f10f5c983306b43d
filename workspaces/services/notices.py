"""Notices of incidents: opening and ending them, and their one e-mail to the members who can do something about it."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.urls import reverse

from workspaces.clock import database_now
from workspaces.models import Membership, Notice, NoticeKind, Role, Workspace
from workspaces.nudge import nudge
from workspaces.wall.scope import everywhere, only_in

MAIL = "workspaces.tasks.mail_notices"
_MOST_TRIES = 6
_PAUSE = timedelta(minutes=5)
_log = structlog.get_logger(__name__)


@transaction.atomic
def notice_open(*, workspace: Workspace, kind: NoticeKind, subject: UUID, title: str, sentence: str, path: str) -> None:
    """Notes an incident and has it mailed; nothing while one of this kind about the subject is open."""
    now = database_now()
    notice = Notice(
        workspace=workspace,
        kind=kind,
        subject=subject,
        title=title[:200],
        sentence=sentence[:1_000],
        path=path,
        opened_at=now,
        mail_after=now,
    )
    before = Notice.objects.in_workspace(workspace).filter(kind=kind, subject=subject, ended_at=None)
    if before.exists():
        return
    # Of two at once the second finds the first one's row.
    Notice.objects.bulk_create([notice], ignore_conflicts=True)
    nudge(MAIL)


def notices_open() -> list[Notice]:
    """Incidents that are not over, in all workspaces."""
    return list(Notice.objects.across_workspaces().filter(ended_at=None).order_by("pk"))


def notices_end(*, notices: Collection[Notice], now: datetime) -> None:
    """These incidents are over; the next one about the same is a new one."""
    rows = Notice.objects.across_workspaces().filter(pk__in=[notice.pk for notice in notices], ended_at=None)
    rows.update(ended_at=now)


def notices_mail(*, now: datetime) -> int:
    """Mails what waits; how many notices. A notice is marked before its first mail is handed over, so that none goes
    out twice whatever breaks; while the mail server can't be reached it waits."""
    mailed = 0
    while (notice := _next(now)) is not None:
        with only_in(notice.workspace_id):
            mailed += _handed_over(notice, now)
    return mailed


def _handed_over(notice: Notice, now: datetime) -> bool:
    connection = get_connection(timeout=settings.EMAIL_TIMEOUT)
    try:
        connection.open()
    except OSError as error:
        _put_off(notice, now, error)
        return False
    try:
        _mail(notice, connection, now)
    finally:
        connection.close()
    return True


def membership_notices_set(*, membership: Membership, wanted: bool) -> None:
    """Whether this member gets e-mails about incidents of the workspace."""
    Membership.objects.in_workspace(membership.workspace_id).filter(pk=membership.pk).update(notices=wanted)


@everywhere()
def _next(now: datetime) -> Notice | None:
    waiting = Notice.objects.across_workspaces().filter(mailed_at=None, mail_after__lte=now, tries__lt=_MOST_TRIES)
    return waiting.select_related("workspace").order_by("mail_after", "pk").first()


def _put_off(notice: Notice, now: datetime, error: OSError) -> None:
    _log.warning("notice_not_mailed", notice=notice.pk, error=repr(error))
    tries = notice.tries + 1
    rows = Notice.objects.across_workspaces().filter(pk=notice.pk, mailed_at=None, tries=notice.tries)
    rows.update(tries=tries, mail_after=now + _PAUSE * 2**notice.tries)


def _mail(notice: Notice, connection: BaseEmailBackend, now: datetime) -> None:
    mine = Notice.objects.across_workspaces().filter(pk=notice.pk, mailed_at=None)
    if not mine.update(mailed_at=now):
        return  # another worker was quicker
    for address in _recipients(notice):
        try:
            _letter(notice, address, connection).send()
        except OSError as error:
            # One address that is refused keeps the others from nothing.
            _log.warning("notice_refused", notice=notice.pk, error=repr(error))


def _recipients(notice: Notice) -> list[str]:
    """Members who may resume campaigns and want to know."""
    roles = [role for role in Role if role.covers(Role.EDITOR)]
    members = Membership.objects.in_workspace(notice.workspace_id).filter(
        role__in=roles, notices=True, user__is_active=True
    )
    return list(members.order_by("pk").values_list("user__email", flat=True))


def _letter(notice: Notice, address: str, connection: BaseEmailBackend) -> EmailMessage:
    switch = settings.BASE_URL + reverse("frontend:notices", args=[notice.workspace.slug])
    lines = (
        notice.sentence,
        f"Look at it: {settings.BASE_URL}{notice.path}",
        f"This is the only e-mail about it. Switch such e-mails off: {switch}",
    )
    subject = " ".join(f"{notice.workspace.name}: {notice.title}".split())
    return EmailMessage(subject, "\n\n".join(lines) + "\n", to=[address], connection=connection)
