"""What every block offers, and what all of them share: the colours and fonts that they are written with."""

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from templates_app.content.base import Content
from templates_app.content.blocks.theme import Theme
from templates_app.rendering.errors import SourceError
from templates_app.rendering.liquid import compile_liquid
from templates_app.rendering.scan import Hidden
from workspaces.channels import MessageType
from workspaces.errors import FieldError


@dataclass(frozen=True, slots=True)
class Setting:
    """What a block is written for: the mail's theme, and the type of message that it stands in."""

    theme: Theme
    message_type: str

    @property
    def is_marketing(self) -> bool:
        return self.message_type == MessageType.MARKETING


class Part(Content):
    """A block, or a part of one: knows what is wrong with itself beyond what its schema can say."""

    def parts(self) -> Iterator[tuple[str, "Part"]]:
        """What it is made of, each with its path."""
        yield from ()

    def faults(self, path: str) -> Iterator[FieldError]:
        """Whatever keeps it from being compiled: Liquid that does not parse within its field."""
        for name in type(self).model_fields:
            value = getattr(self, name)
            if isinstance(value, str):
                try:
                    Hidden(value)
                    compile_liquid(value, html=True)
                except SourceError as error:
                    yield FieldError(f"{path}.{name}", str(error), error.code)
        for below, part in self.parts():
            yield from part.faults(f"{path}.{below}")

    def gaps(self, path: str) -> Iterator[FieldError]:
        """Whatever is still to be filled in before it may be sent; a draft and its preview may have gaps."""
        for below, part in self.parts():
            yield from part.gaps(f"{path}.{below}")


class Block(Part):
    """One block. `type` is a literal in each of them."""

    label: ClassVar[str]
    # Written inside a column. Otherwise it is a row (or several) of its own.
    in_column: ClassVar[bool] = True

    @abstractmethod
    def to_mjml(self, setting: Setting) -> str:
        """Its elements: those of a column, or of the body. Raises SourceError."""

    @property
    def is_row(self) -> bool:
        """Whether it is written as rows of the body."""
        return not self.in_column


def gap(path: str, message: str) -> FieldError:
    """Something that is still to be filled in."""
    return FieldError(path, message, "unfinished")
