"""The end of the mail: who sends it, from where, and how to leave."""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from templates_app.content.blocks.base import Block, Setting
from templates_app.content.blocks.fields import Align, Line, RichText
from templates_app.content.blocks.writing import Attributes, element, section, words
from templates_app.rendering.rich_text import link_faults
from workspaces.errors import FieldError


class Footer(Block):
    """Who sends the mail, from where, and the links to leave. A transactional mail shows no link to leave."""

    label: ClassVar[str] = "Footer"
    in_column: ClassVar[bool] = False

    type: Literal["footer"]
    html: Annotated[
        RichText, Field(title="Text", description="Most countries ask for your postal address in marketing mails.")
    ] = ""
    unsubscribe: Annotated[
        Line, Field(max_length=100, title="Words of the link to unsubscribe", description="Marketing mails only.")
    ] = "Unsubscribe"
    preferences: Annotated[
        Line,
        Field(max_length=100, title="Words of the link to preferences", description="No such link when left empty."),
    ] = ""
    align: Annotated[Align, Field(title="Align", json_schema_extra={"x-help": ""})] = Align.CENTER

    def to_mjml(self, setting: Setting) -> str:
        links = []
        if setting.is_marketing and self.unsubscribe.strip():
            links.append(f'<a href="{{{{ unsubscribe_url }}}}">{words(self.unsubscribe)}</a>')
        if self.preferences.strip():
            links.append(f'<a href="{{{{ preferences_url }}}}">{words(self.preferences)}</a>')
        lines = [self.html, f"<p>{' &#183; '.join(links)}</p>" if links else ""]
        attributes: Attributes = {"css-class": "cp-text", "align": self.align, "font-size": 12, "padding": "0 24px"}
        inside = element("mj-text", attributes, "".join(lines))
        return section(inside, {"padding": "16px 0"})

    def faults(self, path: str) -> Iterator[FieldError]:
        own = list(super().faults(path))
        yield from own
        if not own:
            yield from link_faults(f"{path}.html", self.html)
