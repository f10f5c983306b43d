"""`/api/v1/tenant/senders`, `/{id}`, `/{id}/test`: the accounts to send from. Credentials go in and never come out."""

from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from messaging.models import Sender, SenderState
from messaging.selectors import SenderSummary, senders_list
from messaging.services import sender_create, sender_test, sender_update
from messaging.services.senders import CHANGEABLE
from workspaces.api.access import Need
from workspaces.api.problems import Kind
from workspaces.api.serializers import JSONObject, NoParameters, StrictFlag, StrictSerializer, StrictText
from workspaces.api.tenant.schema import envelope, operation, page_envelope, page_example
from workspaces.api.tenant.views import Page, PageQuery, TenantView
from workspaces.channels import Channel
from workspaces.models import Role, Scope

READ = Need(Scope.MESSAGES_READ, Role.VIEWER)
WRITE = Need(Scope.MESSAGES_WRITE, Role.ADMIN)
_TAG = "Senders"
_ERRORS = (Kind.INVALID, Kind.NOT_FOUND)
_WORKSPACE = "The workspace's slug; needed where the caller may enter several."
_CONFIG = "The provider's settings; see docs/reference. It is replaced as a whole."
_CREDENTIALS = "What the provider knows the account by. Stored encrypted and shown nowhere; left out, they stay."
_LIMITS = "`per_second`, `per_hour`, `per_day` and a warm-up; see docs/delivery.md. Replaced as a whole."
_EXAMPLE: dict[str, Any] = {
    "id": "snd_01k9zq3v7nfe5v8x2m4c6d8a0b",
    "name": "News",
    "channel": "email",
    "provider": "smtp",
    "from_name": "Acme",
    "from_address": "news@example.com",
    "reply_to": "",
    "config": {"host": "smtp.example.com", "port": 587, "security": "starttls", "timeout": 60},
    "limits": {"per_hour": 5000},
    "has_credentials": True,
    "state": "active",
    "is_default": True,
    "unavailable_until": None,
}
_NEW: dict[str, Any] = {
    "name": "News",
    "channel": "email",
    "provider": "smtp",
    "from_address": "news@example.com",
    "config": {"host": "smtp.example.com"},
    "credentials": {"username": "acme", "password": "secret"},  # nosec B105 - an example
}


class SenderListQuery(PageQuery):
    """The query string of the list."""

    workspace = serializers.CharField(max_length=63, required=False, help_text=_WORKSPACE)
    channel = serializers.ChoiceField(choices=Channel.choices, required=False)


class _SenderFields(StrictSerializer):
    from_name = StrictText(max_length=120, required=False, allow_blank=True)
    reply_to = StrictText(max_length=254, required=False, allow_blank=True)
    config = JSONObject(required=False, help_text=_CONFIG)
    credentials = JSONObject(required=False, write_only=True, help_text=_CREDENTIALS)
    limits = JSONObject(required=False, help_text=_LIMITS)
    is_default = StrictFlag(required=False, help_text="For steps that name none; one for each channel.")


class SenderInput(_SenderFields):
    """A new sender."""

    workspace_slug = StrictText(max_length=63, required=False, help_text=_WORKSPACE)
    name = StrictText(max_length=120)
    channel = serializers.ChoiceField(choices=Channel.choices)
    provider = StrictText(max_length=32, help_text="Such as `smtp`; see docs/reference.")
    from_address = StrictText(max_length=254, help_text="What receivers see: an address, a number, a bot's name.")


class SenderChangeInput(_SenderFields):
    """What is to be changed; what is left out stays."""

    name = StrictText(max_length=120, required=False)
    from_address = StrictText(max_length=254, required=False)
    state = serializers.ChoiceField(
        choices=SenderState.choices, required=False, help_text="While it is disabled, its messages wait."
    )


class SenderOut(serializers.Serializer):
    """A sender, without its credentials."""

    id = serializers.CharField(source="public_id")
    name = serializers.CharField()
    channel = serializers.ChoiceField(choices=Channel.choices)
    provider = serializers.CharField()
    from_name = serializers.CharField(allow_blank=True)
    from_address = serializers.CharField()
    reply_to = serializers.CharField(allow_blank=True)
    config = serializers.DictField()
    limits = serializers.DictField()
    has_credentials = serializers.BooleanField(help_text="All that is told of them.")
    state = serializers.ChoiceField(choices=SenderState.choices)
    is_default = serializers.BooleanField()
    unavailable_until = serializers.DateTimeField(allow_null=True, help_text="Its provider failed; it is tried then.")


class SenderTested(serializers.Serializer):
    """Whether the provider takes the account."""

    ok = serializers.BooleanField()
    problem = serializers.CharField(allow_blank=True, help_text="What the provider said.")


class _SenderView(TenantView):
    needs: ClassVar[dict[str, Need]] = {"GET": READ, "POST": WRITE, "PATCH": WRITE}
    edited = tuple(sorted(CHANGEABLE))

    def told(self, sender: Sender, *, status: int = 200) -> Response:
        """One sender, without its credentials."""
        response = self.success(SenderOut(SenderSummary.of(sender)).data, status=status)
        response["ETag"] = self.tag_of(sender)
        return response


class SendersView(_SenderView):
    """The senders of a workspace."""

    @operation(
        "senders_list",
        summary="List senders",
        description="By name; never with their credentials.",
        need=READ,
        query=[SenderListQuery],
        answer=page_envelope("SenderList", SenderOut),
        example=page_example(_EXAMPLE),
        errors=_ERRORS,
        tag=_TAG,
    )
    def get(self, request: Request) -> Response:
        query = self.query(SenderListQuery)
        workspace = self.enter_named(query.get("workspace"))
        rows = [each for each in senders_list(workspace) if query.get("channel") in (None, each.channel)]
        page = Page.of_all(rows, query)
        return self.success_page(SenderOut(page.rows, many=True).data, page.described())

    @operation(
        "senders_create",
        summary="Make a sender",
        description="Active at once. As the default one of its channel it takes the place of the one before.",
        need=WRITE,
        body=SenderInput,
        bodies={"By SMTP": _NEW},
        answer=envelope("SenderCreated", SenderOut),
        example={"success": True, "data": _EXAMPLE},
        status=201,
        errors=_ERRORS,
        post=True,
        tag=_TAG,
        edits=True,
    )
    def post(self, request: Request) -> Response:
        body = self.body(SenderInput)
        workspace = self.enter_named(body.pop("workspace_slug", None))
        return self.told(sender_create(workspace=workspace, actor=self.actor, **body), status=201)


class SenderView(_SenderView):
    """One sender."""

    @operation(
        "senders_get",
        summary="Get a sender",
        description="Without its credentials.",
        need=READ,
        answer=envelope("SenderDetails", SenderOut),
        example={"success": True, "data": _EXAMPLE},
        errors=_ERRORS,
        tag=_TAG,
        edits=True,
    )
    def get(self, request: Request, sender_id: str) -> Response:
        self.no_query()
        return self.told(self.find(Sender, sender_id))

    @operation(
        "senders_change",
        summary="Change a sender",
        description="A provider that was failing is tried again at once. Where the address that credentials are sent "
        "to changes, they have to be given again.",
        need=WRITE,
        body=SenderChangeInput,
        bodies={"Switch it off": {"state": "disabled"}, "New credentials": {"credentials": _NEW["credentials"]}},
        answer=envelope("SenderChanged", SenderOut),
        example={"success": True, "data": _EXAMPLE},
        errors=_ERRORS,
        tag=_TAG,
        edits=True,
    )
    def patch(self, request: Request, sender_id: str) -> Response:
        changes = self.body(SenderChangeInput)
        sender = self.find(Sender, sender_id, "workspace")
        with self.unless_changed(sender):
            sender = sender_update(sender=sender, actor=self.actor, changes=changes)
        return self.told(sender)


class SenderTestView(_SenderView):
    """Whether a sender works."""

    @operation(
        "senders_test",
        summary="Try a sender",
        description="Logs in at the provider, or asks it about the account; nothing is sent.",
        need=WRITE,
        answer=envelope("SenderTried", SenderTested()),
        example={"success": True, "data": {"ok": False, "problem": "535 wrong password"}},
        errors=_ERRORS,
        post=True,
        tag=_TAG,
    )
    def post(self, request: Request, sender_id: str) -> Response:
        self.body(NoParameters)
        fault = sender_test(sender=self.find(Sender, sender_id, "workspace"))
        return self.success({"ok": not fault, "problem": fault or ""})
