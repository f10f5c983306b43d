"""A text message: one part of plain text, with the way out of marketing at its end."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from templates_app.rendering.errors import RenderFailed
from templates_app.rendering.parts import SHORT_LINKS, CompiledParts, NoSubject, compile_parts, load_parts, tidy
from templates_app.rendering.segments import SegmentCount, count_segments
from workspaces.short_links import stand_in, with_short_links

MAX_CHARACTERS = 1_600
# In capitals, as providers ask for it: "don't stop" is no way out.
_WAY_OUT = re.compile(r"\b(?:STOP|STOPALL|UNSUBSCRIBE|OPT[ -]?OUT)\b")
_LINK = "unsubscribe_url"


@dataclass(frozen=True, slots=True)
class RenderedSms(NoSubject):
    """One contact's text message, and in how many segments it travels; `short_links`: with its links shortened."""

    text: str
    count: SegmentCount
    short_links: bool = False


def compile_sms(text: str, *, opt_out: str, short_links: bool = False) -> CompiledParts[RenderedSms]:
    """The message; with `opt_out`, these words follow where the text names no way out. Raises InvalidInput."""
    [template] = compile_parts({"text": text}).values()
    if opt_out and not _WAY_OUT.search(text) and _LINK not in template.variables and opt_out not in text:
        text = f"{text.rstrip()}\n{opt_out}"
    return load_sms({"text": text} | ({SHORT_LINKS: "yes"} if short_links else {}))


def load_sms(stored: Mapping[str, str]) -> CompiledParts[RenderedSms]:
    """From the source that an earlier compilation stored. Raises SourceError when it is not acceptable."""
    return CompiledParts(load_parts(stored, ("text",)), stored, partial(_finish, SHORT_LINKS in stored))


def _finish(short_links: bool, parts: Mapping[str, str]) -> RenderedSms:
    text = tidy(parts["text"])
    if not text:
        raise RenderFailed("is empty for this contact", "text")
    if len(text) > MAX_CHARACTERS:
        raise RenderFailed(f"is longer than {MAX_CHARACTERS} characters", "text")
    # Counted as it goes out: with short links in place of the addresses.
    counted = with_short_links(text, stand_in) if short_links else text
    return RenderedSms(text, count_segments(counted), short_links)
