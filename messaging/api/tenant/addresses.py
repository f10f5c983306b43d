"""`contacts/{id}/addresses`: chats and devices of a contact, on channels whose addresses belong to a sender."""

from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from contacts.api.tenant.naming import contact_named
from messaging.models import ContactPoint
from messaging.models.point import MAX_ADDRESS
from messaging.selectors import sender_get
from messaging.selectors.points import contact_point_get, contact_points
from messaging.services import point_add, point_end
from workspaces.api.access import Need
from workspaces.api.problems import Kind
from workspaces.api.serializers import JSONObject, StrictSerializer, StrictText
from workspaces.api.tenant.schema import envelope, operation
from workspaces.api.tenant.views import TenantView
from workspaces.channels import Channel
from workspaces.errors import InvalidInput, NotFound
from workspaces.models import Role, Scope

READ = Need(Scope.CONTACTS_READ, Role.VIEWER)
WRITE = Need(Scope.CONTACTS_WRITE, Role.EDITOR)
_TAG = "Contacts"
_CHAT: dict[str, Any] = {
    "id": "cpt_01k9zq3v7nfe5v8x2m4c6d8a0b",
    "channel": "telegram",
    "sender": "snd_01k9zq3v7nfe5v8x2m4c6d8a0b",
    "address": "123456789",
    "created_at": "2026-01-05T09:00:00Z",
    "seen_at": "2026-01-05T09:00:00Z",
    "ended_at": None,
}


_BROWSER: dict[str, Any] = {
    "sender": "snd_01k9zq3v7nfe5v8x2m4c6d8a0b",
    "address": "https://push.example.com/device/1",
    "keys": {
        "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "auth": "BTBZMqHH6r4Tts7J_aSIgg",
    },
}


class AddressInput(StrictSerializer):
    """A chat or device."""

    sender = StrictText(max_length=64, help_text="Id of the sender that reaches it; its channel is the address's.")
    address = StrictText(max_length=MAX_ADDRESS, help_text="A chat's id, a device's token or subscription.")
    keys = JSONObject(required=False, help_text="What sending needs besides, such as the keys of a subscription.")


class AddressOut(serializers.ModelSerializer):
    """A chat or device, without its keys."""

    id = serializers.CharField(source="public_id")
    sender = serializers.CharField(source="sender.public_id")
    channel = serializers.ChoiceField(choices=Channel.choices)

    class Meta:
        model = ContactPoint
        fields = ("id", "channel", "sender", "address", "created_at", "seen_at", "ended_at")


class AddressesView(TenantView):
    """The chats and devices of one contact."""

    needs: ClassVar[dict[str, Need]] = {"GET": READ, "POST": WRITE}

    @operation(
        "addresses_list",
        summary="List a contact's chats and devices",
        description="Those that were seen last first. Nothing is sent to ended ones.",
        need=READ,
        answer=envelope("ContactAddresses", AddressOut(many=True)),
        example={"success": True, "data": [_CHAT]},
        errors=[Kind.INVALID, Kind.NOT_FOUND],
        tag=_TAG,
    )
    def get(self, request: Request, contact_id: str) -> Response:
        self.no_query()
        return self.success(AddressOut(contact_points(contact=contact_named(self, contact_id)), many=True).data)

    @operation(
        "addresses_add",
        summary="Add a chat or device",
        description="Of a bot, an app or a browser. One that is there already is seen again, and lives again if it had "
        "ended; one of another contact is taken over, as each belongs to one contact at a time.",
        need=WRITE,
        body=AddressInput,
        bodies={
            "A chat with a bot": {"sender": _CHAT["sender"], "address": "123456789"},
            "A browser": _BROWSER,
        },
        answer=envelope("ContactAddress", AddressOut()),
        example={"success": True, "data": _CHAT},
        status=201,
        errors=[Kind.INVALID, Kind.NOT_FOUND, Kind.CONFLICT],
        post=True,
        tag=_TAG,
    )
    def post(self, request: Request, contact_id: str) -> Response:
        body = self.body(AddressInput)
        contact = contact_named(self, contact_id)
        try:
            sender = sender_get(workspace=contact.workspace_id, sender_id=body["sender"])
        except NotFound as error:
            raise InvalidInput.of("sender", "there is no such sender") from error
        point = point_add(contact=contact, sender=sender, address=body["address"], data=body.get("keys"))
        return self.success(AddressOut(point).data, status=201)


class AddressView(TenantView):
    """One chat or device."""

    needs: ClassVar[dict[str, Need]] = {"DELETE": WRITE}

    @operation(
        "addresses_end",
        summary="End a chat or device",
        description="Nothing is sent to it any more. Ending it twice is no error; adding it again lets it live again.",
        need=WRITE,
        answer=envelope("ContactAddressEnded", AddressOut()),
        example={"success": True, "data": {**_CHAT, "ended_at": "2026-01-06T10:00:00Z"}},
        errors=[Kind.INVALID, Kind.NOT_FOUND],
        tag=_TAG,
    )
    def delete(self, request: Request, contact_id: str, address_id: str) -> Response:
        self.no_query()
        contact = contact_named(self, contact_id)
        point_end(point=contact_point_get(contact=contact, point_id=address_id))
        return self.success(AddressOut(contact_point_get(contact=contact, point_id=address_id)).data)
