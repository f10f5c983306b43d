"""The content of a WhatsApp message: a template that Meta has approved, and what fills its numbered places."""

import re
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from templates_app.content.base import Content, ShortLinks
from templates_app.content.kept import Kept
from templates_app.content.localized import MAX_LOCALES, Locale, LocalizedType
from templates_app.rendering.parts import CompiledParts
from templates_app.rendering.whatsapp import RenderedWhatsApp, compile_whatsapp
from workspaces.channels import Channel
from workspaces.errors import FieldError

_PLACE = re.compile(r"\{\{\s*(\d+)\s*\}\}")

Parameter = Annotated[str, StringConstraints(min_length=1, max_length=1_000)]


class WhatsAppBody(Content):
    """In one language: the template's name at Meta, its text with places such as {{1}}, and Liquid for each place."""

    template: Annotated[
        str,
        Field(
            pattern=r"^[a-z0-9_]{1,512}$",
            title="Name at Meta",
            description="Small letters, digits and underscores, as in WhatsApp Manager.",
            examples=["order_shipped"],
        ),
    ]
    language: Annotated[
        str, Field(pattern=r"^[a-z]{2,3}(_[A-Z]{2})?$", title="Language", description="Such as en_US or de.")
    ] = "en_US"
    body: Annotated[
        str,
        Field(
            min_length=1,
            max_length=1_024,
            title="Approved text",
            description="As Meta has approved it, with its places {{1}}, {{2}}.",
            examples=["Hi {{1}}, your order {{2}} is on its way."],
            json_schema_extra={"x-multiline": True},
        ),
    ]
    parameters: Annotated[
        list[Parameter],
        Field(
            max_length=50,
            title="What stands in the places",
            description="One line for each place, in their order.",
            examples=["{{firstName}}"],
            json_schema_extra={"x-lines": True},
        ),
    ] = []
    approval: Annotated[
        Literal["pending", "approved", "rejected", "paused"],
        Field(
            title="State at Meta",
            description="Where the sender fetches its templates from Meta, what Meta says counts, not this.",
            json_schema_extra={
                "x-labels": {
                    "pending": "Waits for approval",
                    "approved": "Approved",
                    "rejected": "Rejected",
                    "paused": "Paused by Meta",
                }
            },
        ),
    ] = "pending"

    @model_validator(mode="after")
    def _a_parameter_for_each_place(self) -> Self:
        places = {int(number) for number in _PLACE.findall(self.body)}
        if places != set(range(1, len(places) + 1)):
            raise ValueError("the places of the text must be numbered {{1}}, {{2}} and so on")
        return self


class WhatsAppContent(WhatsAppBody):
    """A WhatsApp message as its author writes it, and the templates of other languages."""

    short_links: ShortLinks = True
    locales: Annotated[
        dict[Locale, WhatsAppBody] | None,
        Field(
            max_length=MAX_LOCALES,
            description="Other languages by locale, such as `de-AT`, each whole.",
            json_schema_extra={"x-apart": True},
        ),
    ] = None


class WhatsAppType(LocalizedType[WhatsAppContent]):
    """WhatsApp. Businesses may begin a conversation with approved templates only."""

    channel: ClassVar[str] = Channel.WHATSAPP
    model = WhatsAppContent
    body = WhatsAppBody
    keeps = True

    def body_gaps(self, body: WhatsAppBody) -> list[FieldError]:
        found = []
        places = len(set(_PLACE.findall(body.body)))
        if places != len(body.parameters):
            words = f"the text has {places} places, and {len(body.parameters)} are filled"
            found.append(FieldError("content.parameters", words, "unfinished"))
        if body.approval != "approved":
            found.append(FieldError("content.approval", "Meta has not approved this template", "unfinished"))
        return found

    def body_kept(self, body: WhatsAppBody) -> list[Kept]:
        return [Kept("content", body.template, body.language, len(body.parameters))]

    def compile_body(
        self, body: WhatsAppBody, content: WhatsAppContent, message_type: str
    ) -> CompiledParts[RenderedWhatsApp]:
        return compile_whatsapp(
            template=body.template,
            language=body.language,
            body=body.body,
            parameters=body.parameters,
            short_links=content.short_links,
        )
