"""Previews show the workspace's tags on links, where people read or follow them."""

from typing import Any

import pytest

from messaging.selectors.previews import template_shown
from messaging.services import link_tags_set
from tests.factories.templates_app import make_template
from tests.factories.workspaces import make_workspace
from workspaces.services import Actor

pytestmark = pytest.mark.django_db
_TAGS = "utm_source=news&utm_campaign=campaign"
_CONTENTS: dict[str, dict[str, Any]] = {
    "email": {"subject": "Hi", "html": '<p><a href="https://shop.example/?a=1&amp;b=2">Sale</a></p>'},
    "telegram": {"text": "[Sale](https://shop.example/)", "buttons": [{"text": "Go", "url": "https://shop.example/b"}]},
    "push": {"title": "Hi", "body": "x", "url": "https://shop.example/"},
    "onsite": {"title": "Hi", "html": '<p><a href="https://shop.example/">x</a></p>', "url": "/sale"},
    "sms": {"text": "https://shop.example/"},
}
_SHOWN = {
    "email": {"html": ["?a=1&amp;b=2&amp;utm_source=news"], "text": [f"https://shop.example/?a=1&b=2&{_TAGS}"]},
    "telegram": {"markup": ["shop.example/?utm_source=news&amp;"], "buttons": [f"https://shop.example/b?{_TAGS}"]},
    "push": {"url": [f"https://shop.example/?{_TAGS}"]},
    "onsite": {"html": ["shop.example/?utm_source=news&amp;"], "url": ["/sale"]},
    "sms": {"text": ["https://shop.example/\n"]},
}


@pytest.mark.parametrize("channel", sorted(_CONTENTS))
def test_links_carry_the_workspaces_tags(channel: str) -> None:
    workspace = make_workspace()
    template = make_template(workspace, channel=channel, content=_CONTENTS[channel])
    before = template_shown(template=template).rendered
    assert "utm_" not in str(before)
    link_tags_set(workspace=workspace, tags={"source": "news", "campaign": "{campaign}"}, actor=Actor.system())
    after = template_shown(template=template).rendered
    for name, texts in _SHOWN[channel].items():
        for text in texts:
            assert text in str(after[name]) or text == after[name]
