import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.sequence_body import body_of_content, content_of_body, same_text

pieces = st.lists(
    st.sampled_from(
        ["Hello", "<p>", "</p>", "<mjml>", "{{ firstName }}", "{% if a < b %}", " & ", "<3", "\n", "\n\n", "\r\n"]
    )
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=5),
    min_size=1,
    max_size=12,
)


@given(pieces.map("".join).filter(bool))
def test_every_body_comes_back(body):
    content = content_of_body("Hi", body)
    assert body_of_content(content) == body
    assert same_text(content, "Hi", body)
    assert not same_text(content, "Hi!", body)
    assert ("mjml" in content) != ("html" in content)


@pytest.mark.parametrize(
    ("body", "content"),
    [
        ("<p>Hi</p>", {"html": "<p>Hi</p>"}),
        (" <mjml></mjml>", {"mjml": " <mjml></mjml>"}),
        ("Hi\nthere\n\nyou", {"text": "Hi\nthere\n\nyou", "html": "<p>Hi<br>there</p>\n<p>you</p>"}),
        ("a < b & c", {"text": "a < b & c", "html": "<p>a &lt; b &amp; c</p>"}),
        ('{{ a | default: "<x>" }}', {"text": '{{ a | default: "<x>" }}', "html": '<p>{{ a | default: "<x>" }}</p>'}),
        ("{%if a>1%}x{%endif%}", {"text": "{%if a>1%}x{%endif%}"} | {"html": "<p>{%if a>1%}x{%endif%}</p>"}),
    ],
)  # fmt: skip
def test_a_body_becomes_content(body, content):
    assert content_of_body("Hi", body) == {"subject": "Hi", **content}


@pytest.mark.parametrize(
    ("content", "body"),
    [
        ({}, ""),
        ({"html": "<p>a</p>", "text": "another text"}, "<p>a</p>"),
        ({"mjml": "<mjml/>", "text": "x"}, "<mjml/>"),
    ],
)
def test_other_contents_are_told_as_well_as_they_can(content, body):
    assert body_of_content(content) == body
