"""A push message: title, body, and where a tap leads."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from templates_app.rendering.errors import RenderFailed
from templates_app.rendering.parts import CompiledParts, NoDocument, compile_parts, load_parts, tidy

# Devices cut titles after some 50 characters and bodies after some 180; services take 4 kB altogether.
_MOST = {"title": 200, "body": 1_000, "url": 1_000, "image": 1_000}
_URL = re.compile(r"https://[^\s<>\"]+\Z")


@dataclass(frozen=True, slots=True)
class RenderedPush(NoDocument):
    """One contact's message; `url` and `image` are "" where there is none."""

    title: str
    body: str
    url: str
    image: str

    @property
    def subject(self) -> str:
        """Its title."""
        return self.title

    @property
    def text(self) -> str:
        """Its body."""
        return self.body


def compile_push(*, title: str, body: str, url: str, image: str) -> CompiledParts[RenderedPush]:
    """The message. Raises InvalidInput, naming every wrong part."""
    sources = {"title": title, "body": body, "url": url, "image": image}
    compile_parts(sources)
    return load_push(sources)


def load_push(stored: Mapping[str, str]) -> CompiledParts[RenderedPush]:
    """From the sources that an earlier compilation stored. Raises SourceError when they are not acceptable."""
    return CompiledParts(load_parts(stored, tuple(_MOST)), stored, _finish)


def _finish(parts: Mapping[str, str]) -> RenderedPush:
    found = {name: tidy(text) if name == "body" else " ".join(text.split()) for name, text in parts.items()}
    for name, text in found.items():
        if not text and name in ("title", "body"):
            raise RenderFailed("is empty for this contact", name)
        if len(text) > _MOST[name]:
            raise RenderFailed(f"is longer than {_MOST[name]} characters", name)
        if text and name in ("url", "image") and not _URL.match(text):
            raise RenderFailed("is no address that begins with https://", name)
    return RenderedPush(found["title"], found["body"], found["url"], found["image"])
