"""Events as a serializer each, the usual way: validated, looked up and saved one by one. A WSGI application of its own.

Signs in as ours does, and keeps the same promises: contacts of the workspace only, each key once, all or nothing.
"""

import os
from typing import Any, cast

from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.baselines.drf_settings"
application = get_wsgi_application()

from uuid import UUID  # noqa: E402  (models need settings first)

from django.db import transaction  # noqa: E402
from django.urls import path  # noqa: E402
from rest_framework import serializers  # noqa: E402
from rest_framework.parsers import JSONParser  # noqa: E402
from rest_framework.renderers import JSONRenderer  # noqa: E402
from rest_framework.request import Request  # noqa: E402
from rest_framework.response import Response  # noqa: E402
from rest_framework.views import APIView  # noqa: E402

from contacts.models import Contact, Event, EventKey  # noqa: E402
from contacts.models.event import event_digest  # noqa: E402
from workspaces.api.access import Access  # noqa: E402
from workspaces.api.authentication import ApiKeyAuthentication  # noqa: E402
from workspaces.clock import database_now  # noqa: E402


class EventSerializer(serializers.ModelSerializer):
    """One event."""

    email = serializers.EmailField(write_only=True)

    class Meta:
        model = Event
        fields = ("id", "email", "name", "properties", "occurred_at", "key")

    def validate_email(self, email: str) -> Contact:
        contact: Contact | None = (
            Contact.objects.in_workspace(self.context["workspace"]).filter(email__iexact=email).first()
        )
        if contact is None:
            raise serializers.ValidationError("there is no such contact")
        return contact

    def create(self, checked: dict[str, Any]) -> Event:
        workspace, now = self.context["workspace"], database_now()
        contact = checked.pop("email")
        event: Event = Event.objects.create(workspace=workspace, contact=contact, created_at=now, **checked)
        key = UUID(event_digest(workspace.pk, checked["key"]))
        EventKey.objects.create(pk=key, workspace=workspace, event_id=event.pk, created_at=now)
        return event


class EventsView(APIView):
    """Many events."""

    authentication_classes = (ApiKeyAuthentication,)
    permission_classes = ()
    parser_classes = (JSONParser,)
    renderer_classes = (JSONRenderer,)

    @transaction.atomic
    def post(self, request: Request) -> Response:
        access, body = cast(Access, request.auth), cast(dict[str, Any], request.data)
        workspace = access.grants[0].workspace
        rows = []
        for item in body["events"]:
            serializer = EventSerializer(data=item, context={"workspace": workspace})
            serializer.is_valid(raise_exception=True)
            rows.append({"id": serializer.save().public_id})
        return Response({"events": rows})


urlpatterns = [path("api/v1/tenant/events/bulk", EventsView.as_view())]
