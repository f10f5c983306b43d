"""What the views of one campaign share: what they need, and how they find it."""

from typing import ClassVar

from campaigns.models import Campaign
from campaigns.selectors import campaign_get
from campaigns.services.revising import EDITED
from workspaces.api.access import Need
from workspaces.api.tenant.views import TenantView
from workspaces.models import Role, Scope

READ = Need(Scope.CAMPAIGNS_READ, Role.VIEWER)
WRITE = Need(Scope.CAMPAIGNS_WRITE, Role.EDITOR)


class CampaignView(TenantView):
    """A campaign, or something of one."""

    needs: ClassVar[dict[str, Need]] = {"GET": READ, "POST": WRITE, "PATCH": WRITE}

    edited = EDITED

    def campaign(self, public_id: str) -> Campaign:
        """The campaign with its holds, audience and live version. Raises NotFound, PermissionRefused."""
        found = self.find(Campaign, public_id, "workspace")
        return campaign_get(found.workspace, found.pk)
