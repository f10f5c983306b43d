"""Messages in websites: what is needed, what is cleaned away, and what is no message."""

from typing import Any

import pytest

from templates_app.content.channels import content_type
from templates_app.rendering import RenderFailed
from templates_app.rendering.versions import LOADERS
from workspaces.errors import InvalidInput

KIND = content_type("onsite")
CONTENT = {"title": "Hi {{ a }}", "html": "<p>News for <b>{{ a }}</b></p>"}


def rendered(values: dict[str, object], **changes: Any) -> Any:
    compiled = KIND.compile(KIND.parse(CONTENT | changes), message_type="marketing")
    return LOADERS["onsite"](compiled.stored).render(values)


def test_title_text_link_and_where_it_stands() -> None:
    message = rendered({"a": "Ada & Bob"}, url="/orders/{{ a | url_encode }}", placement="banner", hours=5, button="Go")
    assert (message.title, message.html) == ("Hi Ada & Bob", "<p>News for <b>Ada &amp; Bob</b></p>")
    assert (message.url, message.button) == ("/orders/Ada+%26+Bob", "Go")
    assert (message.placement, message.hours) == ("banner", 5)
    assert (message.subject, message.text.strip()) == ("Hi Ada & Bob", "News for Ada & Bob")


def test_what_is_left_out_has_its_usual_value() -> None:
    message = rendered({"a": "x"}, html="")
    assert (message.placement, message.html, message.url, message.hours) == ("feed", "", "", 720)


@pytest.mark.parametrize(
    ("html", "left"),
    [
        ('<p style="position:fixed" class="x" id="y">a</p>', "<p>a</p>"),
        ("<style>p{}</style><p>a</p>", "<p>a</p>"),
        (
            '<a href="https://a.example/?b=1&amp;c" target="_top">a</a>',
            '<a href="https://a.example/?b=1&amp;c" rel="noopener">a</a>',
        ),
        ('<img src="https://a.example/i.png" alt="i" srcset="x">', '<img src="https://a.example/i.png" alt="i">'),
        ("<button>a</button><input><video></video>", "a"),
    ],
)
def test_what_stands_in_a_page_is_cleaned(html: str, left: str) -> None:
    assert rendered({"a": "x"}, html=html).html == left


@pytest.mark.parametrize(
    "value",
    ["<script>x()</script>", "<img src=x onerror=x()>", "</b><iframe src=//a.example>", "<a href='javascript:x()'>"],
)
def test_values_of_contacts_stay_text(value: str) -> None:
    html = rendered({"a": value}).html
    assert html.startswith("<p>News for <b>&lt;")
    assert html.count("<") == 4


def test_an_address_of_a_contact_leads_nowhere_active() -> None:
    html = '<a href="{{ a }}">x</a>'
    assert "javascript" not in rendered({"a": "javascript:x()"}, html=html).html
    assert 'href="https://b.example"' in rendered({"a": "https://b.example"}, html=html).html


@pytest.mark.parametrize(
    ("changes", "values"),
    [
        ({"title": "{{ none }}"}, {}),
        ({"title": "{{ long }}"}, {"long": "x" * 201}),
        ({"url": "{{ a }}"}, {"a": "http://a.example"}),
        ({"url": "{{ a }}"}, {"a": "//a.example"}),
        ({"url": "{{ a }}"}, {"a": "javascript:x()"}),
        ({"html": "{{ long }}"}, {"long": "x" * 20_001}),
    ],
)
def test_what_is_no_message_for_a_contact(changes: dict[str, str], values: dict[str, object]) -> None:
    with pytest.raises(RenderFailed):
        rendered({"a": "x", **values}, **changes)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "content.title"),
        ({"html": "<p>\n<script>x()</script>"}, "content.html"),
        ({"html": '<p onclick="x()">'}, "content.html"),
        ({"html": '<a href="data:text/html,x">a</a>'}, "content.html"),
        ({"html": "{{ a | nope }}"}, "content.html"),
        ({"placement": "popup"}, "content.placement"),
        ({"hours": 0}, "content.hours"),
        ({"icon": "x"}, "content.icon"),
    ],
)
def test_what_is_refused_names_the_field(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        KIND.compile(KIND.parse(CONTENT | changes), message_type="marketing")
    assert [detail.field for detail in caught.value.details] == [field]
