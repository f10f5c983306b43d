"""MJML to HTML: Liquid survives where it can stand, and is refused by line where it cannot."""

import pytest

from templates_app.rendering.errors import SourceError
from templates_app.rendering.mjml import mjml_to_html


def column(inner):
    return f"<mjml><mj-body><mj-section><mj-column>{inner}</mj-column></mj-section></mj-body></mjml>"


def test_a_whole_responsive_document():
    html = mjml_to_html(column("<mj-text>Hi</mj-text>"))
    assert html.startswith("<!doctype html>")
    assert "<!--[if mso | IE]>" in html
    assert html.count(">Hi</div>") == 1


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('<mj-text>{{ a | default: "<you>" }}</mj-text>', '>{{ a | default: "<you>" }}</div>'),
        ("<mj-text>{% if a < 3 and b > 1 %}x{% endif %}</mj-text>", ">{% if a < 3 and b > 1 %}x{% endif %}</div>"),
        ("<mj-text>{% if a && b %}{% endif %}</mj-text>", "{% if a && b %}"),
        ('<mj-button href="{{ u | append: \'?a=" b\' }}">x</mj-button>', 'href="{{ u | append: \'?a=" b\' }}"'),
        ('<mj-text><a href="https://e.com/?a={{ a }}&amp;b={{ b }}">x</a></mj-text>', "?a={{ a }}&amp;b={{ b }}"),
        ('<mj-image src="{{ picture }}" alt="{{ a }}" />', 'src="{{ picture }}"'),
        ("<mj-text>{%- assign x = 1 -%}{{- x -}}</mj-text>", "{%- assign x = 1 -%}{{- x -}}"),
        ("<mj-text>{% raw %}{{ <b> }}{% endraw %}</mj-text>", "{% raw %}{{ <b> }}{% endraw %}"),
        ("<mj-text>caf\u00e9 &nbsp; {{ \u00fcber }}</mj-text>", "caf\u00e9 &nbsp; {{ \u00fcber }}"),
        ("<mj-table><tr><td>{{ a }}</td></tr></mj-table>", "<tr><td>{{ a }}</td></tr>"),
        ("<mj-raw>{% if a %}</mj-raw><mj-text>x</mj-text><mj-raw>{% endif %}</mj-raw>", "{% if a %}<tr>"),
    ],
)
def test_liquid_survives(source, expected):
    assert expected in mjml_to_html(column(source))


def test_blocks_may_stand_around_elements():
    html = mjml_to_html(column("{% for p in items %}<mj-text>{{ p }}</mj-text>{% endfor %}"))
    assert html.index("{% for p in items %}<tr>") < html.index("{{ p }}") < html.index("</tr>{% endfor %}")
    sections = "{% if a %}<mj-section><mj-column><mj-text>x</mj-text></mj-column></mj-section>{% endif %}"
    html = mjml_to_html(f"<mjml><mj-body>{sections}</mj-body></mjml>")
    assert html.index("{% if a %}") < html.index(">x</div>") < html.index("{% endif %}")


def test_nothing_is_loaded_from_elsewhere_unless_the_author_says_so():
    assert "http://" not in mjml_to_html(column("<mj-text>x</mj-text>")).replace("http://www.w3.org", "")
    assert "https://" not in mjml_to_html(column("<mj-text>x</mj-text>"))


def test_head_parts():
    head = "<mj-title>{{ t }}</mj-title><mj-preview>{{ p }}</mj-preview><mj-style>.a > b { color: red }</mj-style>"
    html = mjml_to_html(f"<mjml><mj-head>{head}</mj-head><mj-body></mj-body></mjml>")
    assert "<title>{{ t }}</title>" in html
    assert ">{{ p }}</div>" in html
    assert ".a > b { color: red }" in html


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        ("hello", 1, "must start with <mjml>"),
        ("", 1, "must start with <mjml>"),
        ("<div></div>", 1, "one <mjml> element"),
        ("<mjml><mj-head></mj-head></mjml>", 1, "has no <mj-body>"),
        ("<mjml></mjml>\n<mjml></mjml>", 2, "one <mjml> element"),
        (column("\n<mj-foo/>"), 2, "unknown element <mj-foo>"),
        (column("\n<mj-include path='/etc/passwd'/>"), 2, "<mj-include> is not available"),
        (column("\n<mj-text>"), 2, "</mj-column> closes nothing; <mj-text> of line 2 is still open"),
        ("<mjml>\n<mj-body>", 2, "<mj-body> is never closed"),
        (column("<mj-text>\na < b</mj-text>"), 2, "write &lt;"),
        (column("<mj-text>\n<a href=x>y</a></mj-text>"), 2, "'href' needs a value in quotes"),
        (column("\n<mj-text>a<script>alert(1)</script></mj-text>"), 2, "<script> is not allowed"),
        (column("\n<mj-raw><iframe src='x'></iframe></mj-raw>"), 2, "<iframe> is not allowed"),
        (column("<!-- <script> -->"), 1, "<script> is not allowed"),
        (column("\n<mj-text><b onclick='x'>a</b></mj-text>"), 2, "'onclick' is not allowed"),
        (column("\n<mj-button href='java&#10;script:x'>a</mj-button>"), 2, "address in 'href'"),
        (column("\n<mj-text {{ a }}>x</mj-text>"), 2, "inside an attribute's quotes"),
        (column("\n<mj-image src='a' width='{{ w }}px' />"), 2, r"Liquid cannot stand here: \{\{ w \}\}"),
        ("<mjml><mj-head>{{ x }}</mj-head><mj-body></mj-body></mjml>", None, "not valid MJML"),
        (column("<mj-text>\n{{ x </mj-text>"), 2, "never closed"),
    ],
)
def test_what_is_refused_names_its_line(source, line, words):
    with pytest.raises(SourceError, match=words) as refused:
        mjml_to_html(source)
    assert refused.value.line == line
