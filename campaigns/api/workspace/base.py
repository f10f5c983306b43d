"""What the views of one campaign share: what they need, and how they find it."""

from typing import ClassVar

from campaigns.models import Campaign
from campaigns.selectors import campaign_get
from campaigns.services.revising import EDITED
from workspaces.api.access import Need
from workspaces.api.problems import Kind
from workspaces.api.workspace.views import WorkspaceView
from workspaces.models import Role, Scope

READ = Need(Scope.CAMPAIGNS_READ, Role.VIEWER)
WRITE = Need(Scope.CAMPAIGNS_WRITE, Role.EDITOR)

READ_ERRORS = (Kind.INVALID, Kind.NOT_FOUND)
WRITE_ERRORS = (Kind.INVALID, Kind.NOT_FOUND, Kind.CONFLICT)


class CampaignView(WorkspaceView):
    """A campaign, or something of one."""

    needs: ClassVar[dict[str, Need]] = {"GET": READ, "POST": WRITE, "PUT": WRITE, "PATCH": WRITE, "DELETE": WRITE}

    edited = EDITED

    def campaign(self, public_id: str) -> Campaign:
        """The campaign with its holds, audience and live version. Raises NotFound."""
        return campaign_get(self.workspace, public_id)
