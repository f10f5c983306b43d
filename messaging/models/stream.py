"""Message streams: what delivery needs to know of the place its messages come from, and what it sent of each a day."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Value

from workspaces.tenancy import WorkspaceModel


class MessageStream(WorkspaceModel):
    """One campaign as delivery sees it; its key is the campaign's.

    Campaigns keep it true in the transaction that changes the campaign, so delivery never reads a higher app's tables
    and a paused backlog costs a claim nothing. See ADR 0006.
    """

    id = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=200, help_text="The campaign's name, for templates and for staff.")
    claimable = models.BooleanField(default=False, help_text="Running without holds.")
    stopped_reason = models.CharField(
        max_length=64, blank=True, help_text="Set when the campaign was cancelled: what is queued is skipped with it."
    )
    draining = models.BooleanField(
        default=False, help_text="Stopped, and may still hold queued messages; delivery clears it."
    )
    open_tracking = models.BooleanField(default=True)
    click_tracking = models.BooleanField(default=True)
    link_tags = models.JSONField(
        default=dict,
        db_default=Value({}, models.JSONField()),
        blank=True,
        help_text='{"own": {…} or "off", "steps": {"s1": {"name": …, "tags": {…}}}}; see docs/delivery.md.',
    )
    mail_from = models.JSONField(
        default=dict,
        db_default=Value({}, models.JSONField()),
        blank=True,
        help_text='{"from_name", "reply_to_name", "reply_to_email"}, each in place of the sender\'s.',
    )
    frequency_cap = models.JSONField(
        null=True, blank=True, help_text='{"count": 3, "days": 1}; null for the workspace\'s.'
    )
    priority = models.SmallIntegerField(
        db_default=5, help_text="1 to 9: where a contact's room does not do for all, the higher one gets it."
    )
    tags = ArrayField(
        models.CharField(max_length=50),
        blank=True,
        default=list,
        db_default=Value("{}"),
        help_text="What the workspace's frequency caps may be about.",
    )

    quiet_hours = models.JSONField(
        null=True,
        blank=True,
        help_text='{"start": "21:00", "end": "08:00"}, "off", or null for the workspace\'s.',
    )
    send_window = models.JSONField(
        null=True,
        blank=True,
        help_text='{"days": ["mon"], "start": "09:00", "end": "17:00", "clock": "contact"}; null: at any time.',
    )
    iterations = models.JSONField(
        null=True, blank=True, help_text="Amounts and interval of its iterations; null: everything at once."
    )
    verification = models.JSONField(
        null=True, blank=True, help_text="Statuses, budget and age of verified addresses; null: any address."
    )
    topic = models.ForeignKey(
        "contacts.Topic",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="What its messages are about: who refused the topic gets none.",
    )
    starved_at = models.DateTimeField(
        null=True, help_text="A message of it found no balance; cleared by whoever holds the campaign for that."
    )
    daily_limit = models.PositiveIntegerField(
        null=True, blank=True, help_text="Messages a day by the workspace's calendar; none where null."
    )

    contact_cooldown = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text="Seconds between two of its marketing messages to one contact; none where null.",
    )
    contact_daily_cap = models.PositiveIntegerField(
        null=True, blank=True, help_text="Its marketing messages to one contact a day, by the contact's calendar."
    )

    class Meta(WorkspaceModel.Meta):
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(claimable=True) | models.Q(draining=False, stopped_reason=""),
                name="stream_stopped_is_not_claimable",
            ),
        )
        indexes = (
            models.Index(
                fields=["id"], condition=models.Q(claimable=True) | models.Q(draining=True), name="stream_eligible"
            ),
            models.Index(fields=["id"], condition=models.Q(starved_at__isnull=False), name="stream_starved"),
        )

    def __str__(self) -> str:
        return self.name


class StreamDay(WorkspaceModel):
    """How much of one stream's daily limit is used on one day of the workspace's calendar.

    `used` equals the number of the stream's messages that were counted on the day and are being sent, accepted or of
    unknown outcome. Claims take room, and who finds out that a message was not sent gives it back.
    """

    workspace = models.ForeignKey("workspaces.Workspace", on_delete=models.CASCADE, related_name="+", db_index=False)
    stream = models.ForeignKey("messaging.MessageStream", on_delete=models.CASCADE, related_name="days", db_index=False)
    day = models.DateField()
    used = models.IntegerField()

    class Meta(WorkspaceModel.Meta):
        constraints = (
            models.UniqueConstraint(fields=["stream", "day"], name="stream_day_once"),
            models.CheckConstraint(condition=models.Q(used__gte=0), name="stream_day_not_negative"),
        )

    def __str__(self) -> str:
        return f"{self.day}: {self.used}"


class StreamIteration(WorkspaceModel):
    """How far a stream is that sends in iterations. Written by claims, which lock it.

    `failed_at` stands until the campaign is on hold; whoever resumes it lets the next iteration begin with step 1.
    """

    workspace = models.ForeignKey("workspaces.Workspace", on_delete=models.CASCADE, related_name="+", db_index=False)
    stream = models.OneToOneField(
        "messaging.MessageStream", on_delete=models.CASCADE, primary_key=True, related_name="iteration"
    )
    number = models.IntegerField(db_default=0, help_text="Of the present iteration, from 1.")
    step = models.IntegerField(db_default=0, help_text="Since it last began small; what the amount grows with.")
    allowed = models.IntegerField(db_default=0, help_text="Messages of the present iteration.")
    used = models.IntegerField(db_default=0, help_text="Of these, leased for the first time.")
    total = models.BigIntegerField(db_default=0, help_text="The same of all iterations.")
    next_at = models.DateTimeField(null=True, help_text="When the next one begins; null while there is room.")
    base_sent = models.BigIntegerField(db_default=0, help_text="Sent in all when the present one began.")
    base_bounced = models.BigIntegerField(db_default=0)
    failed_at = models.DateTimeField(null=True, help_text="Too much bounced, and the campaign is not on hold yet.")
    reason = models.CharField(max_length=300, blank=True, db_default="", help_text="Why it was stopped last.")

    class Meta(WorkspaceModel.Meta):
        constraints = (
            models.CheckConstraint(
                condition=models.Q(used__gte=0, total__gte=0, number__gte=0), name="stream_iteration_not_negative"
            ),
        )
        indexes = (
            models.Index(
                fields=["failed_at"], condition=models.Q(failed_at__isnull=False), name="stream_iteration_failed"
            ),
        )

    def __str__(self) -> str:
        return f"{self.number}: {self.used} of {self.allowed}"
