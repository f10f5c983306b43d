"""`templates/{id}`, its versions, and what the block editor draws its forms from."""

from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from templates_app.api.needs import READ, WRITE
from templates_app.api.workspace import examples
from templates_app.api.workspace.base import READ_ERRORS, TAG, WRITE_ERRORS, TemplateView
from templates_app.api.workspace.shapes import (
    TemplateChanges,
    TemplateDetailOut,
    TemplateVersionEntry,
    TemplateVersionWhole,
)
from templates_app.content.blocks.registry import block_schemas
from templates_app.content.blocks.theme import Theme
from templates_app.selectors import template_version, template_versions
from templates_app.services import template_restore, template_update
from workspaces.api.access import Need
from workspaces.api.operations import if_match_header
from workspaces.api.problems import Kind
from workspaces.api.serializers import NoParameters
from workspaces.api.workspace.camel import CamelSerializer
from workspaces.api.workspace.schema import operation

_MOST_VERSIONS = 100


class TemplateDetailView(TemplateView):
    """One template."""

    @operation(
        "getTemplate",
        summary="Get a template",
        description="Its draft, what of it is published, and who sends it.",
        need=READ,
        answer=TemplateDetailOut(),
        example=examples.DETAIL,
        errors=READ_ERRORS,
        tag=TAG,
        etag=True,
    )
    def get(self, request: Request, template_id: str) -> Response:
        self.no_query()
        return self.told(self.template(template_id))

    @operation(
        "changeTemplate",
        summary="Change a template",
        description="The draft, if it is still at the revision that If-Match names; what is published stays as it is "
        "until published again. A change takes back a request for approval.",
        need=WRITE,
        body=TemplateChanges,
        bodies={"Another name": {"name": "Welcome, new"}},
        query=[if_match_header(required=True)],
        answer=TemplateDetailOut(),
        example=examples.DETAIL,
        errors=(*WRITE_ERRORS, Kind.STALE, Kind.MATCH_MISSING),
        tag=TAG,
        etag=True,
    )
    def patch(self, request: Request, template_id: str) -> Response:
        body = self.body(TemplateChanges)
        expected = self.base_revision()
        template = self.template(template_id)
        with self.changing(template):
            template_update(template=template, actor=self.actor, expected_revision=expected, **body)
        return self.told(template)


class TemplateVersionsView(TemplateView):
    """The versions of one template."""

    @operation(
        "listTemplateVersions",
        summary="List a template's versions",
        description=f"The newest {_MOST_VERSIONS}. They never change.",
        need=READ,
        answer=TemplateVersionEntry(many=True),
        example=[examples.VERSION],
        errors=READ_ERRORS,
        tag=TAG,
    )
    def get(self, request: Request, template_id: str) -> Response:
        self.no_query()
        rows = template_versions(template=self.template(template_id)).defer("content", "compiled")
        return Response(TemplateVersionEntry(rows[:_MOST_VERSIONS], many=True).data)


class TemplateVersionView(TemplateView):
    """One version."""

    @operation(
        "getTemplateVersion",
        summary="Get a version of a template",
        description="With its content.",
        need=READ,
        answer=TemplateVersionWhole(),
        example=examples.VERSION_WHOLE,
        errors=READ_ERRORS,
        tag=TAG,
    )
    def get(self, request: Request, template_id: str, number: str) -> Response:
        self.no_query()
        return Response(TemplateVersionWhole(template_version(template=self.template(template_id), number=number)).data)


class TemplateRestoreView(TemplateView):
    """A version as the draft again."""

    needs: ClassVar[dict[str, Need]] = {"POST": WRITE}

    @operation(
        "restoreTemplate",
        summary="Make a version the draft again",
        description="It is sent once it was published.",
        need=WRITE,
        answer=TemplateDetailOut(),
        example=examples.DETAIL,
        errors=WRITE_ERRORS,
        post=True,
        tag=TAG,
    )
    def post(self, request: Request, template_id: str, number: str) -> Response:
        self.body(NoParameters)
        template = self.template(template_id)
        version = template_version(template=template, number=number)
        template_restore(template=template, version=version, actor=self.actor)
        return self.told(template)


class BlockTypeOut(CamelSerializer):
    """A kind of block."""

    type = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    description = serializers.CharField()
    in_columns = serializers.BooleanField(source="inColumns", help_text="Whether it may stand in a column.")
    schema = serializers.DictField(help_text="The JSON Schema of its settings.")


class TemplateBlocksOut(CamelSerializer):
    """What an e-mail can be built of."""

    blocks = BlockTypeOut(many=True)
    theme = serializers.DictField(help_text="The JSON Schema of the theme.")


_BLOCKS_EXAMPLE: dict[str, Any] = {
    "blocks": [
        {
            "type": "spacer",
            "label": "Space",
            "description": "Empty room.",
            "inColumns": True,
            "schema": {"type": "object"},
        }
    ],
    "theme": {"type": "object"},
}


class TemplateBlocksView(TemplateView):
    """The kinds of blocks."""

    needs: ClassVar[dict[str, Need]] = {"GET": READ}

    @operation(
        "listTemplateBlocks",
        summary="List the blocks of e-mails",
        description="With the JSON Schemas of their settings, in the order in which an editor offers them.",
        need=READ,
        answer=TemplateBlocksOut(),
        example=_BLOCKS_EXAMPLE,
        errors=READ_ERRORS,
        tag=TAG,
    )
    def get(self, request: Request) -> Response:
        self.no_query()
        return Response(TemplateBlocksOut({"blocks": block_schemas(), "theme": Theme.model_json_schema()}).data)
