"""What is encoded piece by piece reads as what is made of the whole HTML."""

import binascii

import pytest
from django.test import override_settings
from hypothesis import example, given
from hypothesis import strategies as st

from messaging.mime.woven import woven_html
from messaging.tracking.links import with_tracking
from templates_app.rendering.liquid import compile_liquid
from templates_app.rendering.straight import Static, Woven

SCRAPS = (
    *(
        "<",
        ">",
        '"',
        "'",
        "<a ",
        "<A\n",
        'href="',
        "href='",
        "https://b.example/x",
        "http://testserver/u/abc",
        "?a=1&amp;b=",
    ),
    *("<p>Hello ", "</p>", "</bo", "dy", "</body>", "\n", " ", "=", "é😀", "x" * 75, "y" * 200, "\r", "\x00", "."),
    *('<a href="https://c.example/">there</a>', "<a class='b' href = 'https://c.example/>'>", '<td style="a:b">'),
)
TEXTS = st.lists(st.sampled_from(SCRAPS), max_size=8).map("".join)
PIECES = st.lists(TEXTS | TEXTS.map(Static), max_size=8)


def detour(url: str) -> str:
    return f"https://us.example/c/{url[8:]}&"


def read(encoded: bytes) -> str:
    """Quoted-printable as mail programs read it; it must be sound."""
    assert encoded.endswith(b"\r\n")
    lines = encoded.split(b"\r\n")
    assert all(len(line) <= 76 and not line.endswith((b" ", b"\t")) for line in lines)
    assert encoded.isascii()
    return binascii.a2b_qp(encoded).decode().removesuffix("\r\n").replace("\r\n", "\n")


@given(PIECES, st.booleans(), st.booleans())
@example([Static('<a href="https://b.example/>'), "x", Static('">y</a></body>')], True, True)
@example([Static("<p>Hello "), "x" * 76, Static("</p></body>")], True, True)
@example([Static("<p>"), "é" * 13, Static("</p></body>")], True, False)
@example([Static("<p>"), "x" * 73 + "é", Static("</p></body>\n")], True, False)
@example([Static("</body></bo"), "dy", Static("></body><p>")], True, False)
@override_settings(BASE_URL="http://testserver")
def test_it_reads_as_the_whole_would(pieces: list[str], opens: bool, linked: bool) -> None:
    link = detour if linked else None
    encoded = woven_html(Woven.of(pieces), 5, opens=opens, link=link)
    if encoded is not None:
        assert read(encoded) == with_tracking("".join(pieces), 5, opens=opens, link=link).removesuffix("\n")


@override_settings(BASE_URL="http://testserver")
@pytest.mark.parametrize("name", ["Zoë", "<b>&", "x=y " * 40, ""])
def test_an_ordinary_mail_is_made_of_pieces(name: str) -> None:
    source = (
        '<html><body style="margin:0"><p>Hello {{ name }},</p>\n<td style="color:{{ name }}">\n'
        '<a class="b" href="https://b.example/?n={{ name }}&amp;x=1">{% if name == "Zoë" %}1{% else %}2{% endif %}</a>'
        '<a href="https://b.example/">Fixed</a> <a href="{{ out }}">Out</a></td></body></html>'
    )
    html = compile_liquid(source, html=True).render({"name": name, "out": "http://testserver/u/abc"})
    assert isinstance(html, Woven)
    encoded = woven_html(html, 5, opens=True, link=detour)
    assert encoded is not None
    whole = with_tracking(str(html), 5, opens=True, link=detour)
    assert read(encoded) == whole
    assert whole.count("https://us.example/c/") == 2
