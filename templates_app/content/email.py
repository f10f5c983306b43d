"""The content of an e-mail template: subject, preheader, a body of blocks, MJML or HTML, and a plain-text part; and the
same in other languages.
"""

from dataclasses import dataclass, replace
from typing import Annotated, ClassVar, Self

from pydantic import Field, StringConstraints, model_validator

from templates_app.checks.base import Finding
from templates_app.checks.registry import mail_findings
from templates_app.content.base import Content, ContentType, require_bounded
from templates_app.content.blocks.document import blocks_faults, blocks_gaps, blocks_to_mjml
from templates_app.content.blocks.registry import AnyBlock
from templates_app.content.blocks.theme import Theme
from templates_app.rendering.email import CompiledEmail, RenderedEmail, compile_content
from templates_app.rendering.limits import MAX_SOURCE
from templates_app.rendering.locales import LOCALE, LocalizedEmail
from workspaces.channels import Channel, MessageType
from workspaces.errors import FieldError, InvalidInput

MAX_BLOCKS = 100
MAX_LOCALES = 30

Body = Annotated[str, StringConstraints(min_length=1, max_length=MAX_SOURCE)]
Line = Annotated[str, StringConstraints(pattern=r"^[^\r\n]*$")]


class EmailBody(Content):
    """An e-mail in one language as its author writes it. Liquid may stand in every part."""

    subject: Annotated[
        Line, Field(min_length=1, max_length=500, description="One line.", examples=["Hi {{firstName}}"])
    ]
    preheader: Annotated[
        Line, Field(max_length=500, description="What mail programs show after the subject in their list.")
    ] = ""
    blocks: Annotated[
        list[AnyBlock] | None,
        Field(max_length=MAX_BLOCKS, description="The body as blocks, in their order. Give this, `mjml` or `html`."),
    ] = None
    theme: Annotated[Theme | None, Field(description="How the blocks look; the usual look when left out.")] = None
    mjml: Annotated[Body | None, Field(description="The body as MJML.")] = None
    html: Annotated[Body | None, Field(description="The body as HTML; it is sanitised.")] = None
    text: Annotated[Body | None, Field(description="The plain-text part; made from the body when left out.")] = None

    @model_validator(mode="after")
    def _exactly_one_body(self) -> Self:
        if sum(body is not None for body in (self.blocks, self.mjml, self.html)) != 1:
            raise ValueError("give exactly one of 'blocks', 'mjml' and 'html'")
        if self.theme is not None and self.blocks is None:
            raise ValueError("a theme is for blocks")
        return self


class EmailContent(EmailBody):
    """An e-mail as its author writes it, and what it is in other languages."""

    locales: Annotated[
        dict[Annotated[str, StringConstraints(pattern=LOCALE)], EmailBody] | None,
        Field(
            max_length=MAX_LOCALES,
            description="Other languages by locale, such as `de-AT`, each whole; a theme left out is the mail's.",
        ),
    ] = None


@dataclass(frozen=True, slots=True)
class _Written:
    """An e-mail of blocks whose blocks are written as MJML."""

    subject: str
    preheader: str
    mjml: str
    text: str | None
    html: None = None


class EmailType(ContentType[EmailContent]):
    """E-mail. Marketing mails always carry an unsubscribe link: one is added where the author wrote none."""

    channel: ClassVar[str] = Channel.EMAIL
    model = EmailContent

    def gaps(self, content: EmailContent) -> list[FieldError]:
        found = _gaps(content)
        for locale, body in (content.locales or {}).items():
            found += [replace(gap, field=_within(locale, gap.field)) for gap in _gaps(body)]
        return found

    def findings(self, rendered: RenderedEmail, *, message_type: str) -> list[Finding]:
        return mail_findings(rendered, is_marketing=message_type == MessageType.MARKETING)

    def compile(self, content: EmailContent, *, message_type: str) -> CompiledEmail | LocalizedEmail:
        require_bounded(content)
        theme = content.theme or Theme()
        faults: list[FieldError] = []
        mails: dict[str, CompiledEmail] = {}
        for locale, body in {"": content, **(content.locales or {})}.items():
            try:
                mails[locale] = _compiled(body, body.theme or theme, message_type)
            except InvalidInput as refused:
                faults += [replace(each, field=_within(locale, each.field)) for each in refused.details]
        if faults:
            raise InvalidInput(f"{faults[0].field}: {faults[0].message}", faults)
        default = mails.pop("")
        return LocalizedEmail(default, mails) if mails else default


def _within(locale: str, field: str) -> str:
    """`content.locales.de.blocks[3].url` for the same field of one language; the default one's is as it is."""
    return f"content.locales.{locale}{field.removeprefix('content')}" if locale else field


def _gaps(body: EmailBody) -> list[FieldError]:
    if body.blocks is None:
        return []
    if not body.blocks:
        return [FieldError("content.blocks", "this mail has no blocks yet", "unfinished")]
    return blocks_gaps(body.blocks)


def _compiled(body: EmailBody, theme: Theme, message_type: str) -> CompiledEmail:
    footer = message_type == MessageType.MARKETING
    if body.blocks is None:
        return compile_content(body, unsubscribe_footer=footer)
    faults = blocks_faults(body.blocks)
    mjml = "" if faults else blocks_to_mjml(body.blocks, theme=theme, message_type=message_type)
    written = _Written(body.subject, body.preheader, mjml, body.text)
    return compile_content(written, unsubscribe_footer=footer, body_field="blocks", faults=faults)
