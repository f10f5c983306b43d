"""What every channel's content type offers: a schema, and compilation. The list of types is `channels.py`."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, ClassVar, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from templates_app.checks.base import Finding
from templates_app.content.kept import Kept
from templates_app.rendering.limits import MAX_TAGS_TOGETHER, MAX_TOGETHER
from templates_app.rendering.parts import Compiled
from workspaces.errors import FieldError, InvalidInput


class Content(BaseModel):
    """Base of the content models: unknown fields are refused, what was parsed does not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @field_validator("*", mode="after")
    @classmethod
    def _without_nul(cls, value: object) -> object:
        if isinstance(value, str) and "\x00" in value:
            raise ValueError("must not contain a NUL character")  # PostgreSQL cannot keep one in JSON
        return value


ShortLinks = Annotated[
    bool,
    Field(
        title="Shorten links and count clicks",
        description="Web addresses become short links of this installation, as long as the campaign counts clicks.",
    ),
]
ContentT = TypeVar("ContentT", bound=Content)


class ContentType(ABC, Generic[ContentT]):
    """One channel's content: how it is written and how it compiles."""

    channel: ClassVar[str]
    model: type[ContentT]
    # Whether the channel's providers keep and approve templates themselves; then `kept` says which.
    keeps: ClassVar[bool] = False

    def parse(self, data: object, *, path: str = "content") -> ContentT:
        """The content of a plain document. Raises InvalidInput, naming every wrong field below `path`."""
        try:
            return self.model.model_validate(data)
        except ValidationError as error:
            details = [_field_error(path, data, problem) for problem in error.errors(include_url=False)]
            raise InvalidInput(f"{details[0].field}: {details[0].message}", details) from error

    def schema(self) -> dict[str, Any]:
        """The JSON Schema of the content."""
        return self.model.model_json_schema()

    def gaps(self, content: ContentT) -> list[FieldError]:
        """What is still to be filled in before it may be published; a draft and its preview may have gaps."""
        return []

    def kept(self, content: ContentT) -> list[Kept]:
        """The templates of its provider that it sends, of channels whose providers keep templates."""
        return []

    def findings(self, rendered: Any, *, message_type: str) -> list[Finding]:
        """What its author should look at in a rendered message."""
        return []

    @abstractmethod
    def compile(self, content: ContentT, *, message_type: str) -> Compiled:
        """Checks everything that the schema cannot. Raises InvalidInput, naming fields and lines."""


def require_bounded(content: Content, *, path: str = "content") -> None:
    """Raises InvalidInput where all texts together are more than may be compiled, before any of them is."""
    length = tags = 0
    for text in _texts(content.model_dump()):
        length += len(text)
        tags += text.count("{{") + text.count("{%")
    if length > MAX_TOGETHER:
        raise InvalidInput.of(path, f"is too long: at most {MAX_TOGETHER:,} characters together", "too_long")
    if tags > MAX_TAGS_TOGETHER:
        raise InvalidInput.of(path, f"has more than {MAX_TAGS_TOGETHER:,} Liquid tags together", "too_complex")


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)


def _field_error(path: str, data: object, problem: Mapping[str, Any]) -> FieldError:
    field = path + _place(problem["loc"], data)
    if problem["type"] == "extra_forbidden":
        return FieldError(field, "unknown field", "unknown_field")
    message = problem["msg"].removeprefix("Value error, ")
    return FieldError(field, message, "required" if problem["type"] == "missing" else "invalid")


def _place(loc: Sequence[str | int], data: object) -> str:
    """`.blocks[3].url` for ("blocks", 3, "button", "url"): the kind of a list's item is no part of its path."""
    written, value, after_index = "", data, False
    for part in loc:
        if after_index and isinstance(value, Mapping) and value.get("type") == part:
            after_index = False
            continue
        written += f"[{part}]" if isinstance(part, int) else f".{part}"
        after_index = isinstance(part, int)
        try:
            value = value[part]  # type: ignore[index]  # whatever has no such part ends the walk
        except (KeyError, IndexError, TypeError):
            value = None
    return written
