"""Telegram messages: Markdown and HTML become what Telegram knows, values stay text, buttons lead somewhere."""

from typing import Any

import pytest

from templates_app.content.channels import content_type
from templates_app.rendering import RenderFailed
from templates_app.rendering.versions import LOADERS
from workspaces.errors import InvalidInput

KIND = content_type("telegram")


def rendered(text: str, values: dict[str, object] | None = None, **more: Any) -> Any:
    compiled = KIND.compile(KIND.parse({"text": text, **more}), message_type="marketing")
    return LOADERS["telegram"](compiled.stored).render(values or {})


@pytest.mark.parametrize(
    ("source", "markup"),
    [
        ("**Hi** _there_ ~~you~~", "<b>Hi</b> <i>there</i> <s>you</s>"),
        ("a * b ** c, snake_case_name, 2 < 3 & 4", "a * b ** c, snake_case_name, 2 &lt; 3 &amp; 4"),
        ("`a **b** <c>`", "<code>a **b** &lt;c&gt;</code>"),
        (
            "[the _shop_](https://a.example/x_y_z?a=1&b=2)",
            '<a href="https://a.example/x_y_z?a=1&amp;b=2">the <i>shop</i></a>',
        ),
        ("**{{ name }}**", "<b>&lt;i&gt;Ada&lt;/i&gt; **x**</b>"),
        ("[go]({{ url }})", '<a href="https://b.example">go</a>'),
        ("{% if name %}**yes**{% endif %}", "<b>yes</b>"),
        ("<b>no element</b>", "&lt;b&gt;no element&lt;/b&gt;"),
    ],
)
def test_markdown(source: str, markup: str) -> None:
    assert rendered(source, {"name": "<i>Ada</i> **x**", "url": "https://b.example"}).markup == markup


@pytest.mark.parametrize(
    ("source", "markup"),
    [
        ("<b>Hi</b> <u>{{ name }}</u>", "<b>Hi</b> <u>A &amp; B</u>"),
        ('<p>Hi <a href="https://a.example" onclick="x()">shop</a></p>', 'Hi <a href="https://a.example">shop</a>'),
        ("<script>x()</script><i>y</i>", "<i>y</i>"),
        ('<a href="javascript:x()">z</a>', "<a>z</a>"),
    ],
)
def test_html_keeps_what_telegram_knows(source: str, markup: str) -> None:
    assert rendered(source, {"name": "A & B"}, format="html").markup == markup


def test_people_read_the_text_and_buttons() -> None:
    buttons = [{"text": "To {{ name }}", "url": "https://a.example/{{ name | url_encode }}"}]
    message = rendered("**Hi** {{ name }} & co", {"name": "<Ada>"}, buttons=buttons)
    assert (message.text, message.html, message.subject) == ("Hi <Ada> & co", "", "")
    assert [(button.text, button.url) for button in message.buttons] == [("To <Ada>", "https://a.example/%3CAda%3E")]


@pytest.mark.parametrize("url", ["javascript:x()", "", "a.example", "https://a.example/x y"])
def test_a_button_that_leads_nowhere_is_no_message(url: str) -> None:
    with pytest.raises(RenderFailed, match="buttons"):
        rendered("Hi", {"url": url}, buttons=[{"text": "x", "url": "{{ url }}"}])


@pytest.mark.parametrize("text", ["{{ a }}", "{{ b }}"])
def test_empty_and_too_long_messages_are_not_made(text: str) -> None:
    with pytest.raises(RenderFailed, match="text"):
        rendered(text, {"a": " ", "b": "x" * 4_097})


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ({"text": "{{ a | nope }}"}, "content.text"),
        ({"text": "[x](ftp://a.example)"}, "content.text"),
        ({"text": "x", "buttons": [{"text": "a", "url": "{{ b | nope }}"}]}, "content.buttons[0].url"),
        ({"text": "x", "buttons": [{"text": "a"}]}, "content.buttons[0].url"),
        ({"text": "x", "format": "rtf"}, "content.format"),
    ],
)
def test_what_is_refused_names_the_field(content: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        KIND.compile(KIND.parse(content), message_type="marketing")
    assert [detail.field for detail in caught.value.details] == [field]
