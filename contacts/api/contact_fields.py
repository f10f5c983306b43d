"""What may be said of a contact, in every family that spells it in snake_case. Shapes only; services check values."""

from rest_framework import serializers

from workspaces.api.serializers import JSONObject, StrictInteger, StrictSerializer, StrictText

# What an ETag of a contact is of: scores move by themselves.
EDITED = ("external_id", "email", "phone", "first_name", "last_name", "timezone", "attributes", "tags")


class ContactBody(StrictSerializer):
    """What may be said of a contact: what is left out stays as it is, null takes a value away."""

    email = StrictText(max_length=320, required=False, allow_null=True, help_text="Capitals don't matter.")
    phone = StrictText(max_length=40, required=False, allow_null=True, help_text="International: it starts with +.")
    external_id = StrictText(max_length=120, required=False, allow_null=True, help_text="Your own id of the contact.")
    first_name = StrictText(max_length=120, required=False, allow_null=True, allow_blank=True)
    last_name = StrictText(max_length=120, required=False, allow_null=True, allow_blank=True)
    timezone = StrictText(max_length=64, required=False, allow_null=True, allow_blank=True, help_text="An IANA name.")
    score = StrictInteger(required=False, allow_null=True, help_text="Moves what was given by hand.")
    tags = serializers.ListField(
        child=StrictText(max_length=64), required=False, allow_null=True, max_length=200, help_text="All of them."
    )
    attributes = JSONObject(
        required=False, allow_null=True, help_text="Added to those that are there; null takes one away."
    )
