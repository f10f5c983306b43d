"""What the e-mail API takes and answers for contacts. Shapes and names only; the services check what values mean."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from contacts.api.contact_answers import ContactAnswer
from contacts.api.contact_fields import ContactBody
from contacts.models import ConsentState
from contacts.services import MAX_UPSERTS, UpsertOutcome
from workspaces.api.email.views import PlainIdField, TeamInput

_CONSENT = "To marketing by e-mail. A refusal is not taken back by it."


class EmailContactFields(ContactBody):
    """What may be said of a contact: what is left out stays as it is, null takes a value away."""

    email_consent = serializers.ChoiceField(
        choices=ConsentState.choices, required=False, allow_null=True, help_text=_CONSENT
    )


class EmailContactInput(EmailContactFields, TeamInput):
    """The body of one contact."""


@extend_schema_field(EmailContactFields(many=True))
class _Contacts(serializers.ListField):
    """Contacts, each of which is checked by itself."""


class EmailContactBulkInput(TeamInput):
    """The body of many contacts."""

    contacts = _Contacts(min_length=1, max_length=MAX_UPSERTS, help_text=f"At most {MAX_UPSERTS}.")


class EmailContactOut(ContactAnswer):
    """A contact."""

    def get_fields(self) -> dict[str, serializers.Field]:
        """With the plain id, in its place."""
        return {**super().get_fields(), "id": PlainIdField(source="public_id")}


class EmailFieldProblem(serializers.Serializer):
    """One wrong field of one of many."""

    field = serializers.CharField()
    message = serializers.CharField()


class EmailContactRowOut(serializers.Serializer):
    """What became of one contact of many."""

    index = serializers.IntegerField(help_text="Its place in what was sent, from 0.")
    outcome = serializers.ChoiceField(choices=[each.value for each in UpsertOutcome])
    id = serializers.UUIDField(allow_null=True, help_text="Null: refused.")
    is_new = serializers.BooleanField()
    errors = EmailFieldProblem(many=True)  # type: ignore[assignment]


class EmailContactCounts(serializers.Serializer):
    """How many became what."""

    created = serializers.IntegerField()
    updated = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    refused = serializers.IntegerField()
