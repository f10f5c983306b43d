"""Answers kept for `Idempotency-Key`."""

from django.db import models


class IdempotentAnswer(models.Model):
    """The first answer to a POST with this key, replayed for 24 hours (API.md, common rules).

    Written in the transaction that does the work, so that an answer is kept exactly when its work is.
    """

    owner = models.CharField(max_length=64, help_text="The workspace of an API key, or a signed-in user: their id.")
    key = models.CharField(max_length=255)
    route = models.CharField(max_length=500, help_text="Method and path; the same key on another route is another key.")
    body_digest = models.BinaryField(max_length=32)
    status = models.SmallIntegerField()
    body = models.TextField()  # sealed (workspaces.sealing)
    created_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["owner", "route", "key"], name="idempotent_answer_unique"),)
        indexes = (models.Index(fields=["created_at"], name="idempotent_answer_by_age"),)

    def __str__(self) -> str:
        return f"{self.route} {self.key}"
