"""Inbox threads: conversations with contacts, and things about one that somebody of the team should look at."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from workspaces.channels import Channel
from workspaces.tenancy import PublicRowId, WorkspaceModel

TEXT_LENGTH = 20_000
PREVIEW_LENGTH = 160


class ThreadState(models.TextChoices):
    """Where a thread stands; people move it, and what is written to it opens it again."""

    OPEN = "open", "Open"  # wants to be looked at → archived, snoozed
    SNOOZED = "snoozed", "Snoozed"  # out of sight until snoozed_until → open by then, or by an answer; archived
    ARCHIVED = "archived", "Archived"  # dealt with → open, by people or by an answer


class InboxThread(PublicRowId, WorkspaceModel):
    """One thread. With a sender it is the one conversation with a contact over it; without one it was opened by a flow,
    and `execution_id`, `node` and `visit` name the place, as with messages.

    Whom nobody knows has a thread by `address` alone, until somebody makes a contact of them.
    """

    ID_PREFIX = "thr"

    workspace = models.ForeignKey(
        "workspaces.Workspace", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    contact = models.ForeignKey(
        "contacts.Contact",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="inbox_threads",
        db_constraint=False,
    )
    channel = models.CharField(max_length=10, choices=Channel.choices, blank=True, db_default="")
    sender = models.ForeignKey(
        "messaging.Sender",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    address = models.CharField(max_length=254, blank=True, db_default="", help_text="Where they wrote from.")
    name = models.CharField(max_length=120, blank=True, db_default="", help_text="What they call themselves there.")
    execution_id = models.BigIntegerField(null=True)
    node = models.CharField(max_length=64, blank=True, db_default="")
    visit = models.SmallIntegerField(db_default=1)

    subject = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    preview = models.CharField(max_length=PREVIEW_LENGTH, blank=True, db_default="", help_text="What was said last.")
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="inbox_threads"
    )
    state = models.CharField(max_length=8, choices=ThreadState.choices, db_default=ThreadState.OPEN)
    unread = models.BooleanField(db_default=True, help_text="Something came since somebody looked.")
    snoozed_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    last_at = models.DateTimeField(help_text="When something was said last; threads are shown in this order.")

    class Meta(WorkspaceModel.Meta):
        constraints = (
            models.UniqueConstraint(fields=["execution_id", "node", "visit"], name="thread_once_per_visit"),
            models.UniqueConstraint(
                fields=["sender", "contact"],
                condition=Q(sender__isnull=False, contact__isnull=False),
                name="thread_one_conversation",
            ),
            models.UniqueConstraint(
                fields=["sender", "address"],
                condition=Q(sender__isnull=False, contact__isnull=True),
                name="thread_one_of_stranger",
            ),
            models.CheckConstraint(condition=Q(state__in=ThreadState.values), name="thread_state_known"),
            models.CheckConstraint(
                condition=Q(state="snoozed", snoozed_until__isnull=False)
                | (~Q(state="snoozed") & Q(snoozed_until__isnull=True)),
                name="thread_snoozed_has_end",
            ),
        )
        indexes = (
            models.Index(fields=["workspace", "state", "-last_at"], name="thread_by_last"),
            models.Index(fields=["workspace", "-last_at", "-id"], name="thread_by_last_of_any"),
            models.Index(fields=["snoozed_until"], condition=Q(state="snoozed"), name="thread_to_wake"),
            models.Index(fields=["workspace"], condition=Q(state="open", unread=True), name="thread_unread"),
        )

    def __str__(self) -> str:
        return self.subject


class Direction(models.TextChoices):
    """Who said it."""

    IN = "in", "From the contact"
    OUT = "out", "To the contact"


class InboxEntry(PublicRowId, WorkspaceModel):
    """One thing said in a conversation: what the contact wrote, or what somebody of the team answered by a message."""

    ID_PREFIX = "ent"

    workspace = models.ForeignKey(
        "workspaces.Workspace", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    thread = models.ForeignKey(
        "messaging.InboxThread", on_delete=models.CASCADE, related_name="entries", db_constraint=False, db_index=False
    )
    direction = models.CharField(max_length=3, choices=Direction.choices)
    key = models.UUIDField(
        help_text="What is said once is one entry: of an answer to us its report's, else the form's."
    )
    subject = models.CharField(max_length=200, blank=True, db_default="")
    text = models.TextField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    author_label = models.CharField(max_length=254, blank=True, db_default="")
    message = models.ForeignKey(
        "messaging.Message",
        on_delete=models.DO_NOTHING,
        null=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
        help_text="What sends the answer; of what came in, the message that it answers.",
    )
    mail_id = models.CharField(
        max_length=255, blank=True, db_default="", help_text="The Message-ID of a received mail."
    )
    automatic = models.BooleanField(db_default=False, help_text="Written by a machine, such as a note of absence.")
    created_at = models.DateTimeField()

    class Meta(WorkspaceModel.Meta):
        constraints = (models.UniqueConstraint(fields=["thread", "key"], name="inbox_entry_once"),)
        indexes = (
            models.Index(fields=["thread", "created_at"], name="inbox_entry_by_thread"),
            models.Index(fields=["workspace", "created_at"], name="inbox_entry_by_age"),
        )

    def __str__(self) -> str:
        return f"{self.direction}: {self.text[:40]}"


class InboxWords(WorkspaceModel):
    """The words of a thread and of what was said in it, for searching; written by triggers alone, and gone with it."""

    thread = models.OneToOneField(
        "messaging.InboxThread",
        on_delete=models.DO_NOTHING,
        primary_key=True,
        related_name="+",
        db_constraint=False,
    )
    workspace = models.ForeignKey(
        "workspaces.Workspace", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    words = SearchVectorField()

    class Meta(WorkspaceModel.Meta):
        indexes = (GinIndex(fields=["words"], name="inbox_words"),)

    def __str__(self) -> str:
        return f"words of {self.thread_id}"
