"""A contact as the families answer with it, under inner names: the Workspace API spells them in camelCase."""

from rest_framework import serializers


class ContactAnswer(serializers.Serializer):
    """A contact with all that is known of it."""

    id = serializers.CharField(source="public_id")
    email = serializers.CharField(allow_null=True)
    phone = serializers.CharField(allow_null=True)
    external_id = serializers.CharField(allow_null=True)
    first_name = serializers.CharField()
    last_name = serializers.CharField()
    timezone = serializers.CharField()
    score = serializers.IntegerField()
    tags = serializers.ListField(child=serializers.CharField())
    attributes = serializers.DictField()
    created_at = serializers.DateTimeField()
    changed_at = serializers.DateTimeField()
