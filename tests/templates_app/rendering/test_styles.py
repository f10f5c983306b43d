"""Which styles raw HTML keeps, and which style sheets are refused."""

import pytest

from templates_app.rendering.errors import SourceError
from templates_app.rendering.markup import check_mjml
from templates_app.rendering.sanitize import sanitize_html
from templates_app.rendering.styles import reviewed_style


@pytest.mark.parametrize(
    ("style", "kept"),
    [
        ("color: red; margin:0 auto", "color: red;margin:0 auto"),
        ("COLOR:Red !important", "COLOR:Red !important"),
        ("position:fixed;top:0;color:red", "color:red"),
        ("background:url(https://e.com/a;b.png) no-repeat", "background:url(https://e.com/a;b.png) no-repeat"),
        ("background:url(javascript:alert(1))", ""),
        ("background:url('vbscript:x');width:1px", "width:1px"),
        ("width:expression(alert(1));height:1px", "height:1px"),
        (r"color:\72 ed;width:1px", "width:1px"),
        ("-moz-binding:url(https://e.com/x.xml#a)", ""),
        ("behavior:url(x.htc)", ""),
        ("mso-line-height-rule:exactly;z-index:9", "mso-line-height-rule:exactly"),
        ("content:'x;color:red'", ""),
        ("font-family:'Helvetica Neue', Arial;position:absolute", "font-family:'Helvetica Neue', Arial"),
        ("color:lqd00000x", "color:lqd00000x"),
        ("lqd00000x", "lqd00000x"),
        ("lqd00000xcolor:redlqd00001x;position:fixed", "lqd00000xcolor:redlqd00001x"),
        ("", ""),
        (";;;", ""),
        ("((((", ""),
    ],
)
def test_a_style_attribute(style, kept):
    assert reviewed_style(style) == kept


def test_in_a_document_with_liquid():
    html = sanitize_html(
        '<p style="position:fixed;{% if vip %}color:gold;{% endif %}padding:{{ p }}px">x</p><b style="z-index:1">y</b>'
    )
    assert '<p style="{% if vip %}color:gold;{% endif %}padding:{{ p }}px">x</p><b>y</b>' in html


@pytest.mark.parametrize(
    "sheet",
    [
        "@import url(https://e.com/x.css);",
        "p { width: expression(alert(1)) }",
        "p { background: url(JavaScript:alert(1)) }",
        "p { -moz-binding: url(x) }",
        "p { behavior: url(x) }",
    ],
)
def test_sheets_that_fetch_or_run_are_refused_with_their_line(sheet):
    with pytest.raises(SourceError, match=r"line 2: the style .* is not allowed"):
        sanitize_html(f"<style>\n{sheet}</style><p>x</p>")
    mjml = f"<mjml><mj-head><mj-style>\n{sheet}</mj-style></mj-head><mj-body></mj-body></mjml>"
    with pytest.raises(SourceError, match=r"line 2: the style .* is not allowed"):
        check_mjml(mjml)


def test_ordinary_sheets_stay():
    html = sanitize_html("<style>p { scroll-behavior: smooth; color: red } @media print { p { color: blue } }</style>x")
    assert "scroll-behavior: smooth" in html


def test_a_long_style_costs_little():
    for style in ("a" * 100_000, "(" * 100_000, "';" * 50_000, "url(" * 20_000, "color:red;" * 10_000):
        reviewed_style(style)
