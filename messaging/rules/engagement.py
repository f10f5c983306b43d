"""`{"type": "engagement", "field": "opened", "operator": "is", "window": "7d", "count": 2}`: opens, clicks, …."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from contacts.rules.builder import CONTACT, TIME, Builder, negated
from contacts.rules.conditions import hints
from contacts.rules.registry import ConditionType, Problem, register
from contacts.rules.scope import Scope
from contacts.rules.tree import Leaf
from contacts.rules.values import Name, Window, window_delta
from messaging.models import MessageStream
from templates_app.models import Template
from workspaces.ids import InvalidId, decode

_FACTS = {
    "sent": "settled_at",
    "delivered": "delivered_at",
    "opened": "opened_at",
    "clicked": "clicked_at",
    "replied": "replied_at",
    "bounced": "bounced_at",
}
_HAPPENED = {
    "sent": "been sent a message",
    "delivered": "got a message delivered",
    "opened": "opened a message",
    "clicked": "clicked in a message",
    "replied": "replied to a message",
    "bounced": "had a message bounce",
}
_WORDS = {"sent": "was sent", "bounced": "had a bounce from", "replied": "replied to"}


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


class EngagementLeaf(Leaf):
    """`value` narrows the messages by `campaign`, `node` and `template`; without it every message counts.

    `window` looks back from now; `count` asks for at least so many messages. Inside a flow, a node without a campaign
    means this campaign's, and there only the message of the contact's present passage through the flow: what it did
    with an earlier one is another story.
    """

    model_config = ConfigDict(json_schema_extra=hints.sentence("operator", "field", "count", "value", "window"))

    type: Literal["engagement"]
    field: Literal["sent", "delivered", "opened", "clicked", "replied", "bounced"] = Field(
        title="What happened", json_schema_extra=hints.choice(_HAPPENED)
    )
    operator: Literal["is", "is_not"] = Field(
        title="Comparison", json_schema_extra=hints.choice({"is": "has", "is_not": "has not"})
    )
    value: Which | None = Field(default=None, title="Which message")
    window: Window | None = Field(default=None, title="Within the last", json_schema_extra=hints.WINDOW)
    count: Annotated[int, Field(ge=1, le=1000, strict=True)] = Field(
        default=1, title="How often at least", json_schema_extra=hints.COUNT
    )


@register
class EngagementCondition(ConditionType[EngagementLeaf]):
    """Answered by the index on (contact, time of creation): a contact has at most some hundreds of messages."""

    key = "engagement"
    label = "Engagement"
    description = "Messages that the contact was sent, opened, clicked in or replied to."
    Leaf = EngagementLeaf

    def validate(self, leaf: EngagementLeaf, scope: Scope) -> Iterable[Problem]:
        which = leaf.value or Which()
        if which.node is not None and which.campaign is None and not scope.in_flow:
            yield Problem("value", "campaign_missing", "a node is named, so the campaign must be named too")
        if which.campaign is not None and not _exists(MessageStream, "cmp", which.campaign, scope.workspace_id):
            yield Problem("value.campaign", "unknown_campaign", f"there is no campaign {which.campaign}")
        if which.template is not None and not _exists(Template, "tpl", which.template, scope.workspace_id):
            yield Problem("value.template", "unknown_template", f"there is no template {which.template}")

    def compile(self, leaf: EngagementLeaf, builder: Builder) -> str:
        rows = _messages(leaf, builder)
        if leaf.count == 1:
            found = f"EXISTS ({rows})"
        else:
            wanted = builder.param(leaf.count, "integer")
            found = f"(SELECT count(*) FROM ({rows} LIMIT {wanted}) AS found) >= {wanted}"  # noqa: S608
        return found if leaf.operator == "is" else negated(found)

    def actual(self, leaf: EngagementLeaf, builder: Builder) -> str:
        return f"to_jsonb((SELECT count(*) FROM ({_messages(leaf, builder)} LIMIT 1000) AS found))"  # noqa: S608

    def dependencies(self, leaf: EngagementLeaf) -> frozenset[str]:
        return frozenset({"engagement"} if leaf.window is None else {"engagement", TIME})

    def words(self, leaf: EngagementLeaf, names: Mapping[str, str]) -> str:
        verb = _WORDS.get(leaf.field, "got delivered" if leaf.field == "delivered" else leaf.field)
        which = leaf.value or Which()
        what = "a message" if leaf.count == 1 else f"at least {leaf.count} messages"
        if which.node is not None:
            what += f" of the node “{names.get(which.node, which.node)}”"
        if which.campaign is not None:
            what += f" of the campaign “{names.get(which.campaign, which.campaign)}”"
        if which.template is not None:
            what += f" made from “{names.get(which.template, which.template)}”"
        words = f"{verb} {what}" if leaf.operator == "is" else f"not: {verb} {what}"
        return words if leaf.window is None else f"{words} within the last {leaf.window}"

    def volatile(self, leaf: EngagementLeaf) -> bool:
        # Sending and opening don't mark the contact as changed: that would be a write to contacts for every mail.
        return True


def _messages(leaf: EngagementLeaf, builder: Builder) -> str:
    """The messages that count, a row for each."""
    conditions = [
        f"m.contact_id = {CONTACT}.id",
        f"m.workspace_id = {builder.workspace()}",
        *_happened(leaf, builder),
        *_narrowed(leaf.value or Which(), builder),
    ]
    # Only placeholders and names from this module are put in.
    return f"SELECT 1 FROM messaging_message m WHERE {' AND '.join(conditions)}"  # noqa: S608


def _happened(leaf: EngagementLeaf, builder: Builder) -> Iterable[str]:
    column = f"m.{_FACTS[leaf.field]}"
    if leaf.field == "sent":
        yield "m.state = 'accepted'"
    else:
        yield f"{column} IS NOT NULL"
    if leaf.window is not None:
        yield f"{column} > {builder.moment(builder.now - window_delta(leaf.window))}"


def _narrowed(which: Which, builder: Builder) -> Iterable[str]:
    campaign = decode("cmp", which.campaign) if which.campaign is not None else None
    here = builder.context.campaign_id
    if which.node is not None:
        yield f"m.node = {builder.param(which.node)}"
        if campaign is None and builder.context.execution_column:
            yield f"m.execution_id = {builder.context.execution_column}"
        campaign = campaign or here
        if campaign is None:
            # A node of no campaign; validation refuses it, and no message can be meant.
            yield "FALSE"
    if campaign is not None:
        yield f"m.stream_id = {builder.param(campaign, 'uuid')}"
    if which.template is not None:
        template = builder.param(decode("tpl", which.template), "uuid")
        versions = f"SELECT v.id FROM templates_app_templateversion v WHERE v.template_id = {template}"  # noqa: S608
        yield f"m.template_version_id IN ({versions})"


def _exists(model: type[MessageStream] | type[Template], prefix: str, text: str, workspace_id: UUID) -> bool:
    return model.objects.in_workspace(workspace_id).filter(pk=decode(prefix, text)).exists()
