"""What the tenant API takes and answers for contacts. Shapes and names only; the services check what values mean."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from contacts.api.contact_answers import ContactAnswer
from contacts.api.contact_fields import ContactBody
from contacts.api.tenant.shapes import FieldProblem
from contacts.finding import SORTS
from contacts.services import MAX_UPSERTS, UpsertOutcome
from workspaces.api.serializers import StrictSerializer, StrictText
from workspaces.api.tenant.views import MAX_LIMIT

_WORKSPACE = "The workspace's slug; needed where the caller may enter several."


class ContactInput(ContactBody):
    """The body of one contact."""

    workspace_slug = StrictText(max_length=63, required=False, help_text=_WORKSPACE)


@extend_schema_field(ContactBody(many=True))
class _Contacts(serializers.ListField):
    """Contacts, each of which is checked by itself."""


class ContactBulkInput(StrictSerializer):
    """The body of many contacts."""

    workspace_slug = StrictText(max_length=63, required=False, help_text=_WORKSPACE)
    contacts = _Contacts(min_length=1, max_length=MAX_UPSERTS, help_text=f"At most {MAX_UPSERTS}.")


class ContactListQuery(StrictSerializer):
    """The query string of the list."""

    workspace = serializers.CharField(max_length=63, required=False, help_text=_WORKSPACE)
    search = serializers.CharField(
        max_length=200,
        required=False,
        help_text="The beginning of a name or an e-mail address, or a whole phone number, id, external id or tag.",
    )
    tag = serializers.CharField(max_length=64, required=False)
    segment = serializers.CharField(max_length=64, required=False, help_text="A segment's id.")
    sort = serializers.ChoiceField(choices=sorted(SORTS), default="newest")
    limit = serializers.IntegerField(default=20, min_value=1, max_value=MAX_LIMIT)
    cursor = serializers.CharField(max_length=800, required=False, help_text="The last page's `next_cursor`.")


class ContactOut(ContactAnswer):
    """A contact."""


class ContactUpsertedOut(ContactOut):
    """A contact that was put in."""

    outcome = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ChoiceField(choices=["created", "updated"]))
    def get_outcome(self, contact: Any) -> str:
        """Whether it is new."""
        return str(self.context["outcome"])


class ContactRowOut(serializers.Serializer):
    """What became of one contact of many."""

    index = serializers.IntegerField(help_text="Its place in what was sent, from 0.")
    outcome = serializers.ChoiceField(choices=[each.value for each in UpsertOutcome])
    id = serializers.CharField(allow_null=True, help_text="Null: refused.")
    errors = FieldProblem(many=True)  # type: ignore[assignment]


class ContactBulkOut(serializers.Serializer):
    """Counts, and one row for each contact that was sent, in its order."""

    created = serializers.IntegerField()
    updated = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    refused = serializers.IntegerField()
    contacts = ContactRowOut(many=True)
