"""`mail_accounts`: the accounts that mails are sent from. Credentials go in and never come out."""

from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from messaging.models import SenderState
from messaging.selectors import SenderSummary, senders_list
from messaging.services import sender_create
from workspaces.api.access import Need
from workspaces.api.email.schema import envelope, operation, page_envelope
from workspaces.api.email.views import EmailView, TeamInput, TeamPageQuery
from workspaces.api.paging import Page
from workspaces.api.problems import Kind
from workspaces.api.serializers import JSONObject, StrictFlag, StrictText
from workspaces.channels import Channel
from workspaces.models import Role, Scope

READ = Need(Scope.MESSAGES_READ, Role.VIEWER)
WRITE = Need(Scope.MESSAGES_WRITE, Role.ADMIN)
_ERRORS = (Kind.INVALID, Kind.NOT_FOUND)
_NEW: dict[str, Any] = {
    "name": "News",
    "provider": "smtp",
    "from_address": "news@example.com",
    "config": {"host": "smtp.example.com"},
    "credentials": {"username": "acme", "password": "secret"},  # nosec B105 - an example
}
_EXAMPLE: dict[str, Any] = {
    "id": "019a7f70-2c1d-7e02-9b1f-0d2a4c6e8f00",
    "name": "News",
    "provider": "smtp",
    "from_name": "",
    "from_address": "news@example.com",
    "reply_to": "",
    "config": {"host": "smtp.example.com", "port": 587, "security": "starttls", "timeout": 60},
    "limits": {},
    "has_credentials": True,
    "active": True,
    "is_default": False,
    "unavailable_until": None,
}


class MailAccountInput(TeamInput):
    """A new mail account."""

    name = StrictText(max_length=120)
    provider = StrictText(max_length=32, default="smtp", help_text="Such as `ses` or `postmark`; see docs/delivery.md.")
    from_address = StrictText(max_length=254)
    from_name = StrictText(max_length=120, required=False, allow_blank=True)
    reply_to = StrictText(max_length=254, required=False, allow_blank=True)
    config = JSONObject(required=False, help_text="The provider's settings.")
    credentials = JSONObject(required=False, write_only=True, help_text="Stored encrypted and shown nowhere.")
    limits = JSONObject(required=False, help_text="`per_second`, `per_hour`, `per_day` and a warm-up.")
    is_default = StrictFlag(required=False)


class MailAccountOut(serializers.Serializer):
    """A mail account, without its credentials."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    provider = serializers.CharField()
    from_name = serializers.CharField(allow_blank=True)
    from_address = serializers.CharField()
    reply_to = serializers.CharField(allow_blank=True)
    config = serializers.DictField()
    limits = serializers.DictField()
    has_credentials = serializers.BooleanField(help_text="All that is told of them.")
    active = serializers.SerializerMethodField(help_text="Whether campaigns may send from it.")
    is_default = serializers.BooleanField()
    unavailable_until = serializers.DateTimeField(allow_null=True, help_text="Its provider failed; it is tried then.")

    def get_active(self, sender: SenderSummary) -> bool:
        """Switched on."""
        return sender.state == SenderState.ACTIVE


class MailAccountsView(EmailView):
    """The mail accounts of a team."""

    needs: ClassVar[dict[str, Need]] = {"GET": READ, "POST": WRITE}

    @operation(
        "emailaccounts_list",
        summary="List mail accounts",
        description="By name; never with their credentials.",
        need=READ,
        query=[TeamPageQuery],
        answer=page_envelope("EmailMailAccountList", "mail_accounts", MailAccountOut),
        example={
            "ok": True,
            "mail_accounts": [_EXAMPLE],
            "pagination": {"total": 1, "limit": 20, "offset": 0, "has_more": False},
        },
        errors=_ERRORS,
    )
    def get(self, request: Request) -> Response:
        query = self.query(TeamPageQuery)
        workspace = self.team(query)
        page = Page.of_all([each for each in senders_list(workspace) if each.channel == Channel.EMAIL], query)
        return self.ok_page("mail_accounts", MailAccountOut(page.rows, many=True).data, page)

    @operation(
        "emailaccounts_create",
        summary="Make a mail account",
        description="Switched on at once. As the default one it takes the place of the one before.",
        need=WRITE,
        body=MailAccountInput,
        bodies={"By SMTP": _NEW},
        answer=envelope("EmailMailAccountCreated", mail_account=MailAccountOut),
        example={"ok": True, "mail_account": _EXAMPLE},
        status=201,
        errors=_ERRORS,
        post=True,
    )
    def post(self, request: Request) -> Response:
        body = self.body(MailAccountInput)
        workspace = self.team(body)
        sender = sender_create(workspace=workspace, actor=self.actor, channel=Channel.EMAIL.value, **body)
        return self.ok(mail_account=MailAccountOut(SenderSummary.of(sender)).data, status=201)
