"""`senders`: what a flow may send from."""

from typing import ClassVar

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from messaging.models import SenderState
from messaging.selectors import senders_list
from workspaces.api.access import Need
from workspaces.api.problems import Kind
from workspaces.api.workspace.camel import CamelInput, CamelSerializer
from workspaces.api.workspace.schema import operation
from workspaces.api.workspace.views import WorkspaceView
from workspaces.channels import Channel
from workspaces.models import Role, Scope

READ = Need(Scope.MESSAGES_READ, Role.VIEWER)


class SenderQuery(CamelInput):
    """Which senders."""

    channel = serializers.ChoiceField(choices=Channel.choices, required=False)


class SenderLimitsEntry(CamelSerializer):
    """How much a sender may send; what is missing has no limit."""

    per_second = serializers.IntegerField(required=False)
    per_hour = serializers.IntegerField(required=False, help_text="From full hour to full hour.")
    per_day = serializers.IntegerField(required=False, help_text="By the workspace's calendar.")
    warmup_started_on = serializers.CharField(required=False, help_text="The first day of the warm-up, YYYY-MM-DD.")
    warmup_start = serializers.IntegerField(required=False, help_text="Messages on that day.")
    warmup_growth = serializers.IntegerField(required=False, help_text="Percent a day, until perDay is reached.")


class SenderEntry(CamelSerializer):
    """A sender, without its credentials."""

    id = serializers.CharField(source="public_id")
    name = serializers.CharField()
    channel = serializers.ChoiceField(choices=Channel.choices)
    address = serializers.CharField(source="from_address", allow_blank=True, help_text="What receivers see.")
    state = serializers.ChoiceField(choices=SenderState.choices)
    limits = SenderLimitsEntry()
    is_default = serializers.BooleanField(help_text="Whether steps that name no sender use it.")


class SendersView(WorkspaceView):
    """The senders, by name."""

    needs: ClassVar[dict[str, Need]] = {"GET": READ}

    @operation(
        "listSenders",
        summary="List the senders",
        description="By name; never with their credentials.",
        need=READ,
        query=[SenderQuery],
        answer=SenderEntry(many=True),
        example=[
            {
                "id": "snd_01k9zq3v7nfe5v8x2m4c6d8a0b",
                "name": "News",
                "channel": "email",
                "address": "news@example.com",
                "state": "active",
                "limits": {"perHour": 5000, "perDay": 20000},
                "isDefault": True,
            }
        ],
        errors=[Kind.INVALID, Kind.NOT_FOUND],
        tag="Workspace: senders",
    )
    def get(self, request: Request) -> Response:
        channel = self.query(SenderQuery).get("channel")
        rows = [each for each in senders_list(self.workspace) if channel in (None, each.channel)]
        return Response(SenderEntry(rows, many=True).data)
