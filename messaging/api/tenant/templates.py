"""`templates/{id}/preview` and `/test-send`: a template for one contact, which needs contacts and senders."""

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
from templates_app.models import Template
from workspaces.api.access import Need
from workspaces.api.problems import Kind
from workspaces.api.serializers import JSONObject, StrictInteger, StrictSerializer, StrictText
from workspaces.api.tenant.schema import envelope, operation
from workspaces.api.tenant.views import TenantView

TAG = "Templates"


class TemplatePreviewInput(StrictSerializer):
    """What to show, and for whom."""

    contact = StrictText(max_length=254, required=False, help_text=CONTACT_WORDS)
    content = JSONObject(required=False, help_text=CONTENT_WORDS)
    version = StrictInteger(min_value=1, required=False, help_text="A version's number.")
    locale = StrictText(max_length=20, required=False, help_text=LOCALE_WORDS)
    trigger = JSONObject(required=False, help_text="What templates see as `trigger`.")


class FindingOut(serializers.Serializer):
    """Something to look at before it goes out."""

    code = serializers.CharField()
    severity = serializers.CharField(help_text="`error` stands in the way of publishing; `warning`, `note`.")
    message = serializers.CharField()
    field = serializers.CharField(allow_blank=True)


class TemplatePreviewOut(serializers.Serializer):
    """The message as it would be sent."""

    rendered = serializers.DictField(help_text="What the channel sends; of an e-mail `subject`, `html` and `text`.")
    variables = serializers.ListField(child=serializers.CharField(), source="preview.variables")
    missing = serializers.ListField(
        child=serializers.CharField(), source="preview.missing", help_text="What this contact has no value for."
    )
    findings = FindingOut(many=True, source="preview.findings")


class TestSendInput(StrictSerializer):
    """To whom, and as which contact."""

    to = StrictText(max_length=254, required=False, help_text=TO_WORDS)
    contact = StrictText(max_length=254, required=False, help_text=CONTACT_WORDS)
    locale = StrictText(max_length=20, required=False, help_text=LOCALE_WORDS)
    content = JSONObject(required=False, help_text=CONTENT_WORDS)


class TestSentOut(serializers.Serializer):
    """Where it went."""

    to = serializers.CharField()


class TemplatePreviewView(TenantView):
    """A template for one contact."""

    needs: ClassVar[dict[str, Need]] = {"POST": READ}

    @operation(
        "templates_preview",
        summary="Preview a template",
        description=PREVIEW_WORDS,
        need=READ,
        body=TemplatePreviewInput,
        bodies={"For a contact": {"contact": "ada@example.com"}},
        answer=envelope("TemplatePreviewed", TemplatePreviewOut()),
        example={"success": True, "data": PREVIEW},
        errors=[Kind.INVALID, Kind.NOT_FOUND],
        post=True,
        tag=TAG,
    )
    def post(self, request: Request, template_id: str) -> Response:
        body = self.body(TemplatePreviewInput)
        template = self.find(Template, template_id, "workspace")
        return self.success(TemplatePreviewOut(template_shown(template=template, **body)).data)


class TemplateTestSendView(TenantView):
    """A test message."""

    needs: ClassVar[dict[str, Need]] = {"POST": WRITE}

    @operation(
        "templates_testsend",
        summary="Send a template as a test",
        description=TEST_WORDS,
        need=WRITE,
        body=TestSendInput,
        bodies={"To a member": {"to": "ada@example.com"}, "To a number": {"to": "+436641234567", "locale": "de"}},
        answer=envelope("TemplateTestSent", TestSentOut()),
        example={"success": True, "data": {"to": "ada@example.com"}},
        errors=[Kind.INVALID, Kind.NOT_FOUND, Kind.CONFLICT],
        post=True,
        tag=TAG,
    )
    def post(self, request: Request, template_id: str) -> Response:
        body = self.body(TestSendInput)
        template = self.find(Template, template_id, "workspace")
        to = send_test(template, body, self.actor)
        return self.success({"to": to})
