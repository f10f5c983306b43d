"""What endpoints are told of contacts and segments: `contact.*` and `segment.*`."""

from typing import Any

from rest_framework import serializers

from workspaces.outbound.kinds import EventKind, Raw, moment, public, register

_CONTACT: dict[str, Any] = {
    "id": "019b0b71-6cff-7b9d-95e0-3f8c4d2a1b10",
    "external_id": "crm-7",
    "email": "ada@example.com",
    "phone": None,
    "first_name": "Ada",
    "last_name": "Lovelace",
    "timezone": "Europe/Vienna",
    "attributes": {"plan": "pro"},
    "tags": ["vip"],
    "score": 12,
    "created_at": "2026-11-21T10:00:00+00:00",
}
_SEGMENT: dict[str, Any] = {
    "segment": "019b0b71-6cff-7b9d-95e0-3f8c4d2a1b20",
    "name": "Customers",
    "contact": _CONTACT["id"],
}


class ContactData(serializers.Serializer):
    """A contact as it is after what happened."""

    id = serializers.CharField()
    external_id = serializers.CharField(allow_null=True)
    email = serializers.CharField(allow_null=True)
    phone = serializers.CharField(allow_null=True, help_text="E.164.")
    first_name = serializers.CharField(allow_blank=True)
    last_name = serializers.CharField(allow_blank=True)
    timezone = serializers.CharField(allow_blank=True)
    attributes = serializers.DictField()
    tags = serializers.ListField(child=serializers.CharField())
    score = serializers.IntegerField()
    created_at = serializers.DateTimeField()


class ContactChangedData(ContactData):
    """A contact, and which of its fields are others than before."""

    changed = serializers.ListField(child=serializers.CharField())


class SegmentData(serializers.Serializer):
    """Who, and which segment."""

    segment_id = serializers.CharField()
    segment_name = serializers.CharField()
    contact_id = serializers.CharField()


def _contact(raw: Raw) -> dict[str, Any]:
    return {**raw, "id": public("ct", raw["id"]), "created_at": moment(raw["created_at"])}


def _segment(raw: Raw) -> dict[str, Any]:
    return {
        "segment_id": public("seg", raw["segment"]),
        "segment_name": raw["name"],
        "contact_id": public("ct", raw["contact"]),
    }


register(EventKind("contact.created", "A contact is new in the workspace.", ContactData, _contact, _CONTACT))
register(
    EventKind(
        "contact.updated",
        "A field, an attribute, a tag or the score of a contact changed. Consent is told of by no event of this kind.",
        ContactChangedData,
        _contact,
        {**_CONTACT, "changed": ["tags"]},
    )
)
register(EventKind("segment.entered", "A contact came into a segment.", SegmentData, _segment, _SEGMENT))
register(EventKind("segment.left", "A contact is in a segment no more.", SegmentData, _segment, _SEGMENT))
