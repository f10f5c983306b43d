"""What the tenant API takes and answers for consent. Shapes only; services check what values mean."""

from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from contacts.models import ANSWERS, ConsentRecord, ConsentState, LegalBasis
from contacts.selectors.consent import MAX_LINES
from workspaces.api.serializers import StrictFlag, StrictSerializer, StrictText
from workspaces.channels import Channel, MessageType

_WORKSPACE = "The workspace's slug; needed where the caller may enter several."
_NAMES = ("contact_id", "email", "external_id")


class ConsentAnswer(StrictSerializer):
    """One yes or no."""

    channel = serializers.ChoiceField(choices=Channel.choices)
    message_type = serializers.ChoiceField(choices=MessageType.choices, default=MessageType.MARKETING.value)
    topic = StrictText(
        max_length=64, required=False, allow_null=True, help_text="Id or key; about all messages where left out."
    )
    state = serializers.ChoiceField(choices=[(state.value, state.label) for state in ANSWERS])


class ConsentHow(StrictSerializer):
    """How the answers came about, for the log."""

    by_contact = StrictFlag(default=False, help_text="The contact's own, present word.")
    source = StrictText(  # type: ignore[assignment]
        max_length=60, required=False, help_text="Where they come from; `api` where left out."
    )
    text = StrictText(max_length=10_000, required=False, allow_blank=True, help_text="What the contact was shown.")
    basis = serializers.ChoiceField(choices=LegalBasis.choices, required=False)
    ip = StrictText(max_length=64, required=False, help_text="The contact's IP address; stored as a keyed hash.")
    user_agent = StrictText(max_length=1_000, required=False, help_text="The contact's; stored as a keyed hash.")


class ConsentInput(ConsentHow):
    """Answers of one contact."""

    consents = serializers.ListField(child=ConsentAnswer(), min_length=1, max_length=100)


class ConsentItem(ConsentAnswer):
    """One answer of one contact, who is named in exactly one way."""

    contact_id = StrictText(max_length=64, required=False, allow_null=True)
    email = StrictText(max_length=254, required=False, allow_null=True)
    external_id = StrictText(max_length=120, required=False, allow_null=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One way of naming the contact, no more and no less."""
        if sum(bool(attrs.get(name)) for name in _NAMES) != 1:
            raise ValidationError({"contact_id": ["exactly one of contact_id, email and external_id is needed"]})
        return attrs


class _Items(serializers.ListField):
    """Answers, each of which is checked by itself."""


class ConsentBulkInput(ConsentHow):
    """Answers of many contacts."""

    workspace_slug = StrictText(max_length=63, required=False, help_text=_WORKSPACE)
    consents = _Items(min_length=1, max_length=1_000, help_text="At most 1,000, each as in `ConsentItem`.")


class ConsentLogQuery(StrictSerializer):
    """Which part of the log."""

    limit = serializers.IntegerField(default=20, min_value=1, max_value=MAX_LINES)
    cursor = serializers.CharField(max_length=20, required=False, help_text="The last page's `next_cursor`.")


class ConsentStateOut(serializers.Serializer):
    """The present state of one channel, type and topic."""

    channel = serializers.CharField()
    message_type = serializers.CharField()
    topic = serializers.CharField(source="topic.key", default=None, allow_null=True, help_text="The topic's key.")
    state = serializers.ChoiceField(choices=ConsentState.choices)
    changed_at = serializers.DateTimeField()


class ConsentLineOut(serializers.Serializer):
    """One line of the log."""

    channel = serializers.CharField()
    message_type = serializers.CharField()
    topic = serializers.CharField(source="topic.key", default=None, allow_null=True)
    state = serializers.ChoiceField(choices=ConsentState.choices)
    source = serializers.CharField(  # type: ignore[assignment]
        help_text="`import:…`, `unsubscribe:msg_…`, `api`, …"
    )
    recorded_at = serializers.DateTimeField()
    text = serializers.CharField(allow_blank=True)
    basis = serializers.CharField(allow_blank=True)
    from_known_address = serializers.SerializerMethodField(help_text="Whether a hash of an IP address is stored.")

    def get_from_known_address(self, line: ConsentRecord) -> bool:
        """Whether the log can confirm an IP address that somebody names."""
        return bool(line.ip_hash)


class ConsentOut(serializers.Serializer):
    """A contact's consent with a part of its log."""

    contact_id = serializers.CharField(source="contact.public_id")
    consents = ConsentStateOut(many=True)
    log = ConsentLineOut(many=True)
    next_cursor = serializers.CharField(allow_null=True)


class ConsentProblem(serializers.Serializer):
    """One wrong field of one answer."""

    field = serializers.CharField()
    message = serializers.CharField()


class ConsentRowOut(serializers.Serializer):
    """What became of one answer of many."""

    index = serializers.IntegerField(help_text="Its place in what was sent, from 0.")
    outcome = serializers.ChoiceField(choices=["taken", "refused"])
    errors = ConsentProblem(many=True)  # type: ignore[assignment]


class ConsentBulkOut(serializers.Serializer):
    """Counts, and one row for each answer that was sent."""

    changed = serializers.IntegerField(help_text="States that are different now.")
    refused = serializers.IntegerField()
    consents = ConsentRowOut(many=True)
