"""The content of a push message: title, body, link and picture."""

from typing import Annotated, ClassVar

from pydantic import Field

from templates_app.content.base import Content, ContentType
from templates_app.rendering.parts import CompiledParts
from templates_app.rendering.push import RenderedPush, compile_push
from workspaces.channels import Channel


class PushContent(Content):
    """A push message as its author writes it. Liquid may stand in every part."""

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


class PushType(ContentType[PushContent]):
    """Push messages to the devices of a contact."""

    channel: ClassVar[str] = Channel.PUSH
    model = PushContent

    def compile(self, content: PushContent, *, message_type: str) -> CompiledParts[RenderedPush]:
        return compile_push(title=content.title, body=content.body, url=content.url, image=content.image)
