"""When each kind of background process was last seen, so that /readyz can tell a quiet system from a dead one."""

from django.db import models


class ProcessRole(models.TextChoices):
    """Which process reports."""

    WORKER = "worker", "Worker"  # written by the heartbeat task that a worker ran
    DELIVERY = "delivery", "Delivery worker"  # the same, from the queue of deliveries and imports
    BEAT = "beat", "Beat"  # written by the scheduler itself


class ProcessHeartbeat(models.Model):
    """One row per role and machine, overwritten every few seconds; belongs to no workspace."""

    role = models.CharField(max_length=10, choices=ProcessRole)
    host = models.CharField(max_length=255)
    seen_at = models.DateTimeField()
    # When all children of a worker were last seen at work, so that nobody was free to report.
    busy_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["role", "host"], name="heartbeat_one_per_host"),)

    def __str__(self) -> str:
        return f"{self.role} on {self.host}"
