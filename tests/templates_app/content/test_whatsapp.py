"""WhatsApp templates: places and what fills them, approval before publishing, and what is refused."""

from typing import Any

import pytest

from templates_app.content.channels import content_type
from templates_app.models import Template
from templates_app.rendering import RenderFailed
from templates_app.rendering.versions import LOADERS
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


@pytest.mark.parametrize(
    ("changes", "field"),
    [
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
