"""Mailboxes in which senders' bounces, complaints and answers arrive, and how far each has been read."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from workspaces.tenancy import WorkspaceModel


class ReturnMailbox(WorkspaceModel):
    """One sender's mailbox, read over IMAP by a job that leases it: one worker at a time, `attempt` says which.

    Mails up to `last_uid` are kept, of the mailbox as `uid_validity` names it; `marks` are those that the server has
    still to mark or delete. Of mails up to `old_until`, which were there before, those before `since` are left alone.
    """

    sender = models.OneToOneField("messaging.Sender", on_delete=models.CASCADE, related_name="return_mailbox")
    config = models.JSONField(default=dict, help_text="Its settings that are no secret.")
    credentials = models.BinaryField(default=bytes, editable=False, help_text="Encrypted; write-only everywhere.")
    since = models.DateTimeField()
    uid_validity = models.BigIntegerField(null=True, editable=False)
    last_uid = models.BigIntegerField(default=0, db_default=0, editable=False)
    old_until = models.BigIntegerField(default=0, db_default=0, editable=False)
    marks = ArrayField(models.BigIntegerField(), default=list, editable=False)
    mails = models.BigIntegerField(default=0, db_default=0, editable=False, help_text="How many were read.")
    unknown = models.BigIntegerField(
        default=0, db_default=0, editable=False, help_text="How many of them nobody understood."
    )
    wanted_at = models.DateTimeField(help_text="Read again from this moment on.")
    lease_expires_at = models.DateTimeField(null=True, editable=False)
    attempt = models.IntegerField(default=0, db_default=0, editable=False)
    checked_at = models.DateTimeField(null=True, editable=False, help_text="When it was read through last.")
    faults = models.SmallIntegerField(default=0, db_default=0, editable=False, help_text="Failures in a row.")
    fault_detail = models.CharField(max_length=500, blank=True, default="", db_default="", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(WorkspaceModel.Meta):
        indexes = (models.Index(fields=["wanted_at"], name="return_mailbox_wanted"),)

    def __str__(self) -> str:
        return f"of {self.sender_id}"
