"""Which of a content's languages a contact gets: their locale's, else its language's, else the default one.

A contact's locale is the attribute `locale`, or `language` where there is none; `de_at` is as good as `de-AT`.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from templates_app.rendering.email import CompiledEmail, RenderedEmail
from templates_app.rendering.parts import Compiled, Rendered

LOCALE = r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2}|-[0-9]{3})?$"
_PARTS = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|[0-9]{3}))?(?:[.@].*)?")
_STORED = "locales"


def fallbacks(locale: object) -> tuple[str, ...]:
    """What to look for, the best first: ("de-AT", "de") for `de_at`; nothing for what is no locale."""
    match = _PARTS.fullmatch(locale.strip()) if isinstance(locale, str) else None
    if match is None:
        return ()
    language, script, region = match[1].lower(), (match[2] or "").title(), (match[3] or "").upper()
    candidates = (
        "-".join(part for part in (language, script, region) if part),
        "-".join(part for part in (language, region) if part),
        language,
    )
    return tuple(dict.fromkeys(candidates))


def locale_of(values: Mapping[str, object]) -> object:
    """The contact's locale in the values of a message; None where nothing is known of it."""
    contact = values.get("contact")
    if not isinstance(contact, Mapping):
        return None
    return contact.get("locale") or contact.get("language")


RenderedT = TypeVar("RenderedT", bound=Rendered, covariant=True)


class OneLanguage(Compiled, Protocol[RenderedT]):
    """Content in one language, ready to be rendered."""

    def render(self, values: Mapping[str, object], missing: set[str] | None = None) -> RenderedT:
        """See `Compiled.render`."""


@dataclass(frozen=True, slots=True)
class Localized(Generic[RenderedT]):
    """Content in several languages; each contact gets one of them."""

    default: OneLanguage[RenderedT]
    locales: Mapping[str, OneLanguage[RenderedT]]
    stored: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        others = {locale: dict(each.stored) for locale, each in self.locales.items()}
        object.__setattr__(self, "stored", {**self.default.stored, _STORED: json.dumps(others)})

    @property
    def variables(self) -> tuple[str, ...]:
        """What all of its languages together ask of the context, as sorted paths."""
        return tuple(
            sorted({*self.default.variables, *(name for each in self.locales.values() for name in each.variables)})
        )

    def spoken(self, locale: object) -> OneLanguage[RenderedT]:
        """What a contact of this locale gets."""
        for each in fallbacks(locale):
            if each in self.locales:
                return self.locales[each]
        return self.default

    def render(self, values: Mapping[str, object], missing: set[str] | None = None) -> RenderedT:
        """The message in the contact's language. Raises RenderFailed, naming the part."""
        return self.spoken(locale_of(values)).render(values, missing)


def stored_for(compiled: Compiled, attributes: Mapping[str, object]) -> Mapping[str, str]:
    """The sources of what a contact with these attributes gets."""
    if isinstance(compiled, Localized):
        return compiled.spoken(locale_of({"contact": attributes})).stored
    return compiled.stored


def load_localized(
    load: Callable[[Mapping[str, str]], OneLanguage[RenderedT]], stored: Mapping[str, str]
) -> OneLanguage[RenderedT] | Localized[RenderedT]:
    """What a version stored, ready to be rendered again, each language by `load`. Raises SourceError when it is not
    acceptable."""
    default = load({name: source for name, source in stored.items() if name != _STORED})
    if _STORED not in stored:
        return default
    return Localized(default, {locale: load(parts) for locale, parts in json.loads(stored[_STORED]).items()})


def load_email(stored: Mapping[str, str]) -> OneLanguage[RenderedEmail] | Localized[RenderedEmail]:
    """The same of an e-mail."""
    return load_localized(CompiledEmail.load, stored)
