"""`{"type": "engagement", "field": "opened", "operator": "is", "window": "7d", "count": 2}`: opens, clicks, …."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db import connection
from pydantic import ConfigDict, Field

from contacts.rules.builder import CONTACT, TIME, Builder
from contacts.rules.conditions import hints
from contacts.rules.conditions.counting import MOST_COUNTED, count_meets, count_sql, joined_count_sql, window_words
from contacts.rules.facts import Asked, Facts, TooManyFacts
from contacts.rules.registry import ConditionType, Problem, register
from contacts.rules.scope import Scope
from contacts.rules.tree import Leaf
from contacts.rules.values import Window, window_delta
from messaging.models import MessageStream
from messaging.rules.engagement_facts import BY_MACHINES, Sent, as_sent, by_machines, counting
from messaging.rules.which import Which
from templates_app.models import Template
from workspaces.channels import Channel
from workspaces.ids import decode
from workspaces.sql import load

# More of one contact's messages than this are not loaded for one answer.
MOST_LOADED = 10_000

_FACTS = {
    "sent": "settled_at",
    "delivered": "delivered_at",
    "opened": "opened_at",
    "clicked": "clicked_at",
    "replied": "replied_at",
    "bounced": "bounced_at",
    "complained": "complained_at",
    "unsubscribed": "unsubscribed_at",
    "dismissed": "dismissed_at",
}
_HAPPENED = {
    "sent": "been sent a message",
    "delivered": "got a message delivered",
    "opened": "opened a message",
    "clicked": "clicked in a message",
    "replied": "replied to a message",
    "bounced": "had a message bounce",
    "complained": "complained about a message",
    "unsubscribed": "unsubscribed by a message",
    "dismissed": "put away a message unread",
}
_WORDS = {
    "sent": "was sent",
    "delivered": "got delivered",
    "bounced": "had a bounce from",
    "replied": "replied to",
    "complained": "complained about",
    "unsubscribed": "unsubscribed by",
    "dismissed": "put away unread",
}
_OPERATORS = {
    "is": "has",
    "is_not": "has not",
    "is_exactly": "has exactly so often",
    "is_at_most": "has at most so often",
}
_COUNTS = {"is": "at_least", "is_not": "at_least", "is_exactly": "exactly", "is_at_most": "at_most"}


class EngagementLeaf(Leaf):
    """`value` narrows the messages by `campaign`, `node`, `template` and `channel`; without it every message counts.

    Opens and clicks are those by people, unless `by` says `anybody`: scanners and proxies then count, too.
    With `clicked`, `link` asks for a link whose address holds that text: `{"link": "/pricing"}`. `window` looks back
    from now. `is` asks for at least `count` messages (1 where it is left out), `is_not` is its exact opposite,
    `is_exactly` and `is_at_most` count exactly; at most counts those who had none, too. Inside a flow, a node without
    a campaign means this campaign's, and there only the message of the contact's present passage through the flow:
    what it did with an earlier one is another story.
    """

    model_config = ConfigDict(json_schema_extra=hints.sentence("operator", "field", "count", "value", "window"))

    type: Literal["engagement"]
    field: Literal[
        "sent", "delivered", "opened", "clicked", "replied", "bounced", "complained", "unsubscribed", "dismissed"
    ] = Field(title="What happened", json_schema_extra=hints.choice(_HAPPENED))
    operator: Literal["is", "is_not", "is_exactly", "is_at_most"] = Field(
        title="Comparison",
        json_schema_extra={**hints.choice(_OPERATORS), "x-said": {"is_exactly": "has", "is_at_most": "has"}},
    )
    value: Which | None = Field(default=None, title="Which message")
    window: Window | None = Field(default=None, title="Within the last", json_schema_extra=hints.WINDOW)
    count: Annotated[int, Field(ge=1, le=MOST_COUNTED, strict=True)] = Field(
        default=1, title="How often", json_schema_extra=hints.COUNT
    )


@register
class EngagementCondition(ConditionType[EngagementLeaf]):
    """Answered by the index on (contact, time of creation): a contact has at most some hundreds of messages."""

    key = "engagement"
    label = "Engagement"
    description = "Messages that the contact was sent, opened, replied to or followed links in."
    Leaf = EngagementLeaf

    def validate(self, leaf: EngagementLeaf, scope: Scope) -> Iterable[Problem]:
        which = leaf.value or Which()
        if which.node is not None and which.campaign is None and not scope.in_flow:
            yield Problem("value", "campaign_missing", "a node is named, so the campaign must be named too")
        if which.campaign is not None and not _exists(MessageStream, "cmp", which.campaign, scope.workspace_id):
            yield Problem("value.campaign", "unknown_campaign", f"there is no campaign {which.campaign}")
        if which.template is not None and not _exists(Template, "tpl", which.template, scope.workspace_id):
            yield Problem("value.template", "unknown_template", f"there is no template {which.template}")
        if which.link is not None and leaf.field != "clicked":
            yield Problem("value.link", "link_not_clicked", "a link can only be clicked")
        if which.by is not None and leaf.field not in BY_MACHINES:
            yield Problem("value.by", "not_by_machines", "machines only open and click")

    def compile(self, leaf: EngagementLeaf, builder: Builder) -> str:
        how = _COUNTS[leaf.operator]
        if builder.joined and not (how == "at_least" and leaf.count == 1):
            found = joined_count_sql(_messages(leaf, builder, of_contact=False), how, leaf.count, builder)
        else:
            found = count_sql(_messages(leaf, builder), how, leaf.count, builder)
        return f"NOT {found}" if leaf.operator == "is_not" else found

    def actual(self, leaf: EngagementLeaf, builder: Builder) -> str:
        return f"to_jsonb((SELECT count(*) FROM ({_messages(leaf, builder)} LIMIT {MOST_COUNTED}) AS found))"  # noqa: S608

    def load(self, leaves: Sequence[EngagementLeaf], asked: Asked) -> list[Sent]:
        """The contact's messages, with the links followed in them where a condition asks for one."""
        params: dict[str, Any] = {
            "contact": asked.contact_id,
            "workspace": asked.workspace_id,
            "with_links": any(leaf.value is not None and leaf.value.link is not None for leaf in leaves),
            "limit": MOST_LOADED + 1,
        }
        with connection.cursor() as cursor:
            cursor.execute(load("messaging.rules", "message_facts"), params)
            rows = cursor.fetchall()
        if len(rows) > MOST_LOADED:
            raise TooManyFacts
        return as_sent(rows)

    def holds(self, leaf: EngagementLeaf, facts: Facts) -> bool:
        return count_meets(self._count(leaf, facts), _COUNTS[leaf.operator], leaf.count) != (leaf.operator == "is_not")

    def saw(self, leaf: EngagementLeaf, facts: Facts) -> int:
        return min(self._count(leaf, facts), MOST_COUNTED)

    def _count(self, leaf: EngagementLeaf, facts: Facts) -> int:
        since = None if leaf.window is None else facts.now - window_delta(leaf.window)
        return counting(facts.loaded[self.key], leaf.field, leaf.value or Which(), since, facts)

    def dependencies(self, leaf: EngagementLeaf) -> frozenset[str]:
        return frozenset({"engagement"} if leaf.window is None else {"engagement", TIME})

    def words(self, leaf: EngagementLeaf, names: Mapping[str, str]) -> str:
        which, how = leaf.value or Which(), _COUNTS[leaf.operator]
        verb = "clicked in" if leaf.field == "clicked" else _WORDS.get(leaf.field, leaf.field)
        what = f"{how.replace('_', ' ')} {leaf.count} message{'' if leaf.count == 1 else 's'}"
        if how == "at_least" and leaf.count == 1:
            what = "a message"
        if which.link is not None:
            verb = f"clicked a link with “{which.link}” in"
        if which.node is not None:
            what += f" of the node “{names.get(which.node, which.node)}”"
        if which.by == "anybody":
            verb += " (machines included)"
        if which.campaign is not None:
            what += f" of the campaign “{names.get(which.campaign, which.campaign)}”"
        if which.template is not None:
            what += f" made from “{names.get(which.template, which.template)}”"
        if which.channel is not None:
            what += f" by {Channel(which.channel).label}"
        words = f"not: {verb} {what}" if leaf.operator == "is_not" else f"{verb} {what}"
        return words if leaf.window is None else f"{words} within the last {window_words(leaf.window)}"

    def volatile(self, leaf: EngagementLeaf) -> bool:
        # Sending and opening don't mark the contact as changed: that would be a write to contacts for every mail.
        return True


def _messages(leaf: EngagementLeaf, builder: Builder, *, of_contact: bool = True) -> str:
    """The contact's messages that count, or everybody's, a row for each."""
    conditions = [
        *([f"m.contact_id = {CONTACT}.id"] if of_contact else []),
        f"m.workspace_id = {builder.workspace()}",
        *_happened(leaf, builder),
        *_narrowed(leaf.value or Which(), builder),
    ]
    # Only placeholders and names from this module are put in.
    return f"SELECT m.contact_id FROM messaging_message m WHERE {' AND '.join(conditions)}"  # noqa: S608


def _happened(leaf: EngagementLeaf, builder: Builder) -> Iterable[str]:
    anybody = by_machines(leaf.field, leaf.value or Which())
    fact = _FACTS[leaf.field]
    # GREATEST leaves out what is null: whether either happened, and whether either did since.
    column = f"GREATEST(m.{fact}, m.machine_{fact})" if anybody else f"m.{fact}"
    since = None if leaf.window is None else builder.moment(builder.now - window_delta(leaf.window))
    if leaf.field == "sent":
        yield "m.state = 'accepted'"
    else:
        yield f"{column} IS NOT NULL"
    if leaf.value is not None and leaf.value.link is not None:
        link = f"k.message_id = m.id AND position(lower({builder.param(leaf.value.link)}) IN lower(k.url)) > 0"
        moment = "GREATEST(k.clicked_at, k.machine_clicked_at)" if anybody else "k.clicked_at"
        link += f" AND {moment} IS NOT NULL" if since is None else f" AND {moment} > {since}"
        yield f"EXISTS (SELECT FROM messaging_linkclick k WHERE {link})"
    elif since is not None:
        yield f"{column} > {since}"


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
    if which.channel is not None:
        yield f"m.channel = {builder.param(which.channel.value)}"
    if which.template is not None:
        template = builder.param(decode("tpl", which.template), "uuid")
        versions = f"SELECT v.id FROM templates_app_templateversion v WHERE v.template_id = {template}"  # noqa: S608
        yield f"m.template_version_id IN ({versions})"


def _exists(model: type[MessageStream] | type[Template], prefix: str, text: str, workspace_id: UUID) -> bool:
    return model.objects.in_workspace(workspace_id).filter(pk=decode(prefix, text)).exists()
