"""The content of an e-mail template: subject, preheader, a body in MJML or HTML, and a plain-text part."""

from typing import Annotated, ClassVar, Self

from pydantic import Field, StringConstraints, model_validator

from templates_app.content.base import Content, ContentType
from templates_app.rendering.email import CompiledEmail, compile_content
from templates_app.rendering.limits import MAX_SOURCE
from workspaces.channels import Channel, MessageType

Body = Annotated[str, StringConstraints(min_length=1, max_length=MAX_SOURCE)]
Line = Annotated[str, StringConstraints(pattern=r"^[^\r\n]*$")]


class EmailContent(Content):
    """An e-mail as its author writes it. Liquid may stand in every part."""

    subject: Annotated[
        Line, Field(min_length=1, max_length=500, description="One line.", examples=["Hi {{firstName}}"])
    ]
    preheader: Annotated[
        Line, Field(max_length=500, description="What mail programs show after the subject in their list.")
    ] = ""
    mjml: Annotated[Body | None, Field(description="The body as MJML. Give this or `html`.")] = None
    html: Annotated[Body | None, Field(description="The body as HTML; it is sanitised. Give this or `mjml`.")] = None
    text: Annotated[Body | None, Field(description="The plain-text part; made from the body when left out.")] = None

    @model_validator(mode="after")
    def _exactly_one_body(self) -> Self:
        if (self.mjml is None) == (self.html is None):
            raise ValueError("give exactly one of 'mjml' and 'html'")
        return self


class EmailType(ContentType[EmailContent]):
    """E-mail. Marketing mails always carry an unsubscribe link: one is added where the author wrote none."""

    channel: ClassVar[str] = Channel.EMAIL
    model = EmailContent

    def compile(self, content: EmailContent, *, message_type: str) -> CompiledEmail:
        return compile_content(content, unsubscribe_footer=message_type == MessageType.MARKETING)
