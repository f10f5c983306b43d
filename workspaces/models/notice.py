"""Notices: what stops a workspace's sending, told to its members once by e-mail, for as long as it lasts."""

from django.db import models
from django.db.models import Q

from workspaces.tenancy import WorkspaceModel


class NoticeKind(models.TextChoices):
    """What happened."""

    BREAKER = "breaker", "A provider fails"
    COMPLAINTS = "complaints", "Too many complaints"
    BALANCE = "balance", "The balance is used up"
    WEBHOOK = "webhook", "A webhook endpoint fails"


class Notice(WorkspaceModel):
    """One incident. While it is open there is no second one about the same; at most one e-mail goes to each member."""

    kind = models.CharField(max_length=10, choices=NoticeKind.choices)
    subject = models.UUIDField(help_text="What it is about: the key of a sender, an endpoint or the workspace.")
    title = models.CharField(max_length=200)
    sentence = models.CharField(max_length=1_000)
    path = models.CharField(max_length=300, help_text="Of the page that leads to the fix.")
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    mail_after = models.DateTimeField(help_text="Its e-mail goes out from this moment on.")
    mailed_at = models.DateTimeField(null=True, help_text="Written before the first e-mail is handed over.")
    tries = models.SmallIntegerField(db_default=0, help_text="How often the mail server could not be reached.")

    class Meta(WorkspaceModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["workspace", "kind", "subject"], condition=Q(ended_at=None), name="notice_open_once"
            ),
            models.CheckConstraint(condition=Q(kind__in=NoticeKind.values), name="notice_kind_known"),
        )
        indexes = (
            models.Index(fields=["mail_after"], condition=Q(mailed_at=None), name="notice_to_mail"),
            models.Index(fields=["workspace", "-id"], name="notice_newest"),
        )

    def __str__(self) -> str:
        return self.title
