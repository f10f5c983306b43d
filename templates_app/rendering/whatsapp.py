"""A WhatsApp message: what stands in the places of an approved template, for one contact."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from templates_app.rendering.errors import RenderFailed
from templates_app.rendering.parts import SHORT_LINKS, CompiledParts, NoSubject, compile_parts, load_parts
from templates_app.rendering.whatsapp_places import MEDIA, fill_in, places_in

_MAX_PARAMETER, _MAX_ADDRESS, _MAX_FILENAME = 1_024, 2_000, 240
# What holds Liquid; everything else of what is stored is as its author wrote it.
_LIQUID = re.compile(r"parameters\[\d+\]|header|filename|button_values\[\d+\]\.value")
_ADDRESS = re.compile(r"https?://[^\s<>\"]+")


@dataclass(frozen=True, slots=True)
class RenderedHeader:
    """What stands in the header: `value` is the address of its `format` image, video or document, or of `text` what
    stands in its place, called `name` where places have names."""

    format: str
    value: str
    name: str = ""
    filename: str = ""


@dataclass(frozen=True, slots=True)
class RenderedButtonValue:
    """What the place at the end of a button's address becomes; `button` counts all of the template's from 1."""

    button: int
    value: str


@dataclass(frozen=True, slots=True)
class RenderedWhatsApp(NoSubject):
    """One contact's message: the template's name and language, what stands in its places, and the text that they make.

    `names` are those of the parameters where the template's places have names.
    """

    template: str
    language: str
    parameters: tuple[str, ...]
    text: str
    short_links: bool = False
    names: tuple[str, ...] = ()
    header: RenderedHeader | None = None
    button_values: tuple[RenderedButtonValue, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatsAppSource:
    """A message as it is written in one language; `header_format` is "" where there is no header."""

    template: str
    language: str
    body: str
    parameters: Sequence[str]
    header_format: str = ""
    header_text: str = ""
    header: str = ""
    filename: str = ""
    button_values: Sequence[tuple[int, str]] = ()
    short_links: bool = False

    @property
    def stored(self) -> dict[str, str]:
        """What a version keeps of it; nothing that is empty."""
        texts = {"template": self.template, "language": self.language, "body": self.body}
        texts |= {"header_format": self.header_format, "header_text": self.header_text}
        texts |= {"header": self.header, "filename": self.filename, SHORT_LINKS: "yes" if self.short_links else ""}
        texts |= {f"parameters[{number}]": text for number, text in enumerate(self.parameters)}
        for number, (button, text) in enumerate(self.button_values):
            texts |= {f"button_values[{number}].button": str(button), f"button_values[{number}].value": text}
        return {name: text for name, text in texts.items() if text}


def compile_whatsapp(source: WhatsAppSource) -> CompiledParts[RenderedWhatsApp]:
    """The message with Liquid in what fills its places. Raises InvalidInput, naming each wrong one."""
    stored = source.stored
    compile_parts({name: text for name, text in stored.items() if _LIQUID.fullmatch(name)})
    return load_whatsapp(stored)


def load_whatsapp(stored: Mapping[str, str]) -> CompiledParts[RenderedWhatsApp]:
    """From what an earlier compilation stored. Raises SourceError when it is not acceptable."""
    names = [name for name in stored if _LIQUID.fullmatch(name)]
    return CompiledParts(load_parts(stored, names), stored, partial(_finish, stored))


def _finish(stored: Mapping[str, str], parts: Mapping[str, str]) -> RenderedWhatsApp:
    values = tuple(_value(name, text, _MAX_PARAMETER) for name, text in parts.items() if name.startswith("parameters["))
    names = places_in(stored["body"])
    header = _header(stored, parts)
    above = _above(stored, header)
    body = fill_in(stored["body"], dict(zip(names, values, strict=False)))
    return RenderedWhatsApp(
        stored["template"],
        stored["language"],
        values,
        f"{above}\n{body}" if above else body,
        SHORT_LINKS in stored,
        tuple(names) if any(not name.isdecimal() for name in names) else (),
        header,
        tuple(
            RenderedButtonValue(int(stored[f"{name.removesuffix('.value')}.button"]), _value(name, text, _MAX_ADDRESS))
            for name, text in parts.items()
            if name.startswith("button_values[")
        ),
    )


def _header(stored: Mapping[str, str], parts: Mapping[str, str]) -> RenderedHeader | None:
    """None where nothing of it is to be filled."""
    if "header" not in parts:
        return None
    kind = stored.get("header_format", "")
    value = _value("header", parts["header"], _MAX_ADDRESS if kind in MEDIA else _MAX_PARAMETER)
    if kind not in MEDIA:
        name = next((name for name in places_in(stored.get("header_text", "")) if not name.isdecimal()), "")
        return RenderedHeader(kind, value, name)
    if not _ADDRESS.fullmatch(value):
        raise RenderFailed("is no address that begins with https://", "header")
    filename = _value("filename", parts["filename"], _MAX_FILENAME) if "filename" in parts else ""
    return RenderedHeader(kind, value, "", filename)


def _above(stored: Mapping[str, str], header: RenderedHeader | None) -> str:
    """The header as people read it; of media what kind it is."""
    kind, text = stored.get("header_format", ""), stored.get("header_text", "")
    if kind in MEDIA:
        return f"[{header.filename or kind}]" if header else f"[{kind}]"
    return fill_in(text, dict.fromkeys(places_in(text), header.value)) if header else text


def _value(name: str, text: str, most: int) -> str:
    # Line ends and wide gaps are refused in parameters.
    value = " ".join(text.split())
    if not value:
        raise RenderFailed("is empty for this contact", name)
    if len(value) > most:
        raise RenderFailed(f"is longer than {most} characters", name)
    return value
