"""Text messages: the way out of marketing, and what is refused."""

from typing import Any

import pytest

from templates_app.content.channels import content_type
from templates_app.rendering import RenderFailed
from templates_app.rendering.versions import LOADERS
from workspaces.errors import InvalidInput

SMS = content_type("sms")


def rendered(text: str, values: dict[str, object] | None = None, message_type: str = "marketing", **more: Any) -> Any:
    compiled = SMS.compile(SMS.parse({"text": text, **more}), message_type=message_type)
    return LOADERS["sms"](compiled.stored).render(values or {})


@pytest.mark.parametrize(
    ("text", "more", "sent"),
    [
        ("20 % off", {}, "20 % off\nReply STOP to opt out"),
        ("Don't stop now", {}, "Don't stop now\nReply STOP to opt out"),
        ("20 % off. Text STOP to end", {}, "20 % off. Text STOP to end"),
        ("20 % off {{ unsubscribe_url }}", {}, "20 % off https://u.example"),
        ("20 % Rabatt", {"opt_out": "Abmelden: STOPP"}, "20 % Rabatt\nAbmelden: STOPP"),
        ("20 % Rabatt. Abmelden: STOPP", {"opt_out": "Abmelden: STOPP"}, "20 % Rabatt. Abmelden: STOPP"),
        ("20 % off", {"opt_out": " "}, "20 % off\nReply STOP to opt out"),
    ],
)
def test_marketing_names_a_way_out(text: str, more: dict[str, str], sent: str) -> None:
    assert rendered(text, {"unsubscribe_url": "https://u.example"}, **more).text == sent


def test_transactional_messages_stay_as_they_are() -> None:
    message = rendered("Your code is {{ trigger.code }}", {"trigger": {"code": 123}}, "transactional")
    assert (message.text, message.count.segments, message.html, message.subject) == ("Your code is 123", 1, "", "")


def test_control_characters_and_blank_ends_are_left_out() -> None:
    assert rendered("{{ a }}", {"a": " x\x07\x00y\n\n\n\nz \r"}, "transactional").text == "xy\n\nz"


def test_variables_are_known() -> None:
    compiled = SMS.compile(SMS.parse({"text": "{{ contact.plan }} {{ firstName }}"}), message_type="transactional")
    assert compiled.variables == ("contact.plan", "firstName")


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ({}, "content.text"),
        ({"text": ""}, "content.text"),
        ({"text": "{{ a | nope }}"}, "content.text"),
        ({"text": "x", "opt_out": "{{ a }}"}, "content.opt_out"),
        ({"text": "x", "subject": "y"}, "content.subject"),
    ],
)
def test_what_is_refused_names_the_field(content: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        SMS.compile(SMS.parse(content), message_type="marketing")
    assert [detail.field for detail in caught.value.details] == [field]


@pytest.mark.parametrize("value", ["", "x" * 1_700])
def test_a_message_that_cannot_be_sent_is_not_made(value: str) -> None:
    with pytest.raises(RenderFailed):
        rendered("{{ a }}", {"a": value}, "transactional")
