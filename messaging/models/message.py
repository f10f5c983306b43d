"""Messages: the outbox. One row is one send to one contact over one channel, with its outcome and facts."""

from django.db import models
from django.db.models import F, Q

from workspaces.channels import Channel, MessageType
from workspaces.ids import encode
from workspaces.sharding import shard_field
from workspaces.tenancy import PublicRowId, WorkspaceModel


class MessageState(models.TextChoices):
    """Where a message stands (DESIGN §5). Delivery moves it on; the last four are settled."""

    QUEUED = "queued", "Queued"  # waits for its turn or not_before → sending, skipped; tried and reported on: accepted
    SENDING = "sending", "Sending"  # leased by one worker → accepted, rejected, unknown, skipped, or queued again
    ACCEPTED = "accepted", "Accepted"  # the provider has it; final
    REJECTED = "rejected", "Rejected"  # definitely not sent and not worth trying again; final
    UNKNOWN = "unknown", "Unknown"  # the provider may have it → accepted, by its report too; queued: by an operator
    SKIPPED = "skipped", "Skipped"  # a policy said no, with its reason; final


SETTLED = (MessageState.ACCEPTED, MessageState.REJECTED, MessageState.UNKNOWN, MessageState.SKIPPED)

# Settled, and not as was meant.
AMISS = (MessageState.REJECTED, MessageState.UNKNOWN, MessageState.SKIPPED)


class Message(PublicRowId, WorkspaceModel):
    """A row of the outbox.

    High-volume: references carry no database constraint (ADR 0005). `execution_id`, `node` and `visit` name the place
    in a flow that asked for this message; they are plain values because flows live in a higher app.
    """

    ID_PREFIX = "msg"

    workspace = models.ForeignKey(
        "workspaces.Workspace", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    stream = models.ForeignKey(
        "messaging.MessageStream", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    contact = models.ForeignKey(
        "contacts.Contact", on_delete=models.CASCADE, related_name="messages", db_constraint=False, db_index=False
    )
    shard = shard_field()
    execution_id = models.BigIntegerField(null=True)
    node = models.CharField(max_length=64, blank=True, db_default="")
    visit = models.SmallIntegerField(db_default=1)
    leg = models.SmallIntegerField(
        db_default=0, help_text="0: the node's own message; 1: the fallback after it, on a visit of its own."
    )

    channel = models.CharField(max_length=10, choices=Channel.choices)
    message_type = models.CharField(max_length=14, choices=MessageType.choices)
    template_version = models.ForeignKey(
        "templates_app.TemplateVersion",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
        help_text="None of a person's own words, which `context` holds.",
    )
    sender = models.ForeignKey(
        "messaging.Sender", on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    context = models.JSONField(null=True, help_text="What templates see as trigger.*, or a person's own words.")
    address = models.CharField(max_length=254, blank=True, db_default="", help_text="Where it went; set at the claim.")

    state = models.CharField(max_length=8, choices=MessageState.choices, db_default=MessageState.QUEUED)
    reason = models.CharField(
        max_length=64, blank=True, db_default="", help_text="Why it waits, was skipped or refused."
    )
    reason_detail = models.CharField(max_length=500, blank=True, db_default="")
    not_before = models.DateTimeField(help_text="Claimable from this moment on.")
    attempt = models.IntegerField(db_default=0, help_text="Counts claims; a worker reports only its own attempt.")
    counted_on = models.DateField(
        null=True, help_text="The day against whose daily limit the last claim counted it; null without one."
    )
    paced_at = models.DateTimeField(
        null=True, help_text="When the last claim counted it against its sender's limits; null without any."
    )
    cost = models.DecimalField(
        max_digits=12, decimal_places=6, null=True, help_text="Reserved of the balance, and taken once it is accepted."
    )
    tries = models.SmallIntegerField(db_default=0, help_text="Counts the provider's refusals that ask to try later.")
    lease_expires_at = models.DateTimeField(null=True)
    dispatched_at = models.DateTimeField(null=True, help_text="Committed just before the provider is called.")
    repeatable_until = models.DateTimeField(
        null=True, help_text="The provider may have it, and until then knows it again by its key."
    )
    provider_message_id = models.CharField(max_length=200, blank=True, db_default="")
    created_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True, help_text="When its execution moved on.")

    delivered_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True, help_text="By a person, as far as can be told.")
    clicked_at = models.DateTimeField(null=True, help_text="By a person, as far as can be told.")
    machine_opened_at = models.DateTimeField(null=True, help_text="By a proxy or a bot.")
    machine_clicked_at = models.DateTimeField(null=True, help_text="By a proxy or a bot.")
    machine = models.CharField(
        max_length=5, blank=True, db_default="", help_text="Which fetched it first: proxy or bot; none where empty."
    )
    replied_at = models.DateTimeField(null=True)
    bounced_at = models.DateTimeField(null=True)
    complained_at = models.DateTimeField(null=True)
    unsubscribed_at = models.DateTimeField(null=True)
    dismissed_at = models.DateTimeField(null=True, help_text="Put away unread, of messages in browsers.")

    class Meta(WorkspaceModel.Meta):
        constraints = (
            models.UniqueConstraint(fields=["execution_id", "node", "visit"], name="message_once_per_visit"),
            models.CheckConstraint(condition=Q(state__in=MessageState.values), name="message_state_known"),
            models.CheckConstraint(
                condition=Q(state="sending", lease_expires_at__isnull=False)
                | (~Q(state="sending") & Q(lease_expires_at__isnull=True)),
                name="message_lease_while_sending",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("queued", "sending"), settled_at__isnull=True)
                | (~Q(state__in=("queued", "sending")) & Q(settled_at__isnull=False)),
                name="message_settled_has_time",
            ),
        )
        indexes = (
            models.Index(fields=["stream", "shard", "not_before"], condition=Q(state="queued"), name="message_due"),
            models.Index(fields=["lease_expires_at"], condition=Q(state="sending"), name="message_leased"),
            models.Index(
                fields=["stream", "settled_at"],
                condition=Q(settled_at__isnull=False, released_at__isnull=True, execution_id__isnull=False),
                name="message_to_release",
            ),
            models.Index(F("contact"), F("created_at").desc(), name="message_by_contact"),
            # Lists, newest first, of a workspace and of one stream; of what went amiss, which is rare.
            models.Index(fields=["workspace", "id"], name="message_by_workspace"),
            models.Index(fields=["stream", "id"], name="message_by_stream"),
            models.Index(fields=["workspace", "id"], condition=Q(state__in=AMISS), name="message_amiss"),
            models.Index(fields=["workspace", "settled_at"], condition=Q(state="unknown"), name="message_unknown"),
        )

    @property
    def campaign_public_id(self) -> str | None:
        """The campaign that sent it, as the outside knows it; None for answers and for asking for consent."""
        # Streams that are no campaign's have derived ids.
        return encode("cmp", self.stream_id) if self.stream_id.version == 7 else None

    def __str__(self) -> str:
        return f"{self.channel} to {self.contact_id}: {self.state}"
