"""Which messages an engagement condition means: of a campaign, a step, a template, a channel, with a link."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from contacts.rules.conditions import hints
from contacts.rules.values import Name, Text
from workspaces.channels import Channel
from workspaces.ids import InvalidId, decode


def _id(prefix: str, text: str) -> str:
    try:
        decode(prefix, text)
    except InvalidId as error:
        raise PydanticCustomError("id", "{reason}", {"reason": str(error)}) from error
    return text


CampaignId = Annotated[str, AfterValidator(lambda text: _id("cmp", text))]
TemplateId = Annotated[str, AfterValidator(lambda text: _id("tpl", text))]


class Which(BaseModel):
    """Which messages are meant; whatever is left out does not narrow."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    campaign: CampaignId | None = Field(
        default=None, title="Campaign", json_schema_extra={"x-editor": "campaign", "x-words": "of the campaign {}"}
    )
    node: Name | None = Field(
        default=None, title="Step", json_schema_extra={"x-editor": "node", "x-words": "of the step {}"}
    )
    template: TemplateId | None = Field(
        default=None, title="Template", json_schema_extra={"x-editor": "template", "x-words": "made from {}"}
    )
    channel: Channel | None = Field(
        default=None, title="Channel", json_schema_extra={**hints.channels(), "x-words": "by {}"}
    )
    by: Literal["people", "anybody"] | None = Field(
        default=None,
        title="By whom",
        description="With “opened” and “clicked” only: people alone, unless scanners and proxies shall count, too.",
        json_schema_extra={
            **hints.choice({"people": "people", "anybody": "anybody, also machines"}),
            "x-words": "by {}",
        },
    )
    link: Text | None = Field(
        default=None,
        title="Link",
        description="With “clicked” only: a part of the address that was followed, such as /pricing.",
        json_schema_extra={"x-words": "on a link with {}"},
    )
