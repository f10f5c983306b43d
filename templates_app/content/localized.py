"""Contents that are the same in several languages: one for everybody else, and one for each locale, each whole."""

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Any, ClassVar, Generic, TypeVar

from pydantic import StringConstraints

from templates_app.content.base import Content, ContentType, require_bounded
from templates_app.content.kept import Kept
from templates_app.rendering.locales import LOCALE, Localized, OneLanguage
from workspaces.errors import FieldError, InvalidInput

MAX_LOCALES = 30
Locale = Annotated[str, StringConstraints(pattern=LOCALE)]

ContentT = TypeVar("ContentT", bound=Content)


def within(locale: str, field: str) -> str:
    """`content.locales.de.blocks[3].url` for the same field of one language; the default one's is as it is."""
    return f"content.locales.{locale}{field.removeprefix('content')}" if locale else field


class LocalizedType(ContentType[ContentT], Generic[ContentT]):
    """A channel whose content is written in one language by `body`, and in others by its `locales`."""

    body: ClassVar[type[Content]]

    def gaps(self, content: ContentT) -> list[FieldError]:
        found = []
        for locale, body in _languages(content):
            found += [replace(gap, field=within(locale, gap.field)) for gap in self.body_gaps(body)]
        return found

    def kept(self, content: ContentT) -> list[Kept]:
        found = []
        for locale, body in _languages(content):
            found += [replace(each, field=within(locale, each.field)) for each in self.body_kept(body)]
        return found

    def compile(self, content: ContentT, *, message_type: str) -> OneLanguage[Any] | Localized[Any]:
        require_bounded(content)
        faults: list[FieldError] = []
        compiled: dict[str, OneLanguage[Any]] = {}
        for locale, body in _languages(content):
            try:
                compiled[locale] = self.compile_body(body, content, message_type)
            except InvalidInput as refused:
                faults += [replace(each, field=within(locale, each.field)) for each in refused.details]
        if faults:
            raise InvalidInput(f"{faults[0].field}: {faults[0].message}", faults)
        default = compiled.pop("")
        return Localized(default, compiled) if compiled else default

    def body_gaps(self, body: Any) -> list[FieldError]:
        """See `ContentType.gaps`, of one language."""
        return []

    def body_kept(self, body: Any) -> list[Kept]:
        """See `ContentType.kept`, of one language."""
        return []

    @abstractmethod
    def compile_body(self, body: Any, content: ContentT, message_type: str) -> OneLanguage[Any]:
        """One language; `content` has what is the same in all. Raises InvalidInput, naming fields and lines."""


def _languages(content: Any) -> Iterator[tuple[str, Any]]:
    """The default one as "", and the others."""
    yield "", content
    yield from (content.locales or {}).items()
