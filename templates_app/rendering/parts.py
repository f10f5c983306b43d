"""What the channels' renderings share: gathering what is wrong part by part, and contents of parts of plain text."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from templates_app.rendering.errors import RenderFailed, SourceError
from templates_app.rendering.liquid import LiquidTemplate, compile_liquid
from workspaces.errors import FieldError, InvalidInput

# What a version stores where the links in its text are to be shortened; versions of before have no word on it.
SHORT_LINKS = "short_links"
_TEXT_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_GAP = re.compile(r"\n{3,}")


class Rendered(Protocol):
    """What every channel's rendered form says of itself to people, in previews and tests of flows; "" for none.

    It is a dataclass; its fields are what the APIs show.
    """

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def subject(self) -> str: ...
    @property
    def html(self) -> str: ...
    @property
    def text(self) -> str: ...


class NoDocument:
    """Rendered forms that are no document of their own."""

    __slots__ = ()

    @property
    def html(self) -> str:
        """There is none."""
        return ""


class NoSubject(NoDocument):
    """Rendered forms that are text alone."""

    __slots__ = ()

    @property
    def subject(self) -> str:
        """There is none."""
        return ""


class Compiled(Protocol):
    """Content that is ready to be rendered for contact after contact."""

    @property
    def stored(self) -> Mapping[str, str]:
        """What a version keeps, and loads again without the content."""

    @property
    def variables(self) -> tuple[str, ...]:
        """What it asks of the context, as sorted paths."""

    def render(self, values: Mapping[str, object], missing: set[str] | None = None) -> Any:
        """The channel's rendered form. Raises RenderFailed."""


RenderedT = TypeVar("RenderedT", bound=Rendered, covariant=True)


@dataclass(frozen=True, slots=True)
class CompiledParts(Generic[RenderedT]):
    """Parts of plain text, by the fields of the content, ready to be rendered many times, from many threads.

    `stored` holds the parts' sources, and whatever else `finish` has bound of the content.
    """

    templates: Mapping[str, LiquidTemplate]
    stored: Mapping[str, str]
    finish: Callable[[Mapping[str, str]], RenderedT]

    @property
    def variables(self) -> tuple[str, ...]:
        """What the parts together ask of the context, as sorted paths such as `contact.first_name`."""
        return tuple(sorted(frozenset[str]().union(*(each.variables for each in self.templates.values()))))

    def render(self, values: Mapping[str, object], missing: set[str] | None = None) -> RenderedT:
        """The message for these values; names without one are added to `missing`. Raises RenderFailed with the part."""
        parts = {name: render_part(name, each, values, missing) for name, each in self.templates.items()}
        return self.finish(parts)


class Parts:
    """Gathers what is wrong, part by part, so that an author sees all of it at once."""

    def __init__(self, known: Sequence[FieldError] = ()) -> None:
        self.errors = list(known)

    @contextmanager
    def of(self, field: str) -> Iterator[None]:
        """Notes a SourceError of the block under this field, and goes on after the block."""
        try:
            yield
        except SourceError as error:
            self.errors.append(FieldError(f"content.{field}", str(error), error.code))

    def check(self, field: str, step: Callable[[], object]) -> None:
        """Runs the step and notes its SourceError under this field."""
        with self.of(field):
            step()

    def raise_if_wrong(self) -> None:
        """Raises InvalidInput naming everything that was noted."""
        if self.errors:
            raise self.invalid()

    def invalid(self) -> InvalidInput:
        """What was noted as a refusal."""
        first = self.errors[0]
        return InvalidInput(f"{first.field}: {first.message}", self.errors)


def compile_parts(sources: Mapping[str, str]) -> dict[str, LiquidTemplate]:
    """The parts of an author's content, compiled as plain text. Raises InvalidInput, naming each wrong part."""
    parts, compiled = Parts(), {}
    for name, source in sources.items():
        with parts.of(name):
            compiled[name] = compile_liquid(source, html=False)
    parts.raise_if_wrong()
    return compiled


def load_parts(stored: Mapping[str, str], names: Sequence[str]) -> dict[str, LiquidTemplate]:
    """The parts of what a version stored. Raises SourceError when they are not acceptable."""
    return {name: compile_liquid(stored[name], html=False, generated=True) for name in names if name in stored}


def render_part(field: str, template: LiquidTemplate, values: Mapping[str, object], missing: set[str] | None) -> str:
    """One part for these values. Raises RenderFailed, naming it."""
    try:
        return template.render(values, missing)
    except RenderFailed as error:
        raise error.in_field(field) from error


def tidy(text: str) -> str:
    """Text without control characters, blank ends and wide gaps."""
    # Nearly every text has neither, and finding that out this way takes a quarter of the time.
    if not text.replace("\n", "").isprintable():
        text = _TEXT_CONTROL.sub("", text)
    if "\n\n\n" in text:
        text = _GAP.sub("\n\n", text)
    return text.strip()
