"""Mails that the local mailbox received: what a developer or a demo's visitor looks at instead of a real inbox."""

from django.db import models


class MailboxMail(models.Model):
    """One mail as it arrived over SMTP. Belongs to the machine, not to a workspace."""

    received_at = models.DateTimeField(auto_now_add=True)
    mail_from = models.CharField(max_length=320)
    rcpt_to = models.CharField(max_length=320)
    subject = models.CharField(max_length=998, blank=True)
    raw = models.BinaryField()

    class Meta:
        indexes = (models.Index(fields=["rcpt_to"], name="mailbox_by_recipient"),)

    def __str__(self) -> str:
        return f"{self.rcpt_to}: {self.subject}"
