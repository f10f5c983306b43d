"""The plain-text part that is made from HTML."""

import pytest

from templates_app.rendering.text import html_to_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Hello   <b>you</b>\n there</p><p>Bye</p>", "Hello you there\n\nBye"),
        ("<h1>Title</h1><ul><li>one</li><li>two</li></ul>", "Title\n\n- one\n- two"),
        ('<a href="https://e.com/a">Read on</a>', "Read on (https://e.com/a)"),
        ('<a href="https://e.com">https://e.com</a>', "https://e.com"),
        ('<a href="mailto:a@e.com">a@e.com</a> <a href="#top">top</a> <a>x</a>', "a@e.com top x"),
        ('<a href="https://e.com"><img src="x" alt="Our shop"></a>', "Our shop (https://e.com)"),
        ('<a href="https://e.com"><img src="x"></a>', "https://e.com"),
        ("a<br>b<hr>c", "a\nb\n\n---\n\nc"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("<head><title>t</title></head><style>x</style><script>y</script><p>z</p>", "z"),
        ('<div style="display: none">hidden<br><p>too</p></div>shown', "shown"),
        ("<!--[if mso]>x<![endif]-->a<!--[if !mso]><!-->b<!--<![endif]-->", "ab"),
        ("a &amp; b &lt;c&gt; &eacute;&nbsp;d", "a & b <c> é d"),
        ("{% for p in i %}<p>{{ p | upcase }}</p>{% endfor %}", "{% for p in i %}\n\n{{ p | upcase }}\n\n{% endfor %}"),
        ('<a href="{{ u }}">Go</a>', "Go ({{ u }})"),
        ('<a href="{{ u }}">{{ u }}</a>', "{{ u }}"),
        ("&#123;&#123; x }}", "{ { x }}"),
        ("", ""),
    ],
)
def test_reading(html, text):
    assert html_to_text(html) == text


def test_liquid_inside_dropped_attributes_goes_with_them():
    assert html_to_text('<p style="{% if a %}color:red{% endif %}">x</p>') == "x"
