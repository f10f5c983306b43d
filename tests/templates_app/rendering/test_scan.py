"""Finding Liquid in a source, hiding it from markup processors and putting it back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from templates_app.rendering.errors import SourceError
from templates_app.rendering.limits import MAX_SOURCE, MAX_TAG, MAX_TAGS
from templates_app.rendering.scan import Hidden, scan, token


def test_fragments_know_their_place():
    found = scan("a\n{{ x }} b {%- if y -%}\nc{% endif %}")
    assert [(f.text, f.line, f.name) for f in found] == [
        ("{{ x }}", 2, ""),
        ("{%- if y -%}", 2, "if"),
        ("{% endif %}", 3, "endif"),
    ]


def test_a_raw_block_is_one_fragment():
    (found,) = scan("{% raw %}{{ not liquid {% endraw %}")
    assert (found.name, found.text) == ("raw", "{% raw %}{{ not liquid {% endraw %}")


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        ("a\nb {{ x", 2, "'{{' is never closed by '}}'"),
        ("\n\n{% if x }}", 3, "'{%' is never closed by '%}'"),
        ("{% raw %} x", 1, "'raw' is never closed by 'endraw'"),
        ("{{" + "x" * (MAX_TAG + 10) + "}}", 1, "longer than 2,000 characters"),
        ("{{ x" + " " * 200 + "}}", 1, "blanks in a row"),
        ("x\n\x00", 2, "NUL"),
        ("{{x}}\n" * (MAX_TAGS + 1), MAX_TAGS + 1, "more than 3,000 Liquid tags"),
        ("x" * (MAX_SOURCE + 1), None, "too long"),
    ],
)
def test_what_cannot_be_liquid_is_refused_with_its_line(source, line, words):
    with pytest.raises(SourceError, match=words) as refused:
        scan(source)
    assert refused.value.line == line


def test_hiding_keeps_lines_and_comes_back():
    source = "<p>{{ a }}</p>\n{% for x in y %}<b>{{ x }}</b>{% endfor %}"
    hidden = Hidden(source)
    assert hidden.text == f"<p>{token(0)}</p>\n{token(1)}<b>{token(2)}</b>{token(3)}"
    assert hidden.restore(hidden.text) == source


def test_a_lost_tag_is_an_error_with_its_line():
    hidden = Hidden("a\n{{ lost }}")
    with pytest.raises(SourceError, match=r"line 2: Liquid cannot stand here: \{\{ lost \}\}"):
        hidden.restore("a")


def test_an_output_may_be_repeated_but_a_block_may_not():
    hidden = Hidden("{{ a }}{% if b %}{% endif %}")
    assert hidden.restore(token(0) * 2 + token(1) + token(2)) == "{{ a }}{{ a }}{% if b %}{% endif %}"
    with pytest.raises(SourceError, match="cannot stand here"):
        hidden.restore(token(0) + token(1) * 2 + token(2))


def test_the_reserved_word_is_refused():
    with pytest.raises(SourceError, match="reserved"):
        Hidden(f"x {token(3)}")


@given(st.text(alphabet="{}%ab \n-\"'<>", max_size=60))
def test_any_source_is_scanned_or_refused(source):
    try:
        hidden = Hidden(source)
    except SourceError:
        return
    if all("\n" not in fragment.text for fragment in hidden.fragments):
        assert hidden.restore(hidden.text) == source
