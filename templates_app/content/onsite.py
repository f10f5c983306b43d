"""The content of a message in a website: where it stands, title, HTML, link, and for how long it is there."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from templates_app.content.base import Content
from templates_app.content.localized import MAX_LOCALES, Locale, LocalizedType
from templates_app.rendering.onsite import RenderedOnsite, compile_onsite
from templates_app.rendering.parts import CompiledParts
from workspaces.channels import Channel


class OnsiteBody(Content):
    """A message in a website in one language, as its author writes it; Liquid may stand everywhere in it."""

    title: Annotated[str, Field(min_length=1, max_length=500, title="Title", examples=["Welcome back, {{firstName}}"])]
    html: Annotated[
        str,
        Field(
            default="",
            max_length=20_000,
            title="Text",
            description="HTML: paragraphs, headings, lists, links and pictures. Styles are the site's.",
            examples=["<p>Your order is <b>on its way</b>.</p>"],
            json_schema_extra={"x-multiline": True},
        ),
    ]
    url: Annotated[
        str,
        Field(max_length=1_000, title="Link", description="Where its button leads: https://…, or /… within the site."),
    ] = ""
    button: Annotated[str, Field(max_length=200, title="Words on the button", description="Empty: “Read more”.")] = ""


class OnsiteContent(OnsiteBody):
    """A message in a website as its author writes it, and what it is in other languages."""

    placement: Annotated[
        Literal["feed", "banner", "modal"],
        Field(
            title="Where it stands",
            description="All of them are in the list of messages, too.",
            json_schema_extra={
                "x-labels": {"feed": "In the list", "banner": "On top of the page", "modal": "Over the page"}
            },
        ),
    ] = "feed"
    hours: Annotated[
        int, Field(ge=1, le=8_760, title="Shown for", description="Hours; then it is gone from the site.")
    ] = 720
    locales: Annotated[
        dict[Locale, OnsiteBody] | None,
        Field(
            max_length=MAX_LOCALES,
            description="Other languages by locale, such as `de-AT`, each whole.",
            json_schema_extra={"x-apart": True},
        ),
    ] = None


class OnsiteType(LocalizedType[OnsiteContent]):
    """Messages in a website, to contacts who are signed in there."""

    channel: ClassVar[str] = Channel.ONSITE
    model = OnsiteContent
    body = OnsiteBody

    def compile_body(
        self, body: OnsiteBody, content: OnsiteContent, message_type: str
    ) -> CompiledParts[RenderedOnsite]:
        return compile_onsite(
            placement=content.placement,
            title=body.title,
            html=body.html,
            url=body.url,
            button=body.button,
            hours=content.hours,
        )
