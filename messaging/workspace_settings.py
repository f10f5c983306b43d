"""The settings of workspaces that are about messages, and their values. What they mean stands in the policies."""

from typing import Annotated

from pydantic import Field

from messaging.policies.caps import WorkspaceCaps
from messaging.policies.quiet_hours import QuietHours
from messaging.services.inbox_retention import INBOX_RETENTION
from workspaces.link_tags import LinkTags
from workspaces.settings import QUIET_HOURS, setting_register

MOST_COOLDOWN, MOST_A_DAY, MOST_DAYS_KEPT = 2_592_000, 1_000, 3_650

setting_register("frequency_cap", WorkspaceCaps)
setting_register("contact_cooldown", Annotated[int, Field(strict=True, ge=1, le=MOST_COOLDOWN)])
setting_register("contact_daily_cap", Annotated[int, Field(strict=True, ge=1, le=MOST_A_DAY)])
setting_register(QUIET_HOURS, QuietHours)
setting_register("link_tags", LinkTags)
setting_register(INBOX_RETENTION, Annotated[int, Field(strict=True, ge=1, le=MOST_DAYS_KEPT)])
