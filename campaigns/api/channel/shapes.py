"""What the channel service takes and answers. Names and shapes only; the services check what values mean."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from campaigns.models import Campaign
from campaigns.selectors.status_words import Status, status_word
from campaigns.selectors.touchpoints import Touchpoint
from campaigns.status import campaign_status
from workspaces.api.serializers import JSONObject, StrictSerializer, StrictText
from workspaces.channels import Channel

MAX_LIMIT = 100
_NAME = 200
_WORKSPACE = "The workspace's slug; needed where the caller may enter several."
_MESSAGE: dict[str, Any] = {
    "oneOf": [{"type": "string"}, {"type": "object", "additionalProperties": True}],
    "description": 'The text, or `{"text"}`, `{"subject", "body"}`, `{"template": "tpl_…"}`, or a template\'s content.',
}


class ChannelListQuery(StrictSerializer):
    """The query string of a list."""

    workspace = serializers.CharField(max_length=63, required=False, help_text=_WORKSPACE)
    limit = serializers.IntegerField(default=MAX_LIMIT, min_value=1, max_value=MAX_LIMIT)
    offset = serializers.IntegerField(default=0, min_value=0, max_value=1_000_000)


class TouchpointListQuery(ChannelListQuery):
    """The query string of the touchpoints."""

    campaign_id = serializers.CharField(max_length=64, required=False, help_text="Of one campaign; left out: of all.")


class ChannelCampaignInput(StrictSerializer):
    """A new campaign."""

    workspace_slug = StrictText(max_length=63, required=False, help_text=_WORKSPACE)
    name = StrictText(max_length=_NAME)
    channel_type = serializers.ChoiceField(choices=Channel.choices, help_text="Of its messages.")


@extend_schema_field(_MESSAGE)
class MessageField(serializers.Field):
    """A text, which is short for `{"text": …}`, or an object."""

    default_error_messages = {"neither": "must be a text or an object"}

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """As an object."""
        if isinstance(data, str):
            return {"text": data}
        if not isinstance(data, dict):
            self.fail("neither")
        return dict(data)

    def to_representation(self, value: Any) -> Any:
        return value


class TouchpointInput(StrictSerializer):
    """A new touchpoint."""

    campaign_id = StrictText(max_length=64)
    type = StrictText(max_length=64, help_text="`message`, or the type of a node: `wait`, `tag`, `webhook`, …")
    name = StrictText(max_length=_NAME)
    message = MessageField(required=False, help_text="What a message says.")
    config = JSONObject(required=False, help_text="What an action does: the config of the node, see docs/nodes.md.")


class TouchpointChangeInput(StrictSerializer):
    """What is to be changed; what is left out stays."""

    name = StrictText(max_length=_NAME, required=False)
    message = MessageField(required=False)
    config = JSONObject(required=False)


class TouchpointValidateInput(StrictSerializer):
    """Which touchpoint."""

    touchpoint_id = StrictText(max_length=160)


class ChannelCampaign(serializers.Serializer):
    """A campaign. The context holds the `channels`."""

    _id = serializers.CharField(source="public_id")
    name = serializers.CharField()
    status = serializers.SerializerMethodField()
    channel_type = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()

    @extend_schema_field(serializers.ChoiceField(choices=Status.choices))
    def get_status(self, campaign: Campaign) -> str:
        """In the family's words."""
        return status_word(campaign_status(campaign))

    @extend_schema_field(serializers.ChoiceField(choices=Channel.choices, allow_null=True))
    def get_channel_type(self, campaign: Campaign) -> str | None:
        """The one it was made for, else that of its first message."""
        found: str | None = self.context["channels"].get(campaign.pk)
        return found


class TouchpointOut(serializers.Serializer):
    """A touchpoint."""

    _id = serializers.CharField(source="public_id")
    name = serializers.CharField(source="node.name")
    type = serializers.CharField()
    campaign_id = serializers.CharField(source="campaign.public_id")
    message = MessageField(allow_null=True)
    config = serializers.DictField(source="node.config")
    created_at = serializers.DateTimeField(allow_null=True, help_text="Null: it was not made as a touchpoint.")


class ChannelCampaigns(serializers.Serializer):
    """A page of campaigns."""

    data = ChannelCampaign(many=True)  # type: ignore[assignment]
    total = serializers.IntegerField()


class TouchpointsOut(serializers.Serializer):
    """A page of touchpoints."""

    data = TouchpointOut(many=True)  # type: ignore[assignment]
    total = serializers.IntegerField()


class TouchpointValidity(serializers.Serializer):
    """Whether a launch would be taken, and if not, why."""

    valid = serializers.BooleanField()
    errors = serializers.ListField(child=serializers.CharField())  # type: ignore[assignment]


def touchpoint_shown(touchpoint: Touchpoint) -> dict[str, Any]:
    """The touchpoint as the family writes it."""
    return dict(TouchpointOut(touchpoint).data)
