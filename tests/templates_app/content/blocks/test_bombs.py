"""Blocks, snippets and languages made to exhaust a worker, or to run something, end in a clear refusal, soon."""

import time

import pytest

from templates_app.content.channels import content_type
from templates_app.rendering.errors import RenderFailed
from workspaces.errors import InvalidInput

KIND = content_type("email")
SECONDS = 5.0
_LOOP = "{% for i in (1..900) %}{% for j in (1..900) %}x{% endfor %}{% endfor %}"
_DEEP = "<mj-text>" + "<b>" * 5_000 + "</b>" * 5_000 + "</mj-text>"

BOMBS = {
    "loops in a heading": [{"type": "heading", "text": _LOOP}],
    "loops in each of a hundred blocks": [{"type": "text", "html": f"<p>{_LOOP}</p>"}] * 100,
    "a loop around a product's loop": [{"type": "product", "name": _LOOP, "each": "trigger.items", "limit": 50}],
    "a huge range": [{"type": "button", "text": "{{ (1..100000000000) | join }}", "url": "https://e.com/"}],
    "deep MJML": [{"type": "mjml", "mjml": _DEEP}],
    "many elements": [{"type": "mjml", "mjml": "<mj-spacer />" * 3_800}] * 100,
    "open braces": [{"type": "text", "html": "{{" * 9_000}],
    "brackets": [{"type": "mjml", "mjml": "<" * 49_000}],
    "attributes": [{"type": "mjml", "mjml": "<mj-text " + "a='b' " * 8_000}],
    "too much text": [{"type": "text", "html": "x" * 20_000}] * 100,
    "too many tags": [{"type": "text", "html": "{{ a }}" * 2_500}] * 100,
    "nested rich text": [{"type": "text", "html": "<b>" * 6_000}],
}


def outcome(blocks) -> str:
    values = {"trigger": {"items": [{"name": "n"}] * 900}, "unsubscribe_url": "#"}
    try:
        mail = KIND.compile(KIND.parse({"subject": "S", "blocks": blocks}), message_type="marketing")
        mail.render(values)
    except (InvalidInput, RenderFailed) as refused:
        return str(refused)
    return "made"


@pytest.mark.parametrize("name", BOMBS)
def test_bombs(name):
    began = time.process_time()
    said = outcome(BOMBS[name])
    assert time.process_time() - began < SECONDS
    assert said != "made"
    assert len(said) < 1_000


def test_many_languages_of_many_tags_are_refused_before_they_are_compiled():
    body = {"subject": "S", "html": "{{ a }}" * 2_900}
    locales = {f"{first}{second}": body for first in "abcdef" for second in "vwxyz"}
    began = time.process_time()
    with pytest.raises(InvalidInput, match="more than 12,000 Liquid tags together"):
        KIND.compile(KIND.parse({**body, "locales": locales}), message_type="marketing")
    assert time.process_time() - began < SECONDS


def test_loops_in_thirty_languages_cost_only_one_of_them_when_rendered():
    body = {"subject": "S", "html": _LOOP}
    locales = {f"{first}{second}": body for first in "abcdef" for second in "vwxyz"}
    mail = KIND.compile(KIND.parse({**body, "locales": locales}), message_type="marketing")
    began = time.process_time()
    with pytest.raises(RenderFailed, match="does too much work"):
        mail.render({"contact": {"locale": "av"}, "unsubscribe_url": "#"})
    assert time.process_time() - began < SECONDS
    with pytest.raises(InvalidInput, match="at most 30"):
        KIND.parse({**body, "locales": {**locales, "zz": body}})


@pytest.mark.parametrize(
    "block",
    [
        {"type": "mjml", "mjml": "<mj-raw><iframe src='https://e.com'></iframe></mj-raw>"},
        {"type": "mjml", "mjml": "<mj-raw><style>@import 'x'</style></mj-raw>"},
        {"type": "mjml", "mjml": '<mj-image src="javascript:alert(1)" />'},
        {"type": "mjml", "mjml": "<mj-text><a href='data:text/html,x'>x</a></mj-text>"},
        {"type": "image", "src": "data:text/html;base64,eA=="},
        {"type": "button", "text": "x", "url": "java\tscript:alert(1)"},
        {"type": "button", "text": "x", "url": "vbscript:x"},
        {"type": "social", "links": [{"network": "X", "url": "javascript:x"}]},
        {"type": "heading", "text": "x", "color": "#fff;background:url(x)"},
        {"type": "divider", "color": 'red" onclick="x'},
    ],
)
def test_what_would_run_or_break_out_is_refused(block):
    assert outcome([block]).startswith("content.blocks[0]")


@pytest.mark.parametrize("value", ["javascript:alert(1)", "JAVASCRIPT:x", " java\nscript:x", "data:text/html,x"])
def test_an_address_that_a_contact_brings_can_not_run(value):
    blocks = [{"type": "button", "text": "Go", "url": "{{ contact.site }}"}]
    mail = KIND.compile(KIND.parse({"subject": "S", "blocks": blocks}), message_type="transactional")
    html = mail.render({"contact": {"site": value}}).html
    assert 'href="#"' in html
    assert "alert" not in html


def test_a_contacts_name_is_a_name_everywhere():
    name = '<script>x</script>" onload="y'
    blocks = [
        {"type": "heading", "text": "{{ contact.first_name }}"},
        {"type": "text", "html": "<p>{{ contact.first_name }}</p>"},
        {"type": "image", "src": "https://e.com/a.png", "alt": "{{ contact.first_name }}"},
        {"type": "mjml", "mjml": '<mj-text css-class="{{ contact.first_name }}">{{ contact.first_name }}</mj-text>'},
    ]
    content = {"subject": "{{ contact.first_name }}\r\nBcc: x@e.com", "blocks": blocks}
    with pytest.raises(InvalidInput, match="subject"):
        KIND.parse(content)
    mail = KIND.compile(KIND.parse({**content, "subject": "{{ contact.first_name }}"}), message_type="marketing")
    rendered = mail.render({"contact": {"first_name": f"{name}\r\nBcc: x@e.com"}, "unsubscribe_url": "#"})
    assert "<script" not in rendered.html
    assert '" onload=' not in rendered.html
    assert "\n" not in rendered.subject
