"""Campaigns and their touchpoints."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from campanile.models.decoding import Tagged, Wire


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign. `status` is `draft`, `active`, `paused` or `completed`; `channel_type` that of its messages."""

    id: Annotated[str, Wire("_id")]
    name: str
    status: str
    channel_type: str | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class CampaignBrief:
    """A campaign's name and status."""

    id: str
    name: str
    status: str


@dataclass(frozen=True, slots=True)
class Touchpoint(Tagged):
    """A message or an action of a campaign. `message` is None for actions, whose `config` says what they do.

    `created_at` is None for those that were not made as touchpoints.
    """

    id: Annotated[str, Wire("_id")]
    name: str
    type: str
    campaign_id: str
    message: dict[str, Any] | None
    config: dict[str, Any]
    created_at: datetime | None


@dataclass(frozen=True, slots=True)
class Validity:
    """Whether a launch would be taken, and if not, everything that would stop it, in words."""

    valid: bool
    errors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hold:
    """A reason for which a campaign sends nothing at the moment: USER, ERROR or BALANCE."""

    kind: str
    reason: str
    since: datetime


@dataclass(frozen=True, slots=True)
class CampaignStatus:
    """How far a campaign is. `executions` counts contacts by where they are on their way, `nodes` at each node."""

    id: str
    name: str
    status: str
    detailed_status: str
    holds: tuple[Hold, ...]
    audience: int
    enrolled: int
    percent: int
    executions: dict[str, int]
    nodes: dict[str, dict[str, int]]
    messages: dict[str, int]
    started_at: datetime | None
    completed_at: datetime | None


@dataclass(frozen=True, slots=True)
class CampaignProgress:
    """How far a campaign is, as the Runtime API tells it. `estimated_remaining_cost` is None where some message has no
    price.
    """

    status: str
    executions: dict[str, int]
    nodes: dict[str, dict[str, int]]
    estimated_remaining_cost: float | None
    started_at: datetime | None
    completed_at: datetime | None
    holds: tuple[Hold, ...]


@dataclass(frozen=True, slots=True)
class TriggeredRun:
    """A run that has begun, and the campaign's status."""

    run_id: str
    status: str
