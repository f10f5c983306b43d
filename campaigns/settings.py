"""A campaign's settings: one model for every API family, page and stage. Unknown keys are refused by name."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, ValidationError, field_validator, model_validator
from pydantic_core import PydanticCustomError

from campaigns.models import Campaign
from messaging.mail_from import MailFrom
from messaging.policies.caps import CampaignTag, FrequencyCap
from messaging.policies.iterations import Iterations
from messaging.policies.quiet_hours import QuietSetting
from messaging.policies.send_window import SendWindow
from messaging.policies.verification import Verification
from workspaces.errors import FieldError, InvalidInput
from workspaces.ids import InvalidId, decode
from workspaces.link_tags import LinkTags


class Period(BaseModel):
    """A length of time."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    value: int = Field(strict=True, ge=1, le=1_825)
    unit: Literal["hours", "days", "weeks"]

    def delta(self) -> timedelta:
        """As a timedelta."""
        return timedelta(**{self.unit: self.value})


class ReentryAfter(BaseModel):
    """Again once the period has gone by since the contact's last entry."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    after: Period


# Shown in no place: they tell pydantic which of the two a value is meant to be.
_WORD, _AFTER = "(word)", "(after)"
ReentryPolicy = Annotated[
    Annotated[Literal["once", "once_at_a_time", "always"], Tag(_WORD)] | Annotated[ReentryAfter, Tag(_AFTER)],
    Discriminator(lambda value: _AFTER if isinstance(value, dict | ReentryAfter) else _WORD),
]


_OFF, _TAGS = "(off)", "(tags)"
LinkTagsSetting = Annotated[
    Annotated[Literal["off"], Tag(_OFF)] | Annotated[LinkTags, Tag(_TAGS)],
    Discriminator(lambda value: _TAGS if isinstance(value, dict | LinkTags) else _OFF),
]


class CampaignGoalSettings(BaseModel):
    """What counts as success: an event, or a rule that comes true, within some days of the contact's entry."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    event: str | None = Field(
        default=None, strict=True, min_length=1, max_length=120, description="The name of the event that counts."
    )
    filter: dict[str, Any] | None = Field(
        default=None, description="A rule that the event must match as well; its properties are `trigger` conditions."
    )
    rule: dict[str, Any] | None = Field(default=None, description="A rule that the contact must come to match.")
    window_days: int = Field(
        default=30, strict=True, ge=1, le=365, description="Days from a contact's entry within which it counts."
    )
    exit_on_goal: bool = Field(default=True, strict=True, description="Whether the contact's way ends with it.")

    @model_validator(mode="after")
    def _one_of(self) -> "CampaignGoalSettings":
        if (self.event is None) == (self.rule is None):
            raise PydanticCustomError("goal_kind", "exactly one of event and rule must be given")
        if self.filter is not None and self.event is None:
            raise PydanticCustomError("goal_filter", "a filter needs an event")
        return self


class CampaignSettings(BaseModel):
    """Everything that may be set about how a campaign runs."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    daily_limit: int | None = Field(
        default=None,
        strict=True,
        ge=1,
        le=100_000_000,
        description="Messages a day of the workspace's calendar, the rest waits for the next day; no limit where null.",
    )
    track_opens: bool = Field(default=True, strict=True, description="Put a tracking pixel into HTML mails.")
    track_clicks: bool = Field(default=True, strict=True, description="Lead links over the click tracker.")
    link_tags: LinkTagsSetting | None = Field(
        default=None,
        description="Tags of the links in its mails for web analytics (utm_source, …), each in place of the "
        "workspace's; off: only those that a step names; null: the workspace's.",
    )
    mail_from: MailFrom | None = Field(
        default=None,
        description="Name and address for answers of its mails, in place of the sender's; the sender's where null.",
    )
    frequency_cap: FrequencyCap | None = Field(
        default=None,
        description="Marketing messages of all campaigns to one contact, by days of the contact's calendar; the "
        "workspace's where null.",
    )
    priority: int = Field(
        default=5,
        strict=True,
        ge=1,
        le=9,
        description="Where a contact's caps leave room for one of several messages, the higher priority gets it.",
    )
    tags: tuple[CampaignTag, ...] = Field(
        default=(),
        max_length=10,
        description="Words that group campaigns; the workspace's frequency caps may name them.",
    )
    contact_cooldown: int | None = Field(
        default=None,
        strict=True,
        ge=1,
        le=2_592_000,
        description="Seconds between two of its marketing messages to one contact; none where null. The workspace's "
        "cooldown, between messages of all campaigns, holds as well.",
    )
    contact_daily_cap: int | None = Field(
        default=None,
        strict=True,
        ge=1,
        le=1_000,
        description="Its marketing messages to one contact a day of the contact's calendar; no cap where null. The "
        "workspace's cap, over all campaigns, holds as well.",
    )
    topic: str | None = Field(
        default=None,
        strict=True,
        description="What its messages are about, by the topic's id: who refused the topic gets none; null: no topic.",
    )
    quiet_hours: QuietSetting | None = Field(
        default=None,
        description="When marketing waits, by the contact's clock; off: never; null: in the workspace's quiet hours.",
    )
    send_window: SendWindow | None = Field(
        default=None, description="On which days and at which times its marketing goes out; at any time where null."
    )
    iterations: Iterations | None = Field(
        default=None, description="Send in portions that grow while enough is delivered; everything at once where null."
    )
    verification: Verification | None = Field(
        default=None, description="Send to verified addresses only; to any address where null."
    )
    entry_rule: dict[str, Any] | None = Field(
        default=None, description="A rule that contacts must match when they enter, whichever way; none where null."
    )
    reentry: ReentryPolicy | None = Field(
        default=None,
        description="Whether a contact may enter again: once, once_at_a_time (not while on the way), always, or "
        "{after: {value, unit}} since the last entry; null: again by a repeating schedule, otherwise once.",
    )
    exit_rules: tuple[dict[str, Any], ...] = Field(
        default=(),
        max_length=10,
        description="Rules that are asked before every node: the way of contacts who match one ends there.",
    )
    goal: CampaignGoalSettings | None = Field(
        default=None, description="What counts as success, once per entry; none where null."
    )
    unknown_after: int = Field(
        default=3_600, strict=True, ge=60, le=604_800, description="Seconds after which an unknown outcome goes on."
    )

    @field_validator("topic")
    @classmethod
    def _is_topic(cls, topic: str | None) -> str | None:
        try:
            return topic if topic is None or decode("top", topic) else None
        except InvalidId as error:
            raise PydanticCustomError("id", "{reason}", {"reason": str(error)}) from error

    @field_validator("tags")
    @classmethod
    def _once(cls, tags: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(tags))

    @property
    def topic_id(self) -> UUID | None:
        """The topic's key, where there is one."""
        return None if self.topic is None else decode("top", self.topic)


def settings_parse(data: Mapping[str, Any], *, path: str = "settings") -> CampaignSettings:
    """Checked settings with defaults filled in. Raises InvalidInput naming each wrong key (`settings.daily_limit`)."""
    try:
        return CampaignSettings.model_validate(dict(data))
    except ValidationError as error:
        details = [
            FieldError(".".join([path, *_place(problem["loc"])]), _words(problem), problem["type"])
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


def _place(loc: tuple[int | str, ...]) -> list[str]:
    return [str(part) for part in loc if not str(part).startswith("(")]


def _words(problem: Any) -> str:
    if problem["type"] == "extra_forbidden":
        return "unknown setting"
    message: str = problem["msg"]
    return message[:1].lower() + message[1:]
