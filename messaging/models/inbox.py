"""Inbox threads: things about a contact that somebody of the team should look at."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from workspaces.tenancy import PublicRowId, WorkspaceModel


class ThreadState(models.TextChoices):
    """Where a thread stands; people move it."""

    OPEN = "open", "Open"  # wants to be looked at → archived, snoozed
    SNOOZED = "snoozed", "Snoozed"  # out of sight until snoozed_until, then shown as open again → open, archived
    ARCHIVED = "archived", "Archived"  # dealt with → open


class InboxThread(PublicRowId, WorkspaceModel):
    """One thread. `execution_id`, `node` and `visit` name the place in a flow that opened it, as with messages."""

    ID_PREFIX = "thr"

    workspace = models.ForeignKey(
        "workspaces.Workspace", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    contact = models.ForeignKey(
        "contacts.Contact", on_delete=models.CASCADE, related_name="inbox_threads", db_constraint=False
    )
    execution_id = models.BigIntegerField(null=True)
    node = models.CharField(max_length=64, blank=True, db_default="")
    visit = models.SmallIntegerField(db_default=1)

    subject = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="inbox_threads"
    )
    state = models.CharField(max_length=8, choices=ThreadState.choices, db_default=ThreadState.OPEN)
    snoozed_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta(WorkspaceModel.Meta):
        constraints = (
            models.UniqueConstraint(fields=["execution_id", "node", "visit"], name="thread_once_per_visit"),
            models.CheckConstraint(condition=Q(state__in=ThreadState.values), name="thread_state_known"),
            models.CheckConstraint(
                condition=Q(state="snoozed", snoozed_until__isnull=False)
                | (~Q(state="snoozed") & Q(snoozed_until__isnull=True)),
                name="thread_snoozed_has_end",
            ),
        )
        indexes = (models.Index(fields=["workspace", "state", "-created_at"], name="thread_by_state"),)

    def __str__(self) -> str:
        return self.subject
