"""What the e-mail API takes for campaigns. Shapes and names only; the services check what values mean."""

from django.db.models import TextChoices
from rest_framework import serializers

from campaigns.flow.mailing import MOST_CHOICES
from messaging.models import AddressStatus
from workspaces.api.email.views import IdField, TeamInput, TeamPageQuery
from workspaces.api.serializers import (
    JSONObject,
    Moment,
    StrictDecimal,
    StrictFlag,
    StrictInteger,
    StrictSerializer,
    StrictText,
)

_NAME = 200
_STATUSES = (AddressStatus.VALID.value, AddressStatus.RISKY.value, AddressStatus.UNKNOWN.value)


class EventName(TextChoices):
    """The events that campaigns of this API listen to."""

    CONTACT_SAVED = "contact.saved"
    LEAD_CREATED = "lead.created"
    SALE_CREATED = "sale.created"


class BroadcastInput(StrictSerializer):
    """A mail to everybody whom the segment query takes, beside those whom events let in."""

    send_amount = StrictInteger(
        min_value=1, required=False, allow_null=True, help_text="Mails of the campaign in all; null: no end."
    )
    scheduled_send_time = Moment(required=False, allow_null=True, help_text="When; null: never.")


class AutomationInput(BroadcastInput):
    """Sending in portions that grow. It is switched on by any of its numbers, unless `active` says otherwise."""

    active = StrictFlag(required=False)
    iteration_send_amount = StrictInteger(min_value=1, max_value=1_000_000, required=False)
    min_delivery_rate = StrictInteger(min_value=0, max_value=100, required=False, help_text="Percent.")
    send_interval = StrictInteger(min_value=1, max_value=10_080, required=False, help_text="Minutes.")
    is_incremental_send = StrictFlag(required=False)
    max_iterations = StrictInteger(min_value=0, max_value=100_000, required=False, help_text="0: no end.")
    max_iteration_send_amount = StrictInteger(min_value=1, max_value=1_000_000, required=False)


class EventTriggeredInput(StrictSerializer):
    """Which events let contacts in, and how often a contact may get a mail by them."""

    events = serializers.ListField(
        child=serializers.ChoiceField(choices=EventName.choices), max_length=3, required=False
    )
    contact_cooldown_interval = StrictInteger(
        min_value=0, max_value=2_592_000, required=False, allow_null=True, help_text="Seconds; 0 or null: none."
    )
    contact_daily_email_cap = StrictInteger(
        min_value=0, max_value=1_000, required=False, allow_null=True, help_text="0 or null: no cap."
    )
    enabled = StrictFlag(required=False, help_text="Launches or resumes the campaign, or pauses it.")


class SegmentQueryInput(StrictSerializer):
    """Whom the campaign is for. No rules: everybody."""

    condition = serializers.ChoiceField(choices=["AND", "OR"])
    type = serializers.ChoiceField(choices=["builder"], required=False)
    rules = serializers.ListField(
        max_length=100, help_text="Ids of segments, conditions of docs/rules.md, or groups like this one."
    )

    def get_fields(self) -> dict[str, serializers.Field]:
        """With `not`, which is no name in Python."""
        return {**super().get_fields(), "not": StrictFlag(required=False)}


class VerificationInput(StrictSerializer):
    """To which addresses mails go."""

    acceptable_statuses = serializers.ListField(
        child=serializers.ChoiceField(choices=_STATUSES), min_length=1, max_length=3, required=False
    )
    active = StrictFlag(required=False)
    max_budget = StrictDecimal(
        max_digits=12, decimal_places=6, min_value=0, required=False, allow_null=True, coerce_to_string=False
    )
    age_threshold = StrictInteger(min_value=1, max_value=3_650, required=False, help_text="Days.")


class _SendDataInput(StrictSerializer):
    """What both take of `send_data`. Of an object that is sent, what is left out stays."""

    from_name = StrictText(max_length=120, required=False, allow_blank=True, help_text="Empty: the mail account's.")
    reply_to_name = StrictText(max_length=120, required=False, allow_blank=True)
    reply_to_email = StrictText(max_length=254, required=False, allow_blank=True, help_text="As above.")
    broadcast_send = BroadcastInput(required=False)
    automation_send = AutomationInput(required=False)
    event_triggered_send = EventTriggeredInput(required=False)
    segment_query = SegmentQueryInput(required=False)
    open_tracking = StrictFlag(required=False)
    click_tracking = StrictFlag(required=False)
    verification_data = VerificationInput(required=False)
    meta = serializers.ListField(
        child=StrictText(max_length=50), max_length=10, required=False, help_text="Words that group campaigns."
    )


def _ids(prefix: str, *, required: bool, words: str) -> serializers.ListField:
    return serializers.ListField(
        child=IdField(prefix), min_length=1, max_length=MOST_CHOICES, required=required, help_text=words
    )


_TEMPLATES = "E-mail templates that are published; they take turns."
_ACCOUNTS = "Mail accounts that are switched on; they take turns."


def _events(*, required: bool) -> serializers.ListField:
    return serializers.ListField(
        child=serializers.ChoiceField(choices=EventName.choices), min_length=1, max_length=3, required=required
    )


class EmailCampaignInput(_SendDataInput, TeamInput):
    """A new campaign."""

    name = StrictText(max_length=_NAME)
    template_ids = _ids("tpl", required=True, words=_TEMPLATES)
    mail_account_ids = _ids("snd", required=True, words=_ACCOUNTS)
    events = _events(required=True)


class EmailCampaignChangeInput(_SendDataInput):
    """Any subset."""

    name = StrictText(max_length=_NAME, required=False)
    template_ids = _ids("tpl", required=False, words=_TEMPLATES)
    mail_account_ids = _ids("snd", required=False, words=_ACCOUNTS)
    events = _events(required=False)


class EmailCampaignListQuery(TeamPageQuery):
    """The query string of the list."""


class SubmitInput(StrictSerializer):
    """An event for one campaign. The contact is named by at most one of its fields; by none: everybody whom the
    segment query takes.
    """

    event_name = serializers.ChoiceField(choices=EventName.choices)
    email = StrictText(max_length=254, required=False)
    contact_id = IdField("ct", required=False)
    external_id = StrictText(max_length=120, required=False)
    phone = StrictText(max_length=40, required=False)
    properties = JSONObject(required=False, help_text="What templates see as `trigger.*`; JSON of at most 32 KiB.")
    idempotency_key = StrictText(
        max_length=255, required=False, help_text="Sent again, it is answered with the first one, and nothing happens."
    )
