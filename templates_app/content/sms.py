"""The content of a text message: its text, and how people get out of marketing."""

from typing import Annotated, ClassVar

from pydantic import Field

from templates_app.content.base import Content, ShortLinks
from templates_app.content.localized import MAX_LOCALES, Locale, LocalizedType
from templates_app.rendering.parts import CompiledParts
from templates_app.rendering.sms import RenderedSms, compile_sms
from workspaces.channels import Channel, MessageType


class SmsBody(Content):
    """A text message in one language as its author writes it. Liquid may stand in the text."""

    text: Annotated[
        str,
        Field(
            min_length=1,
            max_length=4_000,
            title="Text",
            description="The message.",
            examples=["Hi {{firstName}}, your table is ready."],
            json_schema_extra={"x-multiline": True},
        ),
    ]
    opt_out: Annotated[
        str,
        Field(
            max_length=100,
            title="Way out",
            pattern=r"^[^{}]*$",
            description="Stands at the end of marketing messages that name no way out themselves.",
        ),
    ] = "Reply STOP to opt out"


class SmsContent(SmsBody):
    """A text message as its author writes it, and what it is in other languages."""

    short_links: ShortLinks = True
    locales: Annotated[
        dict[Locale, SmsBody] | None,
        Field(
            max_length=MAX_LOCALES,
            description="Other languages by locale, such as `de-AT`, each whole.",
            json_schema_extra={"x-apart": True},
        ),
    ] = None


class SmsType(LocalizedType[SmsContent]):
    """Text messages. Marketing always tells how to get no more of it."""

    channel: ClassVar[str] = Channel.SMS
    model = SmsContent
    body = SmsBody

    def compile_body(self, body: SmsBody, content: SmsContent, message_type: str) -> CompiledParts[RenderedSms]:
        way_out = body.opt_out.strip() or SmsBody.model_fields["opt_out"].default
        opt_out = way_out if message_type == MessageType.MARKETING else ""
        return compile_sms(body.text, opt_out=opt_out, short_links=content.short_links)
