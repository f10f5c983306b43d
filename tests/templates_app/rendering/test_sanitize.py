"""Raw HTML: what is kept, what is dropped, what is refused, and Liquid that stays where it was."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from templates_app.rendering.errors import SourceError
from templates_app.rendering.sanitize import sanitize_html


def body(source):
    document = sanitize_html(source)
    return document[document.index("<body") :].removesuffix("</body></html>").removeprefix("<body>")


def test_a_fragment_becomes_a_document():
    assert sanitize_html("<p>Hi</p>") == (
        '<!doctype html><html><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"></head><body><p>Hi</p></body></html>'
    )


def test_a_document_keeps_its_styles_and_its_bodys_looks():
    document = sanitize_html(
        "<html><head><title>T</title><meta charset=x><style>.a > b { color: red }</style></head>"
        '<body bgcolor="#eee" style="margin:0" id="x"><p class="a">Hi</p></body></html>'
    )
    assert "<style>.a > b { color: red }</style></head>" in document
    assert '<body bgcolor="#eee" style="margin:0" id="x"><p class="a">Hi</p></body>' in document
    assert "T</" not in document


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('<p>{{ a | default: "<x>" }} & b', '<p>{{ a | default: "<x>" }} &amp; b</p>'),
        ("{% if a > 1 and b < 2 %}<b>x</b>{% endif %}", "{% if a > 1 and b < 2 %}<b>x</b>{% endif %}"),
        ('<a href="{{ u }}?a={{ b }}&c=1">x</a>', '<a href="{{ u }}?a={{ b }}&amp;c=1">x</a>'),
        (
            "<table>{% for p in i %}<tr><td>{{ p }}</td></tr>{% endfor %}</table>",
            "<table>{% for p in i %}<tr><td>{{ p }}</td></tr>{% endfor %}</table>",
        ),
        ('<p style="color:{{ c }}">x</p>', '<p style="color:{{ c }}">x</p>'),
        ("<a title={{ x }}>y</a>", '<a title="{{ x }}">y</a>'),
        ("<p>a<!-- note -->b</p>", "<p>ab</p>"),
        ("<p>a<!--[if mso]><b>x</b><![endif]-->b</p>", "<p>ab</p>"),
        ("<p>1 < 2</p>", "<p>1 &lt; 2</p>"),
        ("<p><blink>x</blink></p>", "<p>x</p>"),
        ("<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>"),
    ],
)
def test_what_is_kept_and_repaired(source, expected):
    assert body(source) == expected


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        ("<p>\n<script>x</script>", 2, "<script> is not allowed"),
        ("<scr<script>ipt>", 1, "<script> is not allowed"),
        ("<svg/onload=x>", 1, "<svg> is not allowed"),
        ("<math><mi>", 1, "<math> is not allowed"),
        ("<p>\n<img src=x onerror=alert(1)>", 2, "'onerror' is not allowed"),
        ("<body onload=x>", 1, "'onload' is not allowed"),
        ("<a href='java&#9;script:x'>y</a>", 1, "address in 'href'"),
        ("<a href=data:text/html,x>y</a>", 1, "address in 'href'"),
        ('<a href="ftp://x">y</a>', 1, "address in 'href'"),
        ('\n<td style="color:{{ c }}">x</td>', 2, "cannot stand here"),
        ("<form action=x>", 1, "<form> is not allowed"),
        ("<p {{ a }}>x</p>", 1, "inside an attribute's quotes"),
        ("\n<!-- {{ x }} -->", 2, "cannot stand here"),
    ],
)
def test_what_is_refused_names_its_line(source, line, words):
    with pytest.raises(SourceError, match=words) as refused:
        sanitize_html(source)
    assert refused.value.line == line


WORDS = (
    "< > </ <p <script onerror= alert(1) ' \" ` = <!-- --> <style> </style> <table> <tr> java script: &#x6a; <![CDATA["
)
MORE_WORDS = "]]> <title> </title> <svg <b / <! <?"
HTML_PIECES = st.sampled_from(
    [*WORDS.split(), *MORE_WORDS.split(), " ", "\n", "\t", "\x00", "<img src=x ", "<a href=", "{{ x }}", "{% if a %}"]
)


@given(st.lists(HTML_PIECES, max_size=25).map("".join))
def test_nothing_active_comes_through(source):
    try:
        document = body(source)
    except SourceError:
        return
    visible = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "", document)
    for tag in re.findall(r"<[^>]*>", re.sub(r"<style>.*?</style>", "", visible, flags=re.DOTALL)):
        attributes = re.sub(r'"[^"]*"', '""', tag)
        assert not re.match(r"<\s*/?\s*(script|svg|iframe|title|math)", attributes)
        assert not re.search(r"\son\w+\s*=", attributes)
        assert not re.search(r"=\s*\"\s*javascript:", tag, re.IGNORECASE)
