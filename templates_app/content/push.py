"""The content of a push message: title, body, link and picture."""

from typing import Annotated, ClassVar

from pydantic import Field

from templates_app.content.base import Content
from templates_app.content.localized import MAX_LOCALES, Locale, LocalizedType
from templates_app.rendering.parts import CompiledParts
from templates_app.rendering.push import RenderedPush, compile_push
from workspaces.channels import Channel


class PushBody(Content):
    """A push message in one language as its author writes it. Liquid may stand in every part."""

    title: Annotated[
        str,
        Field(
            min_length=1,
            max_length=500,
            title="Title",
            description="Devices show some 50 characters.",
            examples=["Hi {{firstName}}"],
        ),
    ]
    body: Annotated[
        str,
        Field(
            min_length=1,
            max_length=2_000,
            title="Body",
            description="Devices show some 180 characters.",
            examples=["Your order is on its way."],
            json_schema_extra={"x-multiline": True},
        ),
    ]
    url: Annotated[
        str, Field(max_length=1_000, title="Link", description="Where a tap leads; empty: into the app.")
    ] = ""
    image: Annotated[
        str, Field(max_length=1_000, title="Picture", description="Its address, beginning with https://.")
    ] = ""


class PushContent(PushBody):
    """A push message as its author writes it, and what it is in other languages."""

    locales: Annotated[
        dict[Locale, PushBody] | None,
        Field(
            max_length=MAX_LOCALES,
            description="Other languages by locale, such as `de-AT`, each whole.",
            json_schema_extra={"x-apart": True},
        ),
    ] = None


class PushType(LocalizedType[PushContent]):
    """Push messages to devices and browsers."""

    channel: ClassVar[str] = Channel.PUSH
    model = PushContent
    body = PushBody

    def compile_body(self, body: PushBody, content: PushContent, message_type: str) -> CompiledParts[RenderedPush]:
        return compile_push(title=body.title, body=body.body, url=body.url, image=body.image)
