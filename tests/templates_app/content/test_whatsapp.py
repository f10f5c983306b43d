"""WhatsApp templates: places and what fills them, approval before publishing, and what is refused."""

from typing import Any

import pytest

from templates_app.content.channels import content_type
from templates_app.models import Template
from templates_app.rendering import RenderFailed
from templates_app.rendering.versions import LOADERS
from templates_app.rendering.whatsapp import RenderedButtonValue, RenderedHeader
from templates_app.services import template_publish
from tests.factories.templates_app import make_template
from tests.factories.workspaces import make_workspace
from workspaces.errors import InvalidInput
from workspaces.services import Actor

KIND = content_type("whatsapp")
CONTENT = {
    "template": "shipped",
    "language": "en_US",
    "body": "Hi {{1}}, order {{ 2 }}. {{1}}!",
    "parameters": ["{{firstName}}", "{{ trigger.order }}"],
    "approval": "approved",
}


def rendered(values: dict[str, object], **changes: Any) -> Any:
    compiled = KIND.compile(KIND.parse(CONTENT | changes), message_type="marketing")
    return LOADERS["whatsapp"](compiled.stored).render(values)


def test_parameters_fill_their_places() -> None:
    message = rendered({"firstName": "Ada", "trigger": {"order": " 7\n8 "}})
    assert (message.template, message.language, message.parameters) == ("shipped", "en_US", ("Ada", "7 8"))
    assert message.text == "Hi Ada, order 7 8. Ada!"


def test_ten_and_more_places_keep_their_order() -> None:
    body = " ".join(f"{{{{{number}}}}}" for number in range(1, 13))
    message = rendered({}, body=body, parameters=[f"p{number}" for number in range(1, 13)])
    assert message.text == " ".join(f"p{number}" for number in range(1, 13))


def test_header_names_and_buttons() -> None:
    changes: dict[str, Any] = {"body": "Hi {{first}}, {{ order }}! {{first}}", "header_format": "text"}
    changes |= {"header_text": "Order {{no}}", "header": "{{ trigger.order }}", "short_links": False}
    changes |= {"button_values": [{"button": 2, "value": "o/{{ trigger.order }}"}]}
    message = rendered({"firstName": "Ada", "trigger": {"order": "7"}}, **changes)
    assert (message.names, message.parameters) == (("first", "order"), ("Ada", "7"))
    assert (message.header, message.text) == (RenderedHeader("text", "7", "no"), "Order 7\nHi Ada, 7! Ada")
    assert message.button_values == (RenderedButtonValue(2, "o/7"),)
    picture = {**changes, "header_format": "image", "header": "{{ trigger.order }}"}
    with pytest.raises(RenderFailed, match="no address") as caught:
        rendered({"firstName": "Ada", "trigger": {"order": "7"}}, **picture)
    assert caught.value.field == "header"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"header_format": "image"}, "header"),
        ({"header_format": "image", "header": "ftp://a.example/b"}, "header"),
        ({"header_format": "text"}, "header_text"),
        ({"header_format": "text", "header_text": "No {{1}}"}, "header"),
        ({"header": "x"}, "header"),
        ({"button_values": [{"button": 1}]}, "button_values[0].value"),
    ],
)
def test_gaps_are_named(changes: dict[str, Any], field: str) -> None:
    assert [gap.field for gap in KIND.gaps(KIND.parse(CONTENT | changes))] == [f"content.{field}"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"filename": "a.pdf"}, "content"),
        ({"body": "{{1}} {{name}}"}, "content"),
        ({"header_text": "{{a}} {{b}}"}, "content"),
        ({"button_values": [{"button": 1, "value": "a"}, {"button": 1, "value": "b"}]}, "content"),
        ({"button_values": [{"button": 11, "value": "a"}]}, "content.button_values[0].button"),
        ({"button_values": [{"button": 1, "value": "{{ a | nope }}"}]}, "content.button_values[0].value"),
        ({"template": "Order Shipped"}, "content.template"),
        ({"language": "english"}, "content.language"),
        ({"body": "Hi {{2}}"}, "content"),
        ({"parameters": ["{{ a | nope }}", "x"]}, "content.parameters[0]"),
        ({"approval": "maybe"}, "content.approval"),
    ],
)
def test_what_is_refused_names_the_field(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        KIND.compile(KIND.parse(CONTENT | changes), message_type="marketing")
    assert [detail.field for detail in caught.value.details] == [field]


def test_an_empty_parameter_is_no_message() -> None:
    with pytest.raises(RenderFailed, match="empty"):
        rendered({"firstName": " ", "trigger": {"order": 1}})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "field"),
    [({"approval": "pending"}, "content.approval"), ({"parameters": ["{{firstName}}"]}, "content.parameters")],
)
def test_only_what_is_approved_and_filled_is_published(changes: dict[str, Any], field: str) -> None:
    template = make_template(make_workspace(), channel="whatsapp", content=CONTENT | changes)
    with pytest.raises(InvalidInput) as caught:
        template_publish(template=template, actor=Actor.system())
    assert [detail.field for detail in caught.value.details] == [field]
    assert Template.unscoped_objects.get().state == "DRAFT"
