"""The content of a text message: its text, and how people get out of marketing."""

from typing import Annotated, ClassVar

from pydantic import Field

from templates_app.content.base import Content, ContentType, ShortLinks
from templates_app.rendering.parts import CompiledParts
from templates_app.rendering.sms import RenderedSms, compile_sms
from workspaces.channels import Channel, MessageType


class SmsContent(Content):
    """A text message as its author writes it. Liquid may stand in the text."""

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
    short_links: ShortLinks = True


class SmsType(ContentType[SmsContent]):
    """Text messages. Marketing always tells how to get no more of it."""

    channel: ClassVar[str] = Channel.SMS
    model = SmsContent

    def compile(self, content: SmsContent, *, message_type: str) -> CompiledParts[RenderedSms]:
        default = SmsContent.model_fields["opt_out"].default
        way_out = content.opt_out.strip() or default
        return compile_sms(
            content.text,
            opt_out=way_out if message_type == MessageType.MARKETING else "",
            short_links=content.short_links,
        )
