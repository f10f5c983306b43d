"""What the Workspace API takes and answers for one template."""

from django.urls import reverse
from rest_framework import serializers

from templates_app.models import Template, TemplateState
from workspaces.api.serializers import JSONObject, StrictText
from workspaces.api.workspace.camel import CamelInput, CamelSerializer
from workspaces.channels import Channel, MessageType

_NAME = 120
_CONTENT = "As the channel has it; see docs/templates.md. It replaces the draft's whole content."


class TemplateNew(CamelInput):
    """A new template."""

    name = StrictText(max_length=_NAME)
    channel = serializers.ChoiceField(choices=Channel.choices, default=Channel.EMAIL)
    message_type = serializers.ChoiceField(choices=MessageType.choices, default=MessageType.MARKETING)
    content = JSONObject(required=False, help_text=_CONTENT)


class TemplateChanges(CamelInput):
    """What is to be changed; what is left out stays."""

    name = StrictText(max_length=_NAME, required=False)
    message_type = serializers.ChoiceField(
        choices=MessageType.choices, required=False, help_text="Not once it was published."
    )
    content = JSONObject(required=False, help_text=_CONTENT)


class TemplateRejection(CamelInput):
    """Why."""

    reason = StrictText(max_length=500)


class TemplateCopyName(CamelInput):
    """What the new template is called."""

    name = StrictText(max_length=_NAME, required=False)


class TemplateUserOut(CamelSerializer):
    """Who sends a template."""

    kind = serializers.CharField(help_text="`campaign`.")
    id = serializers.CharField(source="public_id")
    name = serializers.CharField()
    runs = serializers.BooleanField(help_text="Whether it can send now, with the version it was launched with.")


class TemplatePermissions(CamelSerializer):
    """What the caller may do with this template now."""

    edit = serializers.BooleanField()
    publish = serializers.BooleanField(help_text="Where approval is needed: approve.")
    reject = serializers.BooleanField()


class TemplateDetailOut(CamelSerializer):
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
    revision = serializers.IntegerField(help_text="Also the ETag; send it as If-Match.")
    version = serializers.IntegerField(allow_null=True, help_text="The number of what is sent; null before that.")
    published_at = serializers.DateTimeField(allow_null=True)
    has_changes = serializers.BooleanField(help_text="Whether publishing would change what is sent.")
    approval_needed = serializers.BooleanField(help_text="Whether another person has to approve what is published.")
    submitted_at = serializers.DateTimeField(allow_null=True, help_text="Since when it waits for approval.")
    submitted_by = serializers.CharField(allow_null=True)
    changed_by = serializers.CharField(allow_null=True, help_text="Who changed the draft last; can't approve it.")
    used_by = TemplateUserOut(many=True)
    permissions = serializers.SerializerMethodField()
    preview_url = serializers.SerializerMethodField(help_text="A page to show in a frame; it runs nothing.")
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()

    def get_permissions(self, detail: object) -> TemplatePermissions:
        """What the caller may do, worked out by the view."""
        return TemplatePermissions(self.context["permissions"]).data  # type: ignore[return-value]

    def get_preview_url(self, detail: object) -> str:
        """The page's address, by its name."""
        return reverse("frontend:template_preview", args=[self.context["slug"], detail.public_id])  # type: ignore[attr-defined]


class TemplateVersionEntry(CamelSerializer):
    """What was published once; never changes."""

    id = serializers.CharField(source="public_id")
    number = serializers.IntegerField()
    variables = serializers.ListField(child=serializers.CharField())
    published_at = serializers.DateTimeField()
    published_by = serializers.CharField(source="published_by.email", default=None, allow_null=True)


class TemplateVersionWhole(TemplateVersionEntry):
    """A version with its content."""

    content = serializers.DictField()


class TemplateEntry(CamelSerializer):
    """A template, without its content."""

    id = serializers.CharField(source="public_id")
    name = serializers.CharField()
    channel = serializers.ChoiceField(choices=Channel.choices)
    message_type = serializers.ChoiceField(choices=MessageType.choices)
    state = serializers.ChoiceField(choices=TemplateState.choices)
    subject = serializers.CharField(source="subject_line", allow_null=True, help_text="Null where it has none.")
    preview_url = serializers.SerializerMethodField(help_text="A page to show in a frame; it runs nothing.")
    updated_at = serializers.DateTimeField()

    def get_preview_url(self, template: Template) -> str:
        """The page's address, by its name."""
        return reverse("frontend:template_preview", args=[self.context["slug"], template.public_id])
