"""`POST /api/v1/tenant/consent/confirmations`: ask contacts to confirm, and `contacts/{id}/preferences-link`."""

from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from contacts.api.tenant.naming import contact_named
from contacts.models import Topic
from contacts.selectors import ContactRef, contacts_resolve, topic_list
from messaging.consent.confirming import MOST_REQUESTS, Asked, confirmations_request
from messaging.consent.confirming import Request as Asking
from messaging.consent.links import preferences_url
from workspaces.api.access import Need
from workspaces.api.problems import Kind
from workspaces.api.serializers import StrictSerializer, StrictText
from workspaces.api.tenant.schema import envelope, operation
from workspaces.api.tenant.views import TenantView
from workspaces.channels import Channel, MessageType
from workspaces.clock import database_now
from workspaces.models import Role, Scope

READ = Need(Scope.CONTACTS_READ, Role.VIEWER)
WRITE = Need(Scope.CONTACTS_WRITE, Role.EDITOR)
_TAG = "Consent"
_NOBODY = UUID(int=0)
ASK: dict[str, Any] = {
    "emails": ["ada@example.com", "nobody@example.com"],
    "topic": "product-news",
    "text": "Yes, write to me about new products.",
    "source": "footer form",
}
ASKED: dict[str, Any] = {
    "success": True,
    "data": {
        "sent": 1,
        "contacts": [
            {"email": "ada@example.com", "outcome": "sent"},
            {"email": "nobody@example.com", "outcome": "unknown"},
        ],
    },
}
LINK: dict[str, Any] = {
    "success": True,
    "data": {"url": "https://mail.example.com/p/AZ…", "expires_at": "2026-11-01T10:00:00Z"},
}


class ConfirmationInput(StrictSerializer):
    """Whom to ask, and for what."""

    workspace_slug = StrictText(
        max_length=63, required=False, help_text="The workspace's slug; needed where the caller may enter several."
    )
    emails = serializers.ListField(
        child=StrictText(max_length=254),
        min_length=1,
        max_length=MOST_REQUESTS,
        help_text="Of contacts, at most 1,000.",
    )
    channel = serializers.ChoiceField(choices=Channel.choices, default=Channel.EMAIL.value)
    message_type = serializers.ChoiceField(choices=MessageType.choices, default=MessageType.MARKETING.value)
    topic = StrictText(max_length=64, required=False, allow_null=True, help_text="Id or key; all messages without.")
    text = StrictText(max_length=10_000, required=False, allow_blank=True, help_text="What the contact was shown.")
    source = StrictText(max_length=60, required=False)  # type: ignore[assignment]


class ConfirmationRowOut(serializers.Serializer):
    """What became of one contact's request."""

    email = serializers.CharField()
    outcome = serializers.ChoiceField(choices=[asked.value for asked in Asked])


class ConfirmationsOut(serializers.Serializer):
    """One row for each address, in its order."""

    sent = serializers.IntegerField()
    contacts = ConfirmationRowOut(many=True)


class PreferencesLinkOut(serializers.Serializer):
    """A link to a contact's preference page."""

    url = serializers.URLField()
    expires_at = serializers.DateTimeField()


class ConfirmationsView(TenantView):
    """Requests to confirm consent."""

    needs: ClassVar[dict[str, Need]] = {"POST": WRITE}

    @operation(
        "consent_ask",
        summary="Ask contacts to confirm their consent",
        description="Double opt-in: each contact gets the workspace's confirmation mail with a link that works for "
        "some time, and is `granted` only after pressing the button on the page behind it. Until then the state is "
        "`pending`, which counts as no answer; a refusal stays one until it is confirmed. Who was asked the same just "
        "now (`waiting`) or has agreed already (`granted`) gets nothing. 409 while no confirmation mail is chosen.",
        need=WRITE,
        body=ConfirmationInput,
        bodies={"Two addresses": ASK},
        answer=envelope("ConsentAsked", ConfirmationsOut()),
        example=ASKED,
        status=202,
        errors=[Kind.INVALID, Kind.NOT_FOUND, Kind.CONFLICT],
        post=True,
        tag=_TAG,
    )
    def post(self, request: Request) -> Response:
        body = self.body(ConfirmationInput)
        workspace = self.enter_named(body.get("workspace_slug"))
        topic_id = _topic(list(topic_list(workspace=workspace)), body.get("topic"))
        refs = [ContactRef("email", email) for email in body["emails"]]
        contacts = contacts_resolve(workspace_id=workspace.pk, refs=refs)
        asked = confirmations_request(
            workspace=workspace,
            requests=[
                Asking(contact_id or _NOBODY, body["message_type"], topic_id, body["channel"])
                for contact_id in contacts
            ],
            source=body.get("source") or "api",
            text=body.get("text", ""),
        )
        rows = [{"email": email, "outcome": each.value} for email, each in zip(body["emails"], asked, strict=True)]
        return self.success({"sent": asked.count(Asked.SENT), "contacts": rows}, status=202)


class PreferencesLinkView(TenantView):
    """The link to a contact's preference page."""

    needs: ClassVar[dict[str, Need]] = {"GET": WRITE}

    @operation(
        "preferences_link",
        summary="Get the link to a contact's preference page",
        description="For your own app or your support. Whoever has the link can change what the contact gets.",
        need=WRITE,
        answer=envelope("PreferencesLink", PreferencesLinkOut()),
        example=LINK,
        errors=[Kind.INVALID, Kind.NOT_FOUND],
        tag=_TAG,
    )
    def get(self, request: Request, contact_id: str) -> Response:
        self.no_query()
        contact = contact_named(self, contact_id)
        now = database_now()
        expires_at = now + timedelta(days=settings.PREFERENCE_LINK_DAYS)
        return self.success({"url": preferences_url(contact.pk, now), "expires_at": expires_at})


def _topic(topics: list[Topic], name: str | None) -> UUID | None:
    """The topic's key; that of no topic where the name is unknown, which is answered for each address."""
    if not name:
        return None
    return next((topic.pk for topic in topics if name in (topic.public_id, topic.key)), _NOBODY)
