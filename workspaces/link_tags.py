"""Tags of links for web analytics (utm_source, …): how they are set, and putting them on an address. No rows."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, Any
from urllib.parse import quote, urlsplit

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

OFF = "off"
PARAMETERS = ("source", "medium", "campaign", "content", "term")
# What a tag may name; filled in for each message.
WORDS = ("campaign", "template", "step")
_LONGEST_ADDRESS = 4_096
_Tag = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
_NAMES = "{campaign}, {template} and {step} stand for names; left out: as the wider setting has it; empty: none."


class LinkTags(BaseModel):
    """The tags that are set; what is left out is as the wider setting has it, and an empty text means none."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: _Tag | None = Field(default=None, title="Source", description=f"utm_source, such as newsletter. {_NAMES}")
    medium: _Tag | None = Field(default=None, title="Medium", description="utm_medium, such as email.")
    campaign: _Tag | None = Field(default=None, title="Campaign", description="utm_campaign, such as {campaign}.")
    content: _Tag | None = Field(default=None, title="Content", description="utm_content, such as {template}.")
    term: _Tag | None = Field(default=None, title="Term", description="utm_term.")

    def given(self) -> dict[str, str]:
        """What is set."""
        return self.model_dump(exclude_none=True)


def stored_tags(value: Any) -> Mapping[str, str]:
    """Tags as they were stored; none where they are no such thing, as staff may type a workspace's settings."""
    try:
        return LinkTags.model_validate(value).given() if isinstance(value, dict) else {}
    except ValidationError:
        return {}


def tags_of(*levels: Mapping[str, str], words: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """(parameter, value) for an address; later levels go before earlier ones, and words in braces are filled in."""
    wanted = {name: value for level in levels for name, value in level.items()}
    found = []
    for name in PARAMETERS:
        value = wanted.get(name, "")
        for word in WORDS:
            value = value.replace(f"{{{word}}}", words.get(word, ""))
        if value := value.strip():
            found.append((f"utm_{name}", value))
    return tuple(found)


@lru_cache(maxsize=4_096)
def tagged(url: str, tags: tuple[tuple[str, str], ...]) -> str:
    """The address with these parameters before its fragment; those that it has already stay as they are, and so does
    every other character of it. Only addresses of web pages are tagged."""
    if not url.lower().startswith(("http://", "https://")):
        return url
    try:
        parts = urlsplit(url)
    except ValueError:
        return url  # an address that no browser would follow either
    present = {pair.partition("=")[0].lower() for pair in parts.query.replace(";", "&").split("&")}
    added = "&".join(f"{name}={quote(value, safe='')}" for name, value in tags if name not in present)
    if not added or len(url) + len(added) > _LONGEST_ADDRESS:
        return url
    address, mark, fragment = url.partition("#")
    joint = "?" if "?" not in address else "" if not parts.query or parts.query.endswith("&") else "&"
    return f"{address}{joint}{added}{mark}{fragment}"
