"""`templates`: what a flow may send, for a picker with a preview."""

from typing import ClassVar
from uuid import UUID

from django.urls import reverse
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from templates_app.models import Template, TemplateState
from templates_app.selectors import template_briefs, template_list
from workspaces.api.access import Need
from workspaces.api.problems import Kind
from workspaces.api.workspace.camel import CamelSerializer
from workspaces.api.workspace.inputs import MAX_LIMIT, SearchQuery
from workspaces.api.workspace.schema import operation
from workspaces.api.workspace.views import WorkspaceView
from workspaces.channels import Channel, MessageType
from workspaces.errors import InvalidInput
from workspaces.ids import InvalidId, decode
from workspaces.models import Role, Scope

READ = Need(Scope.TEMPLATES_READ, Role.VIEWER)
_ID = "tpl_01k9zq3v7nfe5v8x2m4c6d8a0b"


class TemplateQuery(SearchQuery):
    """Which templates."""

    channel = serializers.ChoiceField(choices=Channel.choices, required=False)
    message_type = serializers.ChoiceField(choices=MessageType.choices, required=False)
    state = serializers.ChoiceField(choices=TemplateState.choices, required=False)
    ids = serializers.CharField(
        max_length=4_000, required=False, help_text=f"Only these, in whatever state: at most {MAX_LIMIT}, with commas."
    )


class TemplateEntry(CamelSerializer):
    """A template, without its content."""

    id = serializers.CharField(source="public_id")
    name = serializers.CharField()
    channel = serializers.ChoiceField(choices=Channel.choices)
    message_type = serializers.ChoiceField(choices=MessageType.choices)
    state = serializers.ChoiceField(choices=TemplateState.choices)
    subject = serializers.CharField(source="subject_line", allow_null=True, help_text="Null where it has none.")
    preview_url = serializers.SerializerMethodField(help_text="A page to show in a frame; it runs nothing.")
    updated_at = serializers.DateTimeField()

    def get_preview_url(self, template: Template) -> str:
        """The page's address, by its name."""
        return reverse("frontend:template_preview", args=[self.context["slug"], template.public_id])


class TemplatesView(WorkspaceView):
    """The templates, newest first."""

    needs: ClassVar[dict[str, Need]] = {"GET": READ}

    @operation(
        "listTemplates",
        summary="List the templates",
        description="Newest first, without their content. Archived ones only where `state` or `ids` ask for them.",
        need=READ,
        query=[TemplateQuery],
        answer=TemplateEntry(many=True),
        example=[
            {
                "id": _ID,
                "name": "Welcome",
                "channel": "email",
                "messageType": "marketing",
                "state": "PUBLISHED",
                "subject": "Hello {{ contact.first_name }}",
                "previewUrl": f"/w/demo/templates/{_ID}/preview/",
                "updatedAt": "2025-11-01T10:00:00Z",
            }
        ],
        errors=[Kind.INVALID, Kind.NOT_FOUND],
        tag="Workspace: templates",
    )
    def get(self, request: Request) -> Response:
        query = self.query(TemplateQuery)
        rows = template_list(
            workspace=self.workspace,
            state=query.get("state"),
            channel=query.get("channel"),
            message_type=query.get("message_type"),
            search=query["search"],
            ids=_ids(query["ids"]) if "ids" in query else None,
        )
        listed = template_briefs(rows)[: query["limit"]]
        return Response(TemplateEntry(listed, many=True, context={"slug": self.workspace.slug}).data)


def _ids(text: str) -> list[UUID]:
    """The ids; those that can be nobody's are left out, like those of other workspaces. Raises InvalidInput."""
    found = []
    parts = text.split(",")
    if len(parts) > MAX_LIMIT:
        raise InvalidInput.of("ids", f"at most {MAX_LIMIT}")
    for part in parts:
        try:
            found.append(decode(Template.ID_PREFIX, part.strip()))
        except InvalidId:
            continue
    return found
