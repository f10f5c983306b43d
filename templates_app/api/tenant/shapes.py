"""What the tenant API takes and answers for templates. Shapes and names only; the services check what values mean."""

from rest_framework import serializers

from templates_app.models import TemplateState
from workspaces.api.serializers import JSONObject, StrictSerializer, StrictText
from workspaces.api.tenant.views import PageQuery
from workspaces.channels import Channel, MessageType

_NAME = 120
_WORKSPACE = "The workspace's slug; needed where the caller may enter several."
_CONTENT = "As the channel has it; see docs/templates.md. It replaces the draft's whole content."


class TemplateListQuery(PageQuery):
    """The query string of the list."""

    workspace = serializers.CharField(max_length=63, required=False, help_text=_WORKSPACE)
    search = serializers.CharField(max_length=_NAME, required=False, help_text="A part of the name.")
    channel = serializers.ChoiceField(choices=Channel.choices, required=False)
    message_type = serializers.ChoiceField(choices=MessageType.choices, required=False)
    state = serializers.ChoiceField(choices=TemplateState.choices, required=False, help_text="Archived only if asked.")


class TemplateInput(StrictSerializer):
    """A new template."""

    workspace_slug = StrictText(max_length=63, required=False, help_text=_WORKSPACE)
    name = StrictText(max_length=_NAME)
    channel = serializers.ChoiceField(choices=Channel.choices, default=Channel.EMAIL)
    message_type = serializers.ChoiceField(choices=MessageType.choices, default=MessageType.MARKETING)
    content = JSONObject(required=False, help_text=_CONTENT)


class TemplateChangeInput(StrictSerializer):
    """What is to be changed; what is left out stays."""

    name = StrictText(max_length=_NAME, required=False)
    message_type = serializers.ChoiceField(
        choices=MessageType.choices, required=False, help_text="Not once it was published."
    )
    content = JSONObject(required=False, help_text=_CONTENT)


class TemplateRejectInput(StrictSerializer):
    """Why."""

    reason = StrictText(max_length=500)


class TemplateCopyInput(StrictSerializer):
    """What the new template is called."""

    name = StrictText(
        max_length=_NAME, required=False, help_text="Left out: the name of this one, and that it is a copy."
    )


class TemplateUser(serializers.Serializer):
    """Who sends a template."""

    kind = serializers.CharField(help_text="`campaign`.")
    id = serializers.CharField(source="public_id")
    name = serializers.CharField()


class TemplateOut(serializers.Serializer):
    """A template."""

    id = serializers.CharField(source="public_id")
    name = serializers.CharField()
    channel = serializers.ChoiceField(choices=Channel.choices)
    message_type = serializers.ChoiceField(choices=MessageType.choices)
    state = serializers.ChoiceField(choices=TemplateState.choices)
    rejection_reason = serializers.CharField(allow_null=True)
    content = serializers.DictField(help_text="The draft.")
    variables = serializers.ListField(
        child=serializers.CharField(), help_text="What the draft asks for; empty while it does not compile."
    )
    revision = serializers.IntegerField(help_text="Also the ETag; If-Match keeps a change from overwriting another.")
    version = serializers.IntegerField(allow_null=True, help_text="The number of what is sent; null before that.")
    published_at = serializers.DateTimeField(allow_null=True)
    has_changes = serializers.BooleanField(help_text="Whether publishing would change what is sent.")
    approval_needed = serializers.BooleanField(help_text="Whether another person has to approve what is published.")
    submitted_at = serializers.DateTimeField(allow_null=True, help_text="Since when it waits for approval.")
    submitted_by = serializers.CharField(allow_null=True)
    changed_by = serializers.CharField(allow_null=True, help_text="Who changed the draft last; can't approve it.")
    used_by = TemplateUser(many=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class TemplateBrief(serializers.Serializer):
    """A template in a list, without its content."""

    id = serializers.CharField(source="public_id")
    name = serializers.CharField()
    channel = serializers.ChoiceField(choices=Channel.choices)
    message_type = serializers.ChoiceField(choices=MessageType.choices)
    state = serializers.ChoiceField(choices=TemplateState.choices)
    version = serializers.IntegerField(source="published_version.number", default=None, allow_null=True)
    submitted_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class TemplateVersionOut(serializers.Serializer):
    """What was published once; never changes."""

    id = serializers.CharField(source="public_id")
    number = serializers.IntegerField()
    variables = serializers.ListField(child=serializers.CharField())
    published_at = serializers.DateTimeField()
    published_by = serializers.CharField(source="published_by.email", default=None, allow_null=True)


class TemplateVersionDetail(TemplateVersionOut):
    """A version with its content."""

    content = serializers.DictField()
