"""Whatever an author types into a block stays in its element: the mail's structure doesn't depend on it."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from templates_app.content.channels import content_type
from workspaces.errors import InvalidInput

BENIGN = "words"
# One block of every kind with one text of the author's in it.
PLACES = [
    lambda text: {"type": "heading", "text": text},
    lambda text: {"type": "image", "src": "https://e.com/a.png", "alt": text},
    lambda text: {"type": "image", "src": f"https://e.com/{text}"},
    lambda text: {"type": "button", "text": text, "url": "https://e.com/"},
    lambda text: {"type": "button", "text": "x", "url": f"https://e.com/{text}"},
    lambda text: {"type": "product", "name": text, "price": text, "image": "https://e.com/a.png", "button": text},
    lambda text: {"type": "product", "name": "x", "url": f"https://e.com/{text}", "each": "trigger.items"},
    lambda text: {"type": "social", "links": [{"network": "X", "url": f"https://e.com/{text}"}]},
    lambda text: {"type": "footer", "unsubscribe": f"a{text}", "preferences": f"b{text}"},
    lambda text: {"type": "columns", "columns": [{"blocks": [{"type": "heading", "text": text}]}, {}]},
]
RICH = [
    lambda text: {"type": "text", "html": text},
    lambda text: {"type": "footer", "html": text},
    lambda text: {"type": "product", "name": "x", "html": text},
]
NASTY = st.lists(
    st.sampled_from(
        "< > \" ' & / = </mj-text> </mj-column></mj-section> <mj-raw> </h1> <img src=x onerror=alert(1)> <script> "
        "</script> <style> <svg/onload=1> <!-- --> <![CDATA[ ]]> &lt;script&gt; &#123;{ {{ }} {% %} {{email}} "
        "{%if%} {% raw %} {% endraw %} javascript: \" onclick=\"x <a href='javascript:x'>".split(" ")
    )
    | st.text(max_size=6),
    max_size=8,
).map("".join)


class _Outline(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, ...]] = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, *sorted(name for name, _ in attrs)))


def outline(html: str) -> list[tuple[str, ...]]:
    reader = _Outline()
    reader.feed(html)
    return reader.found


def rendered(block) -> str:
    kind = content_type("email")
    content = kind.parse({"subject": "S", "blocks": [{"type": "spacer"}, block, {"type": "divider"}]})
    values = {"unsubscribe_url": "#", "preferences_url": "#", "email": "<b>e</b>", "trigger": {"items": [1]}}
    return kind.compile(content, message_type="marketing").render(values).html


@pytest.mark.parametrize("place", PLACES)
@given(text=NASTY)
def test_plain_text_stays_text(place, text):
    try:
        html = rendered(place(text))
    except InvalidInput:
        return
    if text.strip():
        assert outline(html) == outline(rendered(place(BENIGN)))


_HARMFUL = re.compile(r"<\s*(script|svg|iframe|object|form|base|img[^>]*onerror)|<[^>]*\son\w+\s*=|javascript:", re.I)
_OWN = ("h1", "p", "a", "b", "br", "i", "em", "ul", "ol", "li", "span", "s", "u", "blockquote")


@pytest.mark.parametrize("place", RICH)
@given(text=NASTY)
def test_rich_text_stays_in_its_cell_and_runs_nothing(place, text):
    try:
        html = rendered(place(text))
    except InvalidInput:
        return

    def skeleton(page: str) -> list[tuple[str, ...]]:
        return [element for element in outline(page) if element[0] not in _OWN]

    assert skeleton(html) == skeleton(rendered(place(BENIGN)))
    assert not any(_HARMFUL.search(tag) for tag in re.findall(r"<[a-z][^>]*>", html))
