"""The form of a template that is a few fields: what it shows of what is stored or was filled in, and what it yields.

What is pressed in it besides saving ("acts") changes what stands in it and nothing else: another language, one less, a
template of the provider taken over.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.http import QueryDict
from django.utils.translation import get_language_info

from frontend.schema_forms import FormField, faults_of, schema_fields, schema_values, stored_values, with_faults
from messaging.kept_components import taken_over
from messaging.models import ProviderTemplate
from messaging.selectors.provider_templates import templates_to_choose
from templates_app.content.channels import content_type
from templates_app.content.localized import LocalizedType
from templates_app.models import Template
from templates_app.rendering.locales import fallbacks
from workspaces.channels import MessageType
from workspaces.errors import DomainError

CONTENT = "content"
ACTS = frozenset({"take", "add", "remove", "test"})
_PLAIN = (bool, int, str)
_NOTED = frozenset({"pending", "approved", "rejected", "paused"})


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in the form: the template's own fields and its content, checked by nobody yet."""

    name: str
    message_type: str
    content: dict[str, Any]
    fault: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written yet; switches are no writing."""
        return not any(value for value in self.content.values() if not isinstance(value, bool))

    @property
    def values(self) -> dict[str, Any]:
        """As the services take them."""
        return {"name": self.name, "message_type": self.message_type, "content": self.content}


@dataclass(frozen=True, slots=True)
class LanguagePart:
    """The fields of one language; "" is the default one, and `chosen` what of the provider's templates it sends."""

    locale: str
    name: str
    fields: list[FormField] = field(default_factory=list)
    chosen: tuple[str, str] = ("", "")


def act_of(data: QueryDict) -> tuple[str, str]:
    """("remove", "de") for the button that was pressed; ("", "") where it is none of ACTS."""
    act, _, locale = data.get("action", "").partition(":")
    return (act, locale) if act in ACTS else ("", "")


def written_of(data: QueryDict, template: Template) -> Written:
    """What was filled in, with what the pressed act makes of it."""
    kind = _kind(template)
    content = schema_values(data, CONTENT, kind.model)
    locales = {locale: schema_values(data, _prefix(locale), kind.body) for locale in data.getlist("locale")}
    act, which = act_of(data)
    fault = ""
    if act == "take":
        (locales.get(which, {}) if which else content).update(_taken(template, data.get(f"kept:{which}", "")))
    elif act == "remove":
        locales.pop(which, None)
    elif act == "add":
        fault = _add(locales, content, kind, data.get("new_locale", ""))
    if locales:
        content["locales"] = locales
    return Written(data.get("name", ""), data.get("message_type", MessageType.MARKETING), content, fault)


def stored_of(template: Template) -> Written:
    """What is stored."""
    return Written(template.name, template.message_type, dict(template.content or {}))


def parts_of(
    template: Template, written: Written, error: DomainError | None, raw: Mapping[str, str] | None = None
) -> list[LanguagePart]:
    """The fields, language by language; `raw` is shown as typed, as what is wrong can't be read from the content."""
    kind, faults = _kind(template), faults_of(error)
    others = written.content.get("locales") or {}
    parts = []
    for locale, body in {"": written.content, **others}.items():
        model, prefix = (kind.body, _prefix(locale)) if locale else (kind.model, CONTENT)
        # What a draft says nothing of is sent as it is by default, and so it stands in the form.
        defaults = {name: each.default for name, each in model.model_fields.items() if isinstance(each.default, _PLAIN)}
        shown = dict(raw or {}) | stored_values(model, prefix, defaults | body)
        fields = schema_fields(model, prefix, partial(_shown, shown), fresh=raw is None and written.is_empty)
        chosen = (str(body.get("template", "")), str(body.get("language", "")))
        parts.append(LanguagePart(locale, language_name(locale) if locale else "", with_faults(fields, faults), chosen))
    return parts


def kept_choices(template: Template) -> list[ProviderTemplate]:
    """The templates that the channel's providers keep, to choose from; none where they keep none."""
    return templates_to_choose(template.workspace_id, template.channel) if _kind(template).keeps else []


def language_name(locale: str) -> str:
    """In English where it is known, such as "German" for `de`; else as it is written."""
    try:
        return str(get_language_info(locale.lower())["name"])
    except KeyError:
        return locale


def fault_in_words(template: Template, error: DomainError) -> str:
    """What keeps it from being shown, said of the field as the form calls it."""
    if not error.details:
        return error.message
    fault = error.details[0]
    path = fault.field.removeprefix(f"{CONTENT}.")
    name, _, rest = path.partition("[")
    title = _kind(template).body.model_json_schema()["properties"].get(name, {}).get("title", name)
    line = f", line {int(rest.partition(']')[0]) + 1}" if rest else ""
    return f"“{title}”{line}: {fault.message.removeprefix(f'{path}: ')}"


def _shown(values: Mapping[str, str], name: str) -> str:
    return values.get(name, "")


def _kind(template: Template) -> LocalizedType[Any]:
    kind = content_type(template.channel)
    if not isinstance(kind, LocalizedType):
        raise TypeError(f"{template.channel} has no languages")
    return kind


def _prefix(locale: str) -> str:
    return f"{CONTENT}.locales.{locale}"


def _add(locales: dict[str, Any], content: Mapping[str, Any], kind: LocalizedType[Any], typed: str) -> str:
    """Adds a language as a copy of the default one; what is wrong with what was typed."""
    found = fallbacks(typed)
    if not found:
        return "Write the language as de, or de-AT for one of a country."
    if found[0] in locales:
        return f"{language_name(found[0])} is there already."
    locales[found[0]] = {name: value for name, value in content.items() if name in kind.body.model_fields}
    return ""


def _taken(template: Template, key: str) -> dict[str, Any]:
    """What a content says of the chosen one; nothing where there is no such one."""
    chosen = next((each for each in kept_choices(template) if str(each.pk) == key), None)
    if chosen is None:
        return {}
    return {
        "template": chosen.name,
        "language": chosen.language,
        "body": chosen.body,
        "approval": chosen.state if chosen.state in _NOTED else "rejected",
        **taken_over(chosen.components),
    }
