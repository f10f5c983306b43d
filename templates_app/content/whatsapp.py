"""The content of a WhatsApp message: a template that Meta has approved, and what fills its places."""

import re
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from templates_app.content.base import Content, ShortLinks
from templates_app.content.kept import Kept
from templates_app.content.localized import MAX_LOCALES, Locale, LocalizedType
from templates_app.rendering.parts import CompiledParts
from templates_app.rendering.whatsapp import RenderedWhatsApp, WhatsAppSource, compile_whatsapp
from templates_app.rendering.whatsapp_places import MEDIA, filled_places, places_in
from workspaces.channels import Channel
from workspaces.errors import FieldError

_LIQUID_OR_ADDRESS = re.compile(r"https?://|\{\{|\{%")

Parameter = Annotated[str, StringConstraints(min_length=1, max_length=1_000)]


class ButtonValue(Content):
    """What the place at the end of a button's address becomes."""

    button: Annotated[int, Field(ge=1, le=10, description="Counts all buttons of the template, from 1.")]
    value: Annotated[str, Field(max_length=1_000, description="Liquid.", examples=["{{ trigger.order }}"])] = ""


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
    header_format: Annotated[
        Literal["none", "text", "image", "video", "document"],
        Field(
            title="Header",
            json_schema_extra={
                "x-labels": {
                    "none": "None",
                    "text": "Words",
                    "image": "A picture",
                    "video": "A video",
                    "document": "A document",
                }
            },
        ),
    ] = "none"
    header_text: Annotated[
        str,
        Field(
            max_length=100,
            title="Approved words of the header",
            description="As Meta has approved them; they have one place at most, such as {{1}}.",
            json_schema_extra={"x-when": {"header_format": ["text"]}},
        ),
    ] = ""
    header: Annotated[
        str,
        Field(
            max_length=1_000,
            title="What stands in the header",
            description="For the place in its words, or the address of the picture, video or document: https://…",
            json_schema_extra={"x-when": {"header_format": ["text", "image", "video", "document"]}},
        ),
    ] = ""
    filename: Annotated[
        str,
        Field(
            max_length=200,
            title="Name of the document",
            description="As the receiver sees it, such as Invoice.pdf.",
            json_schema_extra={"x-when": {"header_format": ["document"]}},
        ),
    ] = ""
    body: Annotated[
        str,
        Field(
            min_length=1,
            max_length=1_024,
            title="Approved text",
            description="As Meta has approved it, with its places {{1}}, {{2}}, or with names: {{order}}.",
            examples=["Hi {{1}}, your order {{2}} is on its way."],
            json_schema_extra={"x-multiline": True},
        ),
    ]
    parameters: Annotated[
        list[Parameter],
        Field(
            max_length=50,
            title="What stands in the places",
            description="One line for each place, in their order; names in the order in which they stand there.",
            examples=["{{firstName}}"],
            json_schema_extra={"x-lines": True},
        ),
    ] = []
    button_values: Annotated[
        list[ButtonValue],
        Field(
            max_length=10,
            title="What stands in the buttons",
            description="A line for each button whose address ends in a place: which one it is, and what stands there.",
            examples=["1 | {{ trigger.order }}"],
            json_schema_extra={"x-pairs": ["button", "value"], "x-first": True},
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
        places = places_in(self.body)
        if any(name.isdecimal() for name in places) and places != [str(n + 1) for n in range(len(places))]:
            raise ValueError("the places of the text must be numbered {{1}}, {{2}} and so on, or all have names")
        if len(places_in(self.header_text)) > 1:
            raise ValueError("the header has one place at most")
        if self.filename and self.header_format != "document":
            raise ValueError("filename is for a header that is a document")
        if len({each.button for each in self.button_values}) < len(self.button_values):
            raise ValueError("button_values has a button twice")
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
        found = _header_gaps(body)
        places = len(places_in(body.body))
        if places != len(body.parameters):
            words = f"the text has {places} places, and {len(body.parameters)} are filled"
            found.append(FieldError("content.parameters", words, "unfinished"))
        found += [
            FieldError(
                f"content.button_values[{number}].value", f"nothing stands in button {each.button}", "unfinished"
            )
            for number, each in enumerate(body.button_values)
            if not each.value
        ]
        if body.approval != "approved":
            found.append(FieldError("content.approval", "Meta has not approved this template", "unfinished"))
        return found

    def body_kept(self, body: WhatsAppBody) -> list[Kept]:
        return [Kept("content", body.template, body.language, filled_places(_source(body).stored))]

    def compile_body(
        self, body: WhatsAppBody, content: WhatsAppContent, message_type: str
    ) -> CompiledParts[RenderedWhatsApp]:
        return compile_whatsapp(_source(body, short_links=content.short_links))


def _header_gaps(body: WhatsAppBody) -> list[FieldError]:
    kind, said = body.header_format, ""
    if kind in MEDIA and not _LIQUID_OR_ADDRESS.match(body.header):
        said = f"the header needs the address of its {kind}, which begins with https://"
    elif kind == "text" and not body.header_text:
        return [FieldError("content.header_text", "the header has no words", "unfinished")]
    elif kind not in MEDIA and bool(body.header) != bool(kind == "text" and places_in(body.header_text)):
        said = "the header has no place to fill" if body.header else "the place of the header is not filled"
    return [FieldError("content.header", said, "unfinished")] if said else []


def _source(body: WhatsAppBody, *, short_links: bool = False) -> WhatsAppSource:
    return WhatsAppSource(
        template=body.template,
        language=body.language,
        body=body.body,
        parameters=body.parameters,
        header_format="" if body.header_format == "none" else body.header_format,
        header_text=body.header_text if body.header_format == "text" else "",
        header=body.header,
        filename=body.filename,
        button_values=[(each.button, each.value) for each in body.button_values],
        short_links=short_links,
    )
