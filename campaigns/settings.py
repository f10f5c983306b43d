"""A campaign's settings: one model for every API family, page and stage. Unknown keys are refused by name."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from campaigns.models import Campaign
from workspaces.errors import FieldError, InvalidInput


class FrequencyCap(BaseModel):
    """At most `count` messages to one contact in any `days` days, over all campaigns."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    count: int = Field(strict=True, ge=1, le=1_000)
    days: int = Field(strict=True, ge=1, le=365)


class CampaignSettings(BaseModel):
    """Everything that may be set about how a campaign runs."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    daily_limit: int | None = Field(
        default=None, strict=True, ge=1, le=100_000_000, description="Messages a day; no limit where null."
    )
    track_opens: bool = Field(default=True, strict=True, description="Put a tracking pixel into HTML mails.")
    track_clicks: bool = Field(default=True, strict=True, description="Lead links over the click tracker.")
    frequency_cap: FrequencyCap | None = Field(default=None, description="The workspace's where null.")
    reentry: Literal["once", "always"] | None = Field(
        default=None,
        description="Whether a contact may enter again; null: again by a repeating schedule, otherwise once.",
    )
    unknown_after: int = Field(
        default=3_600, strict=True, ge=60, le=604_800, description="Seconds after which an unknown outcome goes on."
    )


def settings_parse(data: Mapping[str, Any], *, path: str = "settings") -> CampaignSettings:
    """Checked settings with defaults filled in. Raises InvalidInput naming each wrong key (`settings.daily_limit`)."""
    try:
        return CampaignSettings.model_validate(dict(data))
    except ValidationError as error:
        details = [
            FieldError(".".join([path, *map(str, problem["loc"])]), _words(problem), problem["type"])
            for problem in error.errors()
        ]
        raise InvalidInput(f"{details[0].field}: {details[0].message}", details) from None


def settings_of(campaign: Campaign) -> CampaignSettings:
    """The campaign's stored settings, which were checked when they were stored."""
    return CampaignSettings.model_validate(campaign.settings)


def settings_merge(stored: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """What to store after a partial change; null puts a key back to its default. Raises InvalidInput."""
    wanted = {**stored, **changes}
    settings_parse({key: value for key, value in wanted.items() if value is not None or key not in _known()})
    return {key: value for key, value in wanted.items() if value is not None}


def _known() -> frozenset[str]:
    return frozenset(CampaignSettings.model_fields)


def _words(problem: Any) -> str:
    if problem["type"] == "extra_forbidden":
        return "unknown setting"
    message: str = problem["msg"]
    return message[:1].lower() + message[1:]
