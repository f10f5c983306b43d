"""What the tenant API takes and answers for events. Shapes and names only; the services check what values mean."""

from typing import Any

from django.db.models import TextChoices
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from contacts.models import Contact, Event
from contacts.models.event import KEY_LENGTH, NAME_LENGTH
from contacts.services import MAX_EVENTS, Taken
from workspaces.api.serializers import JSONObject, Moment, StrictSerializer, StrictText
from workspaces.api.tenant.views import MAX_LIMIT
from workspaces.ids import encode

_NAMES = ("contact_id", "email", "phone", "external_id")
_WORKSPACE = "The workspace's slug; needed where the caller may enter several."


class EventFields(StrictSerializer):
    """One event of one contact, who is named by exactly one of `contact_id`, `email`, `phone` and `external_id`."""

    contact_id = StrictText(max_length=64, required=False, allow_null=True)
    email = StrictText(max_length=254, required=False, allow_null=True, help_text="Capitals don't matter.")
    phone = StrictText(max_length=40, required=False, allow_null=True, help_text="With its country: `+43 664 1234567`.")
    external_id = StrictText(max_length=120, required=False, allow_null=True, help_text="Your own id of the contact.")
    name = StrictText(max_length=NAME_LENGTH, trim_whitespace=False, help_text="What they did, such as `ordered`.")
    properties = JSONObject(required=False, help_text="Anything else about it, as JSON of at most 32 KiB.")
    occurred_at = Moment(required=False, allow_null=True, help_text="Now, where it is left out.")
    key = StrictText(
        max_length=KEY_LENGTH,
        trim_whitespace=False,
        required=False,
        allow_null=True,
        help_text="Your own id of the event. In a workspace an event counts once per key, for ever.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One way of naming the contact, no more and no less."""
        given = [name for name in _NAMES if attrs.get(name) is not None]
        if not given:
            words = "one of contact_id, email, phone and external_id is needed"
            raise ValidationError({"contact_id": [words]}, code="required")
        if len(given) > 1:
            raise ValidationError({given[1]: [f"the contact is named by {given[0]} already"]})
        return attrs


class EventInput(EventFields):
    """The body of one event."""

    workspace_slug = StrictText(max_length=63, required=False, help_text=_WORKSPACE)


@extend_schema_field(EventFields(many=True))
class _Events(serializers.ListField):
    """Events, each of which is checked by itself."""


class EventBulkInput(StrictSerializer):
    """The body of many events."""

    workspace_slug = StrictText(max_length=63, required=False, help_text=_WORKSPACE)
    events = _Events(min_length=1, max_length=MAX_EVENTS, help_text=f"At most {MAX_EVENTS}.")


class EventOrder(TextChoices):
    """In which order events are listed."""

    OCCURRED = "occurred"
    ARRIVED = "arrived"


class EventListQuery(StrictSerializer):
    """The query string of the list."""

    workspace = serializers.CharField(max_length=63, required=False, help_text=_WORKSPACE)
    contact = serializers.CharField(max_length=254, required=False, help_text="A contact's id or e-mail address.")
    name = serializers.CharField(max_length=NAME_LENGTH, trim_whitespace=False, required=False)
    after = Moment(required=False, help_text="Only what occurred then or later.")
    before = Moment(required=False, help_text="Only what occurred earlier.")
    order = serializers.ChoiceField(
        choices=EventOrder.choices,
        default=EventOrder.OCCURRED.value,
        help_text="`occurred`: newest first; `arrived`: as they came to be known, oldest first, to follow them.",
    )
    limit = serializers.IntegerField(default=20, min_value=1, max_value=MAX_LIMIT)
    cursor = serializers.CharField(
        max_length=60, required=False, help_text="The last page's `next_cursor`, in the same order."
    )


class EventOut(serializers.Serializer):
    """An event."""

    id = serializers.CharField(source="public_id")
    contact_id = serializers.SerializerMethodField()
    name = serializers.CharField()
    properties = serializers.DictField()
    occurred_at = serializers.DateTimeField()
    created_at = serializers.DateTimeField(help_text="When it came to be known here.")
    routed_at = serializers.DateTimeField(allow_null=True, help_text="When triggers looked at it; null: not yet.")
    key = serializers.CharField(allow_null=True)

    def get_contact_id(self, event: Event) -> str:
        """The contact's id, without reading the contact."""
        return encode(Contact.ID_PREFIX, event.contact_id)


class EventRecorded(EventOut):
    """An event that was handed in. The outcome comes in the context."""

    outcome = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ChoiceField(choices=[Taken.RECORDED.value, Taken.DUPLICATE.value]))
    def get_outcome(self, event: Event) -> str:
        """Recorded, or a duplicate of the event that is answered."""
        return str(self.context["outcome"])


class FieldProblem(serializers.Serializer):
    """One wrong field of one event."""

    field = serializers.CharField()
    message = serializers.CharField()


class EventRowOut(serializers.Serializer):
    """What became of one event of many."""

    index = serializers.IntegerField(help_text="Its place in what was sent, from 0.")
    outcome = serializers.ChoiceField(choices=[each.value for each in Taken])
    id = serializers.CharField(allow_null=True, help_text="Of a duplicate that of the first one; null: refused.")
    errors = FieldProblem(many=True)  # type: ignore[assignment]


class EventBulkOut(serializers.Serializer):
    """Counts, and one row for each event that was sent, in its order."""

    recorded = serializers.IntegerField()
    duplicates = serializers.IntegerField()
    refused = serializers.IntegerField()
    events = EventRowOut(many=True)
