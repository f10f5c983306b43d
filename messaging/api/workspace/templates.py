"""`templates/{id}/preview` and `/testSend`: a template for one contact, which needs contacts and senders."""

from typing import ClassVar

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from messaging.api.template_words import (
    CONTACT_WORDS,
    CONTENT_WORDS,
    LOCALE_WORDS,
    PREVIEW,
    PREVIEW_WORDS,
    TEST_WORDS,
    TO_WORDS,
    send_test,
)
from messaging.selectors.previews import template_shown
from templates_app.api.needs import READ, WRITE
from templates_app.selectors import template_get
from workspaces.api.access import Need
from workspaces.api.problems import Kind
from workspaces.api.serializers import JSONObject, StrictInteger, StrictText
from workspaces.api.workspace.camel import CamelInput, CamelSerializer
from workspaces.api.workspace.schema import operation
from workspaces.api.workspace.views import WorkspaceView

TAG = "Workspace: templates"


class PreviewInput(CamelInput):
    """What to show, and for whom."""

    contact = StrictText(max_length=254, required=False, allow_blank=True, help_text=CONTACT_WORDS)
    content = JSONObject(required=False, help_text=CONTENT_WORDS)
    locale = StrictText(max_length=20, required=False, allow_blank=True, help_text=LOCALE_WORDS)
    version = StrictInteger(min_value=1, required=False, help_text="A version's number.")


class FindingEntry(CamelSerializer):
    """Something to look at before it goes out."""

    code = serializers.CharField()
    severity = serializers.CharField(help_text="`error` stands in the way of publishing; `warning`, `note`.")
    message = serializers.CharField()
    field = serializers.CharField(allow_blank=True)


class PreviewOut(CamelSerializer):
    """The message as it would be sent."""

    rendered = serializers.DictField(help_text="What the channel sends; of an e-mail `subject`, `html` and `text`.")
    variables = serializers.ListField(child=serializers.CharField(), source="preview.variables")
    missing = serializers.ListField(
        child=serializers.CharField(), source="preview.missing", help_text="What this contact has no value for."
    )
    findings = FindingEntry(many=True, source="preview.findings")


class SendTestInput(CamelInput):
    """To whom, and as which contact."""

    to = StrictText(max_length=254, required=False, allow_blank=True, help_text=TO_WORDS)
    contact = StrictText(max_length=254, required=False, allow_blank=True, help_text=CONTACT_WORDS)
    locale = StrictText(max_length=20, required=False, allow_blank=True, help_text=LOCALE_WORDS)
    content = JSONObject(required=False, help_text=CONTENT_WORDS)


class SentTestOut(CamelSerializer):
    """Where it went."""

    to = serializers.CharField()


class TemplatePreviewView(WorkspaceView):
    """A template for one contact."""

    needs: ClassVar[dict[str, Need]] = {"POST": READ}

    @operation(
        "previewTemplate",
        summary="Preview a template",
        description=PREVIEW_WORDS,
        need=READ,
        body=PreviewInput,
        bodies={"For a contact": {"contact": "ada@example.com"}},
        answer=PreviewOut(),
        example=PREVIEW,
        errors=[Kind.INVALID, Kind.NOT_FOUND],
        post=True,
        tag=TAG,
    )
    def post(self, request: Request, template_id: str) -> Response:
        body = self.body(PreviewInput)
        template = template_get(workspace=self.workspace, template_id=template_id)
        return Response(PreviewOut(template_shown(template=template, **body)).data)


class TemplateTestSendView(WorkspaceView):
    """A test message."""

    needs: ClassVar[dict[str, Need]] = {"POST": WRITE}

    @operation(
        "testTemplate",
        summary="Send a template as a test",
        description=TEST_WORDS,
        need=WRITE,
        body=SendTestInput,
        bodies={"To oneself": {}},
        answer=SentTestOut(),
        example={"to": "ada@example.com"},
        errors=[Kind.INVALID, Kind.NOT_FOUND, Kind.CONFLICT],
        post=True,
        tag=TAG,
    )
    def post(self, request: Request, template_id: str) -> Response:
        body = self.body(SendTestInput)
        template = template_get(workspace=self.workspace, template_id=template_id)
        to = send_test(template, body, self.actor)
        return Response({"to": to})
