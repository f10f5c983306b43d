"""What the views of the family share: what they need, how they find a campaign, and its status in their words."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

from rest_framework import serializers

from campaigns.models import Campaign
from campaigns.selectors import ShownStatus, campaign_get
from workspaces.api.access import Need
from workspaces.api.families import Family
from workspaces.api.problems import Kind, Problem, Refused
from workspaces.api.runtime.errors import RUNTIME
from workspaces.api.views import ApiView
from workspaces.errors import Conflict
from workspaces.models import Role, Scope

READ = Need(Scope.CAMPAIGNS_READ, Role.VIEWER)
WRITE = Need(Scope.CAMPAIGNS_WRITE, Role.EDITOR)
ERRORS = (Kind.INVALID, Kind.NOT_FOUND, Kind.CONFLICT, Kind.PAYMENT_REQUIRED)


class RuntimeStatus(serializers.Serializer):
    """The campaign's status."""

    status = serializers.ChoiceField(choices=ShownStatus.choices)


class RuntimeView(ApiView):
    """Something that a backend does with one campaign."""

    family: ClassVar[Family] = RUNTIME
    needs: ClassVar[dict[str, Need]] = {"POST": WRITE}

    def campaign(self, public_id: str) -> Campaign:
        """The campaign with its holds. Raises NotFound, PermissionRefused."""
        found = self.find(Campaign, public_id, "workspace")
        return campaign_get(found.workspace, found.pk)


@contextmanager
def paid_for() -> Iterator[None]:
    """Answers 402 where a campaign refuses because the balance is used up."""
    try:
        yield
    except Conflict as conflict:
        if conflict.current_status != ShownStatus.PAUSED_BALANCE:
            raise
        message = "The campaign is PAUSED_BALANCE: top up the balance, then resume it."
        raise Refused(Problem(Kind.PAYMENT_REQUIRED, message)) from conflict
