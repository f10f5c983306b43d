"""Push messages: what is needed, what may be left out, and what is no message."""

from typing import Any

import pytest

from templates_app.content.channels import content_type
from templates_app.rendering import RenderFailed
from templates_app.rendering.versions import LOADERS
from workspaces.errors import InvalidInput

KIND = content_type("push")
CONTENT = {"title": "Hi {{ a }}", "body": "News\nof today"}


def rendered(values: dict[str, object], **changes: Any) -> Any:
    compiled = KIND.compile(KIND.parse(CONTENT | changes), message_type="marketing")
    return LOADERS["push"](compiled.stored).render(values)


def test_title_body_link_and_picture() -> None:
    message = rendered({"a": "<Ada>\n"}, url="https://a.example/{{ a | url_encode }}")
    assert (message.title, message.body, message.image) == ("Hi <Ada>", "News\nof today", "")
    assert message.url == "https://a.example/%3CAda%3E%0A"
    assert (message.subject, message.text, message.html) == ("Hi <Ada>", "News\nof today", "")


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "{{ none }}"},
        {"body": " {{ none }}"},
        {"url": "http://a.example"},
        {"image": "javascript:x()"},
        {"title": "{{ long }}"},
    ],
)
def test_what_is_no_message(changes: dict[str, str]) -> None:
    with pytest.raises(RenderFailed):
        rendered({"long": "x" * 201}, **changes)


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"title": ""}, "content.title"), ({"body": "{{ a | nope }}"}, "content.body"), ({"icon": "x"}, "content.icon")],
)
def test_what_is_refused_names_the_field(changes: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        KIND.compile(KIND.parse(CONTENT | changes), message_type="marketing")
    assert [detail.field for detail in caught.value.details] == [field]
