"""`templates`: the e-mail templates of a team, listed and made."""

from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from templates_app.api.needs import READ, WRITE
from templates_app.models import Template, TemplateState
from templates_app.selectors import template_briefs, template_list
from templates_app.services import template_make
from workspaces.api.access import Need
from workspaces.api.email.schema import envelope, operation, page_envelope
from workspaces.api.email.views import EmailView, TeamInput, TeamPageQuery
from workspaces.api.paging import Page
from workspaces.api.problems import Kind
from workspaces.api.serializers import JSONObject, StrictFlag, StrictText
from workspaces.channels import Channel, MessageType
from workspaces.errors import InvalidInput, respelled

_NAME = 120
_BODY = 1_000_000
_CONTENT = ("subject", "preheader", "html", "mjml", "blocks", "theme", "text")
_TIME = "2025-11-01T10:00:00Z"
_EXAMPLE: dict[str, Any] = {
    "id": "019a7f71-b6a4-7f31-8aa1-5c1e9a7c3d10",
    "name": "Thank you",
    "message_type": "marketing",
    "subject": "Thank you, {{ contact.first_name }}",
    "state": "PUBLISHED",
    "can_be_sent": True,
    "created_at": _TIME,
    "updated_at": _TIME,
}
_NEW = {
    "name": "Thank you",
    "subject": "Thank you, {{ contact.first_name }}",
    "html": "<p>Your order is on its way.</p>",
}


class EmailTemplateQuery(TeamPageQuery):
    """The query string of the list."""

    state = serializers.ChoiceField(choices=TemplateState.choices, required=False, help_text="Archived only if asked.")
    search = serializers.CharField(max_length=_NAME, required=False, help_text="A part of the name.")


class EmailTemplateInput(TeamInput):
    """A new template: its subject, and its body as exactly one of `html`, `mjml` and `blocks`."""

    name = StrictText(max_length=_NAME)
    message_type = serializers.ChoiceField(choices=MessageType.choices, default=MessageType.MARKETING.value)
    subject = StrictText(max_length=500, trim_whitespace=False)
    preheader = StrictText(max_length=500, required=False, allow_blank=True, trim_whitespace=False)
    html = StrictText(max_length=_BODY, required=False, trim_whitespace=False, help_text="It is sanitised.")
    mjml = StrictText(max_length=_BODY, required=False, trim_whitespace=False)
    blocks = serializers.ListField(required=False, help_text="As in docs/templates.md.")
    theme = JSONObject(required=False, help_text="How the blocks look.")
    text = StrictText(
        max_length=_BODY, required=False, trim_whitespace=False, help_text="Made of the body if left out."
    )
    publish = StrictFlag(
        default=True, help_text="So that it can be sent. Where templates need approval, it is asked for instead."
    )


class EmailTemplateOut(serializers.Serializer):
    """A template, without its body."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    message_type = serializers.ChoiceField(choices=MessageType.choices)
    subject = serializers.CharField(source="subject_line", allow_null=True, help_text="Of the draft.")
    state = serializers.ChoiceField(choices=TemplateState.choices)
    can_be_sent = serializers.SerializerMethodField(help_text="Whether campaigns may name it.")
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()

    def get_can_be_sent(self, template: Template) -> bool:
        """Published."""
        return template.state == TemplateState.PUBLISHED


class TemplatesView(EmailView):
    """The e-mail templates of a team."""

    needs: ClassVar[dict[str, Need]] = {"GET": READ, "POST": WRITE}

    @operation(
        "emailtemplates_list",
        summary="List e-mail templates",
        description="The newest first, without their bodies.",
        need=READ,
        query=[EmailTemplateQuery],
        answer=page_envelope("EmailTemplateList", "templates", EmailTemplateOut),
        example={
            "ok": True,
            "templates": [_EXAMPLE],
            "pagination": {"total": 1, "limit": 20, "offset": 0, "has_more": False},
        },
        errors=(Kind.INVALID, Kind.NOT_FOUND),
    )
    def get(self, request: Request) -> Response:
        query = self.query(EmailTemplateQuery)
        workspace = self.team(query)
        narrowed = {name: query[name] for name in ("state", "search") if name in query}
        rows = template_briefs(template_list(workspace=workspace, channel=Channel.EMAIL.value, **narrowed))
        page = Page.cut(rows, query)
        return self.ok_page("templates", EmailTemplateOut(page.rows, many=True).data, page)

    @operation(
        "emailtemplates_create",
        summary="Make an e-mail template",
        description="Published at once, so that campaigns can send it, unless told otherwise. Liquid may stand in "
        "every part.",
        need=WRITE,
        body=EmailTemplateInput,
        bodies={"HTML": _NEW},
        answer=envelope("EmailTemplateCreated", template=EmailTemplateOut),
        example={"ok": True, "template": _EXAMPLE},
        status=201,
        errors=(Kind.INVALID, Kind.NOT_FOUND, Kind.CONFLICT),
        post=True,
    )
    def post(self, request: Request) -> Response:
        body = self.body(EmailTemplateInput)
        workspace = self.team(body)
        try:
            made = template_make(
                workspace=workspace,
                name=body["name"],
                channel=Channel.EMAIL.value,
                message_type=body["message_type"],
                content={name: body[name] for name in _CONTENT if name in body},
                publish=body["publish"],
                actor=self.actor,
            )
        except InvalidInput as error:
            words = respelled(error.message, error.details, lambda field: field.removeprefix("content."))
            raise InvalidInput(*words) from error
        fresh = template_briefs(template_list(workspace=workspace, ids=[made.pk])).get()
        return self.ok(template=EmailTemplateOut(fresh).data, status=201)
