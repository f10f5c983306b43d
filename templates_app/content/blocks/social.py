"""Where else to find the sender: links by name. Pictures of networks would be fetched from somebody else's server."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from templates_app.content.blocks.base import Block, Part, Setting, gap
from templates_app.content.blocks.fields import Align, Url, url_faults
from templates_app.content.blocks.writing import Attributes, element, words
from workspaces.errors import FieldError


class Network(StrEnum):
    """Networks by the name that their links show."""

    BLUESKY = "Bluesky"
    FACEBOOK = "Facebook"
    GITHUB = "GitHub"
    INSTAGRAM = "Instagram"
    LINKEDIN = "LinkedIn"
    MASTODON = "Mastodon"
    PINTEREST = "Pinterest"
    TELEGRAM = "Telegram"
    THREADS = "Threads"
    TIKTOK = "TikTok"
    WEBSITE = "Website"
    WHATSAPP = "WhatsApp"
    X = "X"
    YOUTUBE = "YouTube"


class SocialLink(Part):
    """One network and the address there."""

    network: Annotated[Network, Field(title="Network", json_schema_extra={"x-help": ""})]
    url: Annotated[Url, Field(title="Address")] = ""

    def faults(self, path: str) -> Iterator[FieldError]:
        yield from super().faults(path)
        yield from url_faults(f"{path}.url", self.url)

    def gaps(self, path: str) -> Iterator[FieldError]:
        if not self.url:
            yield gap(f"{path}.url", f"give the address on {self.network.value}")


class Social(Block):
    """Links to the sender's pages on social networks, by name."""

    label: ClassVar[str] = "Social links"

    type: Literal["social"]
    links: Annotated[list[SocialLink], Field(max_length=14, title="Links")] = []
    align: Annotated[Align, Field(title="Align", json_schema_extra={"x-help": ""})] = Align.CENTER

    def parts(self) -> Iterator[tuple[str, Part]]:
        for index, link in enumerate(self.links):
            yield f"links[{index}]", link

    def to_mjml(self, setting: Setting) -> str:
        if not self.links:
            return ""
        named = [f'<a href="{words(link.url or "#")}">{link.network.value}</a>' for link in self.links]
        attributes: Attributes = {"css-class": "cp-text", "align": self.align, "font-size": 14, "padding": "8px 24px"}
        return element("mj-text", attributes, " &#183; ".join(named))

    def gaps(self, path: str) -> Iterator[FieldError]:
        yield from super().gaps(path)
        if not self.links:
            yield gap(f"{path}.links", "add a network, or remove this block")
