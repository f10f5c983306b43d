"""Which of a content's languages a contact gets: their locale's, else its language's, else the default one.

A contact's locale is the attribute `locale`, or `language` where there is none; `de_at` is as good as `de-AT`.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from templates_app.rendering.email import CompiledEmail, RenderedEmail

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


@dataclass(frozen=True, slots=True)
class LocalizedEmail:
    """An e-mail in several languages; each contact gets one of them."""

    default: CompiledEmail
    locales: Mapping[str, CompiledEmail]
    stored: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        others = {locale: dict(mail.stored) for locale, mail in self.locales.items()}
        object.__setattr__(self, "stored", {**self.default.stored, _STORED: json.dumps(others)})

    @property
    def variables(self) -> tuple[str, ...]:
        """What all of its languages together ask of the context, as sorted paths."""
        return tuple(
            sorted({*self.default.variables, *(name for mail in self.locales.values() for name in mail.variables)})
        )

    def render(self, values: Mapping[str, object], missing: set[str] | None = None) -> RenderedEmail:
        """The mail in the contact's language. Raises RenderFailed, naming the part."""
        for locale in fallbacks(locale_of(values)):
            if locale in self.locales:
                return self.locales[locale].render(values, missing)
        return self.default.render(values, missing)


def load_email(stored: Mapping[str, str]) -> CompiledEmail | LocalizedEmail:
    """What a version stored, ready to be rendered again. Raises SourceError when it is not acceptable."""
    default = CompiledEmail.load({name: source for name, source in stored.items() if name != _STORED})
    if _STORED not in stored:
        return default
    others = json.loads(stored[_STORED])
    return LocalizedEmail(default, {locale: CompiledEmail.load(parts) for locale, parts in others.items()})
