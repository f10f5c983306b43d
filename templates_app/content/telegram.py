"""The content of a Telegram message: Markdown or HTML, and buttons."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from templates_app.content.base import Content
from templates_app.content.localized import MAX_LOCALES, Locale, LocalizedType
from templates_app.rendering.parts import CompiledParts
from templates_app.rendering.telegram import RenderedTelegram, compile_telegram
from workspaces.channels import Channel

Label = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\r\n]*$")]
Url = Annotated[str, StringConstraints(min_length=1, max_length=1_000, pattern=r"^\S(.*\S)?$")]


class Button(Content):
    """A button that opens an address."""

    text: Annotated[Label, Field(description="What stands on it.")]
    url: Annotated[Url, Field(description="Where it leads.")]


class TelegramBody(Content):
    """A Telegram message in one language as its author writes it. Liquid may stand in the text and in the buttons."""

    text: Annotated[
        str,
        Field(
            min_length=1,
            max_length=8_000,
            title="Text",
            description="**bold**, _italic_, ~~struck~~, `code`, [words](https://…); or HTML.",
            examples=["Hi **{{firstName}}**, your order is [on its way](https://example.com)."],
            json_schema_extra={"x-multiline": True},
        ),
    ]
    format: Annotated[
        Literal["markdown", "html"],
        Field(
            title="Written in",
            description="HTML with the elements that Telegram knows.",
            json_schema_extra={"x-labels": {"markdown": "Markdown", "html": "HTML"}},
        ),
    ] = "markdown"
    buttons: Annotated[
        list[Button],
        Field(
            max_length=8,
            title="Buttons",
            description="A line for each, such as Shop | https://example.com.",
            json_schema_extra={"x-pairs": ["text", "url"]},
        ),
    ] = []


class TelegramContent(TelegramBody):
    """A Telegram message as its author writes it, and what it is in other languages."""

    locales: Annotated[
        dict[Locale, TelegramBody] | None,
        Field(
            max_length=MAX_LOCALES,
            description="Other languages by locale, such as `de-AT`, each whole.",
            json_schema_extra={"x-apart": True},
        ),
    ] = None


class TelegramType(LocalizedType[TelegramContent]):
    """Telegram, by a bot that the contact has written to."""

    channel: ClassVar[str] = Channel.TELEGRAM
    model = TelegramContent
    body = TelegramBody

    def compile_body(
        self, body: TelegramBody, content: TelegramContent, message_type: str
    ) -> CompiledParts[RenderedTelegram]:
        buttons = [(button.text, button.url) for button in body.buttons]
        return compile_telegram(text=body.text, is_html=body.format == "html", buttons=buttons)
