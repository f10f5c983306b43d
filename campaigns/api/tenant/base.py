"""What the views of one campaign share: what they need, and how they find it."""

from typing import ClassVar

from campaigns.models import Campaign
from campaigns.selectors import campaign_get
from contacts.models import Segment
from workspaces.api.access import Need
from workspaces.api.tenant.views import TenantView
from workspaces.errors import InvalidInput, NotFound
from workspaces.models import Role, Scope, Workspace
from workspaces.selectors import row_find

READ = Need(Scope.CAMPAIGNS_READ, Role.VIEWER)
WRITE = Need(Scope.CAMPAIGNS_WRITE, Role.EDITOR)


class CampaignView(TenantView):
    """A campaign, or something of one."""

    needs: ClassVar[dict[str, Need]] = {"GET": READ, "POST": WRITE, "PATCH": WRITE}

    def campaign(self, public_id: str) -> Campaign:
        """The campaign with its holds, audience and live version. Raises NotFound, PermissionRefused."""
        found = self.find(Campaign, public_id, "workspace")
        return campaign_get(found.workspace, found.pk)


def segment_of(workspace: Workspace, public_id: str | None) -> Segment | None:
    """The segment that a body names as its audience. Raises InvalidInput."""
    if public_id is None:
        return None
    try:
        return row_find(Segment, public_id, [workspace.pk])
    except NotFound:
        raise InvalidInput.of("audience", "there is no such segment") from None
