"""A text message: one part of plain text, with the way out of marketing at its end."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from templates_app.rendering.errors import RenderFailed
from templates_app.rendering.parts import CompiledParts, NoSubject, compile_parts, load_parts, tidy
from templates_app.rendering.segments import SegmentCount, count_segments

MAX_CHARACTERS = 1_600
# In capitals, as providers ask for it: "don't stop" is no way out.
_WAY_OUT = re.compile(r"\b(?:STOP|STOPALL|UNSUBSCRIBE|OPT[ -]?OUT)\b")
_LINK = "unsubscribe_url"


@dataclass(frozen=True, slots=True)
class RenderedSms(NoSubject):
    """One contact's text message, and in how many segments it travels."""

    text: str
    count: SegmentCount


def compile_sms(text: str, *, opt_out: str) -> CompiledParts[RenderedSms]:
    """The message; with `opt_out`, these words follow where the text names no way out. Raises InvalidInput."""
    [template] = compile_parts({"text": text}).values()
    if opt_out and not _WAY_OUT.search(text) and _LINK not in template.variables and opt_out not in text:
        text = f"{text.rstrip()}\n{opt_out}"
    return load_sms({"text": text})


def load_sms(stored: Mapping[str, str]) -> CompiledParts[RenderedSms]:
    """From the source that an earlier compilation stored. Raises SourceError when it is not acceptable."""
    return CompiledParts(load_parts(stored, ("text",)), stored, _finish)


def _finish(parts: Mapping[str, str]) -> RenderedSms:
    text = tidy(parts["text"])
    if not text:
        raise RenderFailed("is empty for this contact", "text")
    if len(text) > MAX_CHARACTERS:
        raise RenderFailed(f"is longer than {MAX_CHARACTERS} characters", "text")
    return RenderedSms(text, count_segments(text))
