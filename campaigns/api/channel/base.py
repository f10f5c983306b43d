"""What the views of the family share: what they need, how they find a campaign, and their examples."""

from typing import Any, ClassVar

from rest_framework.response import Response

from campaigns.models import Campaign
from campaigns.selectors import campaign_get
from campaigns.selectors.touchpoints import Touchpoint, touchpoint_of, touchpoint_parts
from workspaces.api.access import Need
from workspaces.api.channel.errors import CHANNEL
from workspaces.api.families import Family
from workspaces.api.problems import Kind
from workspaces.api.views import ApiView
from workspaces.errors import NotFound
from workspaces.models import Role, Scope

READ = Need(Scope.CAMPAIGNS_READ, Role.VIEWER)
WRITE = Need(Scope.CAMPAIGNS_WRITE, Role.EDITOR)
ERRORS = (Kind.INVALID, Kind.NOT_FOUND)
CHANGE_ERRORS = (*ERRORS, Kind.CONFLICT)

CAMPAIGN: dict[str, Any] = {
    "_id": "cmp_01k9zq3v7nfe5v8x2m4c6d8a0b",
    "name": "Q3 Re-engagement",
    "status": "draft",
    "channel_type": "whatsapp",
    "created_at": "2026-11-01T10:00:00Z",
    "updated_at": "2026-11-01T10:00:00Z",
}
TOUCHPOINT: dict[str, Any] = {
    "_id": "cmp_01k9zq3v7nfe5v8x2m4c6d8a0b.nod_01k9zq3x1qe4r9t7y6u5w3s2a1",
    "name": "Welcome Message",
    "type": "message",
    "campaign_id": "cmp_01k9zq3v7nfe5v8x2m4c6d8a0b",
    "message": {"text": "Hi! Welcome to our service."},
    "config": {"channel": "telegram", "template": "tpl_01k9zq3v7nfe5v8x2m4c6d8a0b"},
    "created_at": "2026-11-01T10:00:00Z",
}


class ChannelView(ApiView):
    """Something of the channel service."""

    family: ClassVar[Family] = CHANNEL
    needs: ClassVar[dict[str, Need]] = {"GET": READ, "POST": WRITE, "PUT": WRITE, "DELETE": WRITE}

    def campaign(self, public_id: str) -> Campaign:
        """The campaign with its holds, audience and live version. Raises NotFound, PermissionRefused."""
        found = self.find(Campaign, public_id, "workspace")
        return campaign_get(found.workspace, found.pk)

    def touchpoint(self, public_id: str) -> Touchpoint:
        """The touchpoint, in a workspace where the caller may do this. Raises NotFound, PermissionRefused."""
        campaign_id, key = touchpoint_parts(public_id)
        try:
            campaign = self.campaign(campaign_id)
        except NotFound:
            raise NotFound("There is no such touchpoint.") from None
        return touchpoint_of(campaign, key)

    def gone(self) -> Response:
        """204, without a body."""
        return Response(status=204)
