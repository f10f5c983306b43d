"""The setting behind the frequency cap: its model, and which caps hold for a campaign's messages."""

from collections.abc import Sequence
from typing import Annotated, Any, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    model_validator,
)
from pydantic_core import PydanticCustomError

from messaging.delivery.batch import Candidate, StreamInfo
from workspaces.channels import Channel

# What campaigns are called together: `promotion`, `black-friday`.
CampaignTag = Annotated[
    str,
    StringConstraints(
        strict=True, strip_whitespace=True, to_lower=True, min_length=1, max_length=50, pattern=r"^[^\x00-\x1f\x7f]*$"
    ),
]


class FrequencyCap(BaseModel):
    """At most `count` messages to one contact within `days` days of the contact's calendar, today among them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    count: int = Field(strict=True, ge=1, le=1_000)
    days: int = Field(strict=True, ge=1, le=365)
    channel: Channel | None = Field(
        default=None, description="Of this channel's messages only; null: of each channel's by themselves."
    )

    def counts(self, channel: str, sent_channel: str) -> bool:
        """Whether a message of `sent_channel` uses up room for one of `channel`."""
        return sent_channel == channel

    @property
    def words(self) -> str:
        """The cap as a message's detail has it."""
        return f"{self.count} in {self.days} days"


class WorkspaceCap(FrequencyCap):
    """A cap of a workspace: of all campaigns, or of those with a tag, whose channels then count together."""

    tag: CampaignTag | None = Field(default=None, description="Of campaigns with this tag only, over all channels.")

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if self.tag is not None and self.channel is not None:
            raise PydanticCustomError("cap_kind", "a cap is about a channel or about a tag")
        return self

    def counts(self, channel: str, sent_channel: str) -> bool:
        return self.tag is not None or sent_channel == channel

    @property
    def words(self) -> str:
        about = "" if self.tag is None else f" of campaigns tagged {self.tag}"
        return f"{self.count} in {self.days} days{about}"


WorkspaceCaps = Annotated[
    list[WorkspaceCap],
    Field(max_length=20),
    BeforeValidator(lambda value: value if isinstance(value, list) else [value]),
]
_WORKSPACE: TypeAdapter[list[WorkspaceCap]] = TypeAdapter(WorkspaceCaps)


def parse_cap(value: object) -> FrequencyCap | None:
    """The cap in a campaign's stored setting; None where there is none. Raises pydantic's ValidationError."""
    return None if value is None else FrequencyCap.model_validate(value)


def parse_workspace_caps(value: object) -> Sequence[WorkspaceCap]:
    """The caps in a workspace's stored setting, one or a list of them. Raises pydantic's ValidationError."""
    return [] if value is None else _WORKSPACE.validate_python(value)


def workspace_caps(value: object) -> Sequence[WorkspaceCap]:
    """As `parse_workspace_caps`; none where what is stored can't be read."""
    try:
        return parse_workspace_caps(value)
    except ValidationError:
        # A workspace's settings are typed by staff: what is no cap must not stop every message.
        return []


def caps_of(own: object, workspace: object, tags: Sequence[str]) -> Sequence[FrequencyCap]:
    """The caps over a campaign's marketing: its own, or the workspace's for all; and the workspace's for its tags."""
    general: list[FrequencyCap] = []
    tagged: list[FrequencyCap] = []
    for cap in workspace_caps(workspace):
        if cap.tag is None:
            general.append(cap)
        elif cap.tag in tags:
            tagged.append(cap)
    return [*_own(own, general), *tagged]


def stream_caps(stream: StreamInfo) -> Sequence[FrequencyCap]:
    """The caps over a stream's marketing."""
    if stream.frequency_cap is None and not stream.workspace_caps:
        return ()
    return caps_of(stream.frequency_cap, stream.workspace_caps, stream.tags)


def caps_on(row: Candidate, caps: Sequence[FrequencyCap]) -> Sequence[FrequencyCap]:
    """Those of the caps that are about the message."""
    return [cap for cap in caps if cap.channel is None or cap.channel == row.channel]


def tag_of(cap: FrequencyCap) -> str | None:
    """The tag that a cap is about."""
    return cap.tag if isinstance(cap, WorkspaceCap) else None


def _own(value: Any, general: list[FrequencyCap]) -> list[FrequencyCap]:
    try:
        own = parse_cap(value)
    except ValidationError:
        # Settings are validated where they are written; one that slipped through must not stop every message.
        own = None
    return general if own is None else [own]
