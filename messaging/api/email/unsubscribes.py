"""`unsubscribes`: addresses whose owners want no more marketing mails."""

from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from messaging.services import Unsubscribed, addresses_unsubscribe
from workspaces.api.access import Need
from workspaces.api.email.schema import envelope, operation
from workspaces.api.email.views import EmailView, TeamInput
from workspaces.api.problems import Kind
from workspaces.api.serializers import StrictText
from workspaces.models import Role, Scope

WRITE = Need(Scope.CONTACTS_WRITE, Role.EDITOR)
MOST = 1_000
_EXAMPLE: dict[str, Any] = {
    "ok": True,
    "unsubscribes": [
        {
            "email": "ada@example.com",
            "outcome": "unsubscribed",
            "contact_id": "019a7f72-0b2e-7d49-a8f0-6c8e0a2c4e60",
            "problem": "",
        },
        {"email": "bob@example.com", "outcome": "suppressed", "contact_id": None, "problem": ""},
    ],
}


class UnsubscribeInput(TeamInput):
    """Whose: one address, or many."""

    email = StrictText(max_length=1_000, required=False)
    emails = serializers.ListField(
        child=StrictText(max_length=1_000, allow_blank=True), min_length=1, max_length=MOST, required=False
    )
    source = StrictText(max_length=60, required=False, help_text="Where you know it from; for the log.")  # type: ignore[assignment]

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Either of the two."""
        if ("email" in attrs) == ("emails" in attrs):
            raise serializers.ValidationError({"email": ["either email or emails is needed"]})
        return attrs


class UnsubscribedOut(serializers.Serializer):
    """What became of one address."""

    email = serializers.CharField(help_text="As it is compared; as it was given where it is invalid.")
    outcome = serializers.ChoiceField(
        choices=[each.value for each in Unsubscribed],
        help_text="`suppressed`: nobody has it, and it gets nothing once somebody has.",
    )
    contact_id = serializers.UUIDField(allow_null=True)
    problem = serializers.CharField(allow_blank=True, help_text="Why it is invalid.")


class UnsubscribesView(EmailView):
    """People who want no more."""

    needs: ClassVar[dict[str, Need]] = {"POST": WRITE}

    @operation(
        "emailunsubscribes_create",
        summary="Unsubscribe addresses",
        description="Whoever has an address says no to marketing by e-mail, as though by the link in a mail: queued "
        "mails are skipped, too. Up to 1,000 in `emails`, each with its answer; twice is as good as once.",
        need=WRITE,
        body=UnsubscribeInput,
        bodies={"One": {"email": "ada@example.com"}, "Many": {"emails": ["ada@example.com", "bob@example.com"]}},
        answer=envelope("EmailUnsubscribes", unsubscribes=UnsubscribedOut(many=True)),
        example=_EXAMPLE,
        errors=(Kind.INVALID, Kind.NOT_FOUND),
        post=True,
    )
    def post(self, request: Request) -> Response:
        body = self.body(UnsubscribeInput)
        workspace = self.team(body)
        addresses = body["emails"] if "emails" in body else [body["email"]]
        source = body.get("source", "")
        done = addresses_unsubscribe(workspace=workspace, addresses=addresses, actor=self.actor, source=source)
        return self.ok(unsubscribes=UnsubscribedOut(done, many=True).data)
