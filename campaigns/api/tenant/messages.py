"""`/api/v1/tenant/messages` and `/{id}`: what was sent to whom, what became of it, and why not."""

from collections.abc import Sequence
from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns.models import Campaign
from campaigns.selectors import execution_ids
from contacts.models import Contact
from contacts.selectors import contact_find
from messaging.models import Message, MessageState, Sender
from messaging.reasons import reason_words
from messaging.selectors import MessageFilter, message_get, messages_page
from templates_app.models import Template
from workspaces.api.access import Need
from workspaces.api.paging import CursorQuery
from workspaces.api.problems import Kind
from workspaces.api.tenant.schema import envelope, operation, page_envelope, page_example
from workspaces.api.tenant.views import TenantView
from workspaces.channels import Channel, MessageType
from workspaces.ids import encode
from workspaces.models import Role, Scope, Workspace
from workspaces.selectors import row_find

READ = Need(Scope.MESSAGES_READ, Role.VIEWER)
_TAG = "Messages"
_ERRORS = (Kind.INVALID, Kind.NOT_FOUND)
# What happened to a message after it went out, in the order in which it usually does.
_FACTS = ("delivered", "opened", "clicked", "replied", "bounced", "complained", "unsubscribed")
_EXAMPLE: dict[str, Any] = {
    "id": "msg_01k9zq4s2dw001fzzzzzzzz02q",
    "campaign_id": "cmp_01k9zq3v7nfe5v8x2m4c6d8a0b",
    "execution_id": "exe_01k9zq4s2dw001fzzzzzzzz02q",
    "node": "s1",
    "contact_id": "ct_01k9zq3x1qe4r9t7y6u5w3s2a1",
    "channel": "email",
    "message_type": "marketing",
    "template_id": "tpl_01k9zq3v7nfe5v8x2m4c6d8a0b",
    "sender_id": "snd_01k9zq3v7nfe5v8x2m4c6d8a0b",
    "address": "ada@example.com",
    "state": "accepted",
    "reason": "",
    "reason_words": "",
    "cost": "0.000400",
    "created_at": "2025-11-01T10:00:00Z",
    "settled_at": "2025-11-01T10:00:02Z",
    **{f"{fact}_at": None for fact in _FACTS},
    "delivered_at": "2025-11-01T10:00:05Z",
    "opened_at": "2025-11-01T12:31:00Z",
}


class MessageListQuery(CursorQuery):
    """The query string of the list."""

    campaign = serializers.CharField(max_length=64, required=False, help_text="A campaign's id.")
    contact = serializers.CharField(max_length=254, required=False, help_text="A contact's id or e-mail address.")
    state = serializers.ChoiceField(choices=MessageState.choices, required=False)
    channel = serializers.ChoiceField(choices=Channel.choices, required=False)


class MessageOut(serializers.Serializer):
    """A message. The ids of executions come in the context."""

    id = serializers.CharField(source="public_id")
    campaign_id = serializers.CharField(source="campaign_public_id", allow_null=True, help_text="Null: no campaign's.")
    execution_id = serializers.SerializerMethodField(help_text="Null: no flow's.")
    node = serializers.CharField(help_text="The node of the flow that sent it.")
    contact_id = serializers.SerializerMethodField()
    channel = serializers.ChoiceField(choices=Channel.choices)
    message_type = serializers.ChoiceField(choices=MessageType.choices)
    template_id = serializers.SerializerMethodField(help_text="Null: a person's own words.")
    sender_id = serializers.SerializerMethodField(help_text="Null: none was chosen yet.")
    address = serializers.CharField(help_text="Where it went; empty before it is sent.")
    state = serializers.ChoiceField(choices=MessageState.choices)
    reason = serializers.CharField(help_text="Why it waits, was skipped or refused; see docs/reasons.md.")
    reason_words = serializers.SerializerMethodField(help_text="The same for people.")
    cost = serializers.DecimalField(max_digits=12, decimal_places=6, allow_null=True)
    created_at = serializers.DateTimeField()
    settled_at = serializers.DateTimeField(allow_null=True, help_text="When its outcome was known.")

    def get_fields(self) -> dict[str, serializers.Field]:
        """With the facts, of which there are many of one kind."""
        facts = {f"{fact}_at": serializers.DateTimeField(allow_null=True) for fact in _FACTS}
        return {**super().get_fields(), **facts}

    def get_execution_id(self, message: Message) -> str | None:
        """Whose way through the flow it is on."""
        found: str | None = self.context["executions"].get(message.execution_id)
        return found

    def get_contact_id(self, message: Message) -> str:
        """To whom."""
        return encode(Contact.ID_PREFIX, message.contact_id)

    def get_template_id(self, message: Message) -> str | None:
        """What was sent."""
        version = message.template_version
        return None if version is None else encode(Template.ID_PREFIX, version.template_id)

    def get_sender_id(self, message: Message) -> str | None:
        """By which account."""
        return None if message.sender_id is None else encode(Sender.ID_PREFIX, message.sender_id)

    def get_reason_words(self, message: Message) -> str:
        """In words."""
        return reason_words(message.reason) if message.reason else ""


class MessagesView(TenantView):
    """The messages of a workspace."""

    needs: ClassVar[dict[str, Need]] = {"GET": READ}

    @operation(
        "messages_list",
        summary="List messages",
        description="The newest first, by campaign, contact, state and channel. Read on with `next_cursor`: of a "
        "state or a channel a page may be short, or empty, and still have a next one.",
        need=READ,
        query=[MessageListQuery],
        answer=page_envelope("MessageList", MessageOut, cursor=True),
        example=page_example(_EXAMPLE, cursor=True),
        errors=_ERRORS,
        tag=_TAG,
    )
    def get(self, request: Request) -> Response:
        query = self.query(MessageListQuery)
        workspace = self.enter_named(query.pop("workspace", None))
        which = MessageFilter(
            stream_id=self._campaign(workspace, query["campaign"]).pk if "campaign" in query else None,
            contact=contact_find(workspace=workspace, text=query["contact"]) if "contact" in query else None,
            state=query.get("state", ""),
            channel=query.get("channel", ""),
        )
        rows, following = messages_page(workspace, which, limit=query["limit"], cursor=query.get("cursor", ""))
        return self.success_run(_shown(rows), query, following)

    def _campaign(self, workspace: Workspace, campaign_id: str) -> Campaign:
        return row_find(Campaign, campaign_id, [workspace.pk])


class MessageView(TenantView):
    """One message."""

    needs: ClassVar[dict[str, Need]] = {"GET": READ}

    @operation(
        "messages_get",
        summary="Get a message",
        description="Where it stands and what became of it.",
        need=READ,
        answer=envelope("MessageDetails", MessageOut()),
        example={"success": True, "data": _EXAMPLE},
        errors=_ERRORS,
        tag=_TAG,
    )
    def get(self, request: Request, message_id: str) -> Response:
        self.no_query()
        message = message_get(self.access.workspace_ids, message_id)
        self.access.enter_owner_of(message.workspace_id, self.need)
        return self.success(_shown([message])[0])


def _shown(rows: Sequence[Message]) -> Any:
    """The messages with the ids of the executions that they belong to."""
    keys = [row.execution_id for row in rows if row.execution_id is not None]
    known = execution_ids(rows[0].workspace_id, keys) if rows else {}
    return MessageOut(rows, many=True, context={"executions": known}).data
