"""The content of an e-mail template: subject, preheader, a body of blocks, MJML or HTML, and a plain-text part; and the
same in other languages.
"""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Self

from pydantic import Field, StringConstraints, model_validator

from templates_app.checks.base import Finding
from templates_app.checks.registry import mail_findings
from templates_app.content.base import Content
from templates_app.content.blocks.document import blocks_faults, blocks_gaps, blocks_to_mjml
from templates_app.content.blocks.registry import AnyBlock
from templates_app.content.blocks.theme import Theme
from templates_app.content.localized import MAX_LOCALES, Locale, LocalizedType
from templates_app.rendering.email import CompiledEmail, RenderedEmail, compile_content
from templates_app.rendering.limits import MAX_SOURCE
from workspaces.channels import Channel, MessageType
from workspaces.errors import FieldError

MAX_BLOCKS = 100

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
        dict[Locale, EmailBody] | None,
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


class EmailType(LocalizedType[EmailContent]):
    """E-mail. Marketing mails always carry an unsubscribe link: one is added where the author wrote none."""

    channel: ClassVar[str] = Channel.EMAIL
    model = EmailContent
    body = EmailBody

    def body_gaps(self, body: EmailBody) -> list[FieldError]:
        return _gaps(body)

    def findings(self, rendered: RenderedEmail, *, message_type: str) -> list[Finding]:
        return mail_findings(rendered, is_marketing=message_type == MessageType.MARKETING)

    def compile_body(self, body: EmailBody, content: EmailContent, message_type: str) -> CompiledEmail:
        return _compiled(body, body.theme or content.theme or Theme(), message_type)


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
