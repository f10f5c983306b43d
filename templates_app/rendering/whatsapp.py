"""A WhatsApp message: what stands in the numbered places of an approved template, for one contact."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from templates_app.rendering.errors import RenderFailed
from templates_app.rendering.parts import SHORT_LINKS, CompiledParts, NoSubject, compile_parts, load_parts

_PLACE = re.compile(r"\{\{\s*(\d+)\s*\}\}")
_MAX_PARAMETER = 1_024
_FIXED = ("template", "language", "body", SHORT_LINKS)


@dataclass(frozen=True, slots=True)
class RenderedWhatsApp(NoSubject):
    """One contact's message: the template's name and language, its parameters, and the text that they make."""

    template: str
    language: str
    parameters: tuple[str, ...]
    text: str
    short_links: bool = False


def compile_whatsapp(
    *, template: str, language: str, body: str, parameters: Sequence[str], short_links: bool = False
) -> CompiledParts[RenderedWhatsApp]:
    """The message with Liquid in its parameters. Raises InvalidInput, naming each wrong one."""
    sources = {f"parameters[{number}]": source for number, source in enumerate(parameters)}
    compile_parts(sources)
    fixed = {"template": template, "language": language, "body": body}
    return load_whatsapp(fixed | ({SHORT_LINKS: "yes"} if short_links else {}) | sources)


def load_whatsapp(stored: Mapping[str, str]) -> CompiledParts[RenderedWhatsApp]:
    """From what an earlier compilation stored. Raises SourceError when it is not acceptable."""
    names = [name for name in stored if name not in _FIXED]
    return CompiledParts(load_parts(stored, names), stored, partial(_finish, stored))


def _finish(stored: Mapping[str, str], parts: Mapping[str, str]) -> RenderedWhatsApp:
    values = []
    for name, text in parts.items():
        # Line ends and wide gaps are refused in parameters.
        value = " ".join(text.split())
        if not value:
            raise RenderFailed("is empty for this contact", name)
        if len(value) > _MAX_PARAMETER:
            raise RenderFailed(f"is longer than {_MAX_PARAMETER} characters", name)
        values.append(value)

    def filled(match: re.Match[str]) -> str:
        number = int(match[1])
        return values[number - 1] if 0 < number <= len(values) else match[0]

    text = _PLACE.sub(filled, stored["body"])
    return RenderedWhatsApp(stored["template"], stored["language"], tuple(values), text, SHORT_LINKS in stored)
