"""What the views of the family's campaigns share: what they need, how they find one, and how they tell of them."""

from collections.abc import Sequence
from typing import Any, ClassVar

from campaigns.api.email.outputs import campaigns_shown
from campaigns.models import Campaign
from campaigns.selectors import campaign_get, mailing_states
from workspaces.api.access import Need
from workspaces.api.email.views import EmailView
from workspaces.api.problems import Kind
from workspaces.clock import database_now
from workspaces.models import Role, Scope

READ = Need(Scope.CAMPAIGNS_READ, Role.VIEWER)
WRITE = Need(Scope.CAMPAIGNS_WRITE, Role.EDITOR)
ERRORS = (Kind.INVALID, Kind.NOT_FOUND)
CHANGE_ERRORS = (*ERRORS, Kind.CONFLICT)
# The ways of naming a contact.
WHO = ("email", "contact_id", "external_id", "phone")
# A key is nobody in particular.
_KEY = "member"


class EmailCampaignsView(EmailView):
    """Campaigns, or one of them."""

    needs: ClassVar[dict[str, Need]] = {"GET": READ, "POST": WRITE, "PATCH": WRITE}

    def campaign(self, public_id: str) -> Campaign:
        """The campaign with its holds and live version. Raises NotFound, PermissionRefused."""
        found = self.find(Campaign, public_id, "workspace")
        return campaign_get(found.workspace, found.pk)

    def shown(self, campaigns: Sequence[Campaign]) -> list[dict[str, Any]]:
        """Campaigns of one workspace, whose holds are fetched, as the family writes them."""
        if not campaigns:
            return []
        role = self.access.role_in(campaigns[0].workspace_id)
        now = database_now()
        return campaigns_shown(mailing_states(campaigns), role.value if role else _KEY, now)
