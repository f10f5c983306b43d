"""Every channel's content in several languages: checked, stored, loaded and rendered in the contact's."""

from typing import Any

import pytest

from templates_app.content.channels import CONTENT_TYPES, content_type
from templates_app.content.localized import LocalizedType
from templates_app.rendering.versions import LOADERS
from workspaces.errors import InvalidInput

# Of each channel: the default content, a language of it, and where its words are.
CONTENTS: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "email": (
        {"subject": "Hi {{ a }}", "html": "<p>x</p>"},
        {"subject": "Hallo {{ b }}", "html": "<p>y</p>"},
        "subject",
    ),
    "sms": ({"text": "Hi {{ a }}"}, {"text": "Hallo {{ b }}", "opt_out": "STOP sagt nein"}, "text"),
    "whatsapp": (
        {"template": "hi", "body": "Hi {{1}}", "parameters": ["x{{ a }}"], "approval": "approved"},
        {"template": "hi", "language": "de", "body": "Hallo {{1}}", "parameters": ["y{{ b }}"], "approval": "approved"},
        "text",
    ),
    "telegram": ({"text": "Hi {{ a }}"}, {"text": "Hallo {{ b }}", "buttons": []}, "text"),
    "push": ({"title": "Hi {{ a }}", "body": "x"}, {"title": "Hallo {{ b }}", "body": "y"}, "title"),
    "onsite": ({"title": "Hi {{ a }}", "placement": "modal"}, {"title": "Hallo {{ b }}"}, "title"),
}


@pytest.mark.parametrize("channel", sorted(CONTENT_TYPES))
def test_a_contact_gets_their_language_from_memory_and_from_a_version(channel: str) -> None:
    default, german, place = CONTENTS[channel]
    kind = content_type(channel)
    compiled: Any = kind.compile(kind.parse({**default, "locales": {"de": german}}), message_type="marketing")
    assert {"a", "b"} <= set(compiled.variables)
    for each in (compiled, LOADERS[channel](compiled.stored)):
        for locale, word in (("de-AT", "Hallo"), ("fr", "Hi"), (None, "Hi")):
            values = {"contact": {"locale": locale}, "unsubscribe_url": "#"}
            assert getattr(each.render(values), place).startswith(word)
    assert LOADERS[channel](compiled.stored).stored == compiled.stored


@pytest.mark.parametrize("channel", sorted(CONTENT_TYPES))
def test_what_is_wrong_is_named_in_its_language(channel: str) -> None:
    default, german, place = CONTENTS[channel]
    kind = content_type(channel)
    assert isinstance(kind, LocalizedType)
    broken = {name: "{% if x %}" if name == place else value for name, value in german.items()}
    if channel == "whatsapp":
        broken = {**german, "parameters": ["{% if x %}"]}
    with pytest.raises(InvalidInput) as refused:
        kind.compile(kind.parse({**default, "locales": {"de": broken}}), message_type="marketing")
    assert {each.field.split("[")[0] for each in refused.value.details} == {
        f"content.locales.de.{'parameters' if channel == 'whatsapp' else place}"
    }
    with pytest.raises(InvalidInput):
        kind.parse({**default, "locales": {"german": german}})


def test_what_is_the_same_in_all_languages_is_the_defaults() -> None:
    onsite, sms = content_type("onsite"), content_type("sms")
    default, german, _ = CONTENTS["onsite"]
    made: Any = onsite.compile(onsite.parse({**default, "locales": {"de": german}}), message_type="marketing")
    assert made.render({"contact": {"locale": "de"}}).placement == "modal"
    default, german, _ = CONTENTS["sms"]
    content = {**default, "short_links": False, "locales": {"de": german}}
    made = sms.compile(sms.parse(content), message_type="marketing")
    shown = made.render({"contact": {"locale": "de"}})
    assert (shown.short_links, shown.text.split("\n")[-1]) == (False, "STOP sagt nein")


def test_each_languages_template_at_the_provider_is_checked() -> None:
    kind = content_type("whatsapp")
    default, german, _ = CONTENTS["whatsapp"]
    content = kind.parse({**default, "locales": {"de": {**german, "approval": "pending"}}})
    assert [(each.field, each.language) for each in kind.kept(content)] == [
        ("content", "en_US"),
        ("content.locales.de", "de"),
    ]
    assert [gap.field for gap in kind.gaps(content)] == ["content.locales.de.approval"]
