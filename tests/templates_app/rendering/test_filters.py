"""What each filter does; the bounds of those that grow are in test_bombs.py."""

from datetime import UTC, date, datetime

import pytest

from templates_app.rendering.filters import TEXT_FILTERS, VALUE_FILTERS
from templates_app.rendering.liquid import compile_liquid

EXAMPLES = {
    "abs": ("-3 | abs", "3"),
    "append": ("'a' | append: 'b'", "ab"),
    "at_least": ("1 | at_least: 5", "5"),
    "at_most": ("9 | at_most: 5", "5"),
    "capitalize": ("'aB' | capitalize", "Ab"),
    "ceil": ("1.2 | ceil", "2"),
    "compact": ("mixed | compact | size", "2"),
    "concat": ("list | concat: list | join: ','", "b,a,b,b,a,b"),
    "date": ("'2024-02-29' | date: '%-d %B %Y'", "29 February 2024"),
    "default": ("nothing | default: 'x'", "x"),
    "divided_by": ("7 | divided_by: 2", "3"),
    "downcase": ("'AB' | downcase", "ab"),
    "escape": ("'<' | escape", "&lt;"),
    "first": ("list | first", "b"),
    "floor": ("1.8 | floor", "1"),
    "join": ("list | join: '-'", "b-a-b"),
    "json": ("rows | json", '[{"n": 2}, {"n": 1}]'),
    "last": ("list | last", "b"),
    "lstrip": ("' a' | lstrip", "a"),
    "map": ("rows | map: 'n' | join: ','", "2,1"),
    "minus": ("3 | minus: 1", "2"),
    "modulo": ("7 | modulo: 4", "3"),
    "newline_to_br": ("lines | newline_to_br", "a"),
    "plus": ("1 | plus: 2", "3"),
    "prepend": ("'b' | prepend: 'a'", "ab"),
    "remove": ("'abab' | remove: 'a'", "bb"),
    "remove_first": ("'abab' | remove_first: 'a'", "bab"),
    "replace": ("'abab' | replace: 'a', 'c'", "cbcb"),
    "replace_first": ("'abab' | replace_first: 'a', 'c'", "cbab"),
    "reverse": ("list | reverse | join: ''", "bab"),
    "round": ("1.256 | round: 2", "1.26"),
    "rstrip": ("'a ' | rstrip", "a"),
    "size": ("list | size", "3"),
    "slice": ("'abcd' | slice: 1, 2", "bc"),
    "sort": ("list | sort | join: ''", "abb"),
    "sort_natural": ("list | sort_natural | join: ''", "abb"),
    "split": ("'a,b' | split: ',' | join: ' '", "a b"),
    "squish": ("'  a   b ' | squish", "a b"),
    "strip": ("' a ' | strip", "a"),
    "strip_html": ("'<b>a</b>' | strip_html", "a"),
    "strip_newlines": ("'a' | strip_newlines", "a"),
    "sum": ("rows | sum: 'n'", "3"),
    "times": ("3 | times: 4", "12"),
    "truncate": ("'abcdefgh' | truncate: 5", "ab..."),
    "truncatewords": ("'a b c' | truncatewords: 2", "a b..."),
    "uniq": ("list | uniq | join: ''", "ba"),
    "upcase": ("'ab' | upcase", "AB"),
    "url_encode": ("'a b&c' | url_encode", "a+b%26c"),
    "url_escape": ("'a b' | url_escape", "a%20b"),
    "where": ("rows | where: 'n', 1 | map: 'n' | join: ''", "1"),
}


def show(expression, html=False, **values):
    base = {"list": ["b", "a", "b"], "rows": [{"n": 2}, {"n": 1}], "mixed": [1, None, 2], "lines": "a"}
    return compile_liquid("{{ " + expression + " }}", html=html).render(base | values)


def test_every_filter_has_an_example():
    assert set(EXAMPLES) == set(TEXT_FILTERS) | set(VALUE_FILTERS)


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_example(name):
    expression, expected = EXAMPLES[name]
    assert show(expression) == expected


def test_dates_in_a_time_zone():
    moment = datetime(2024, 7, 1, 22, 30, tzinfo=UTC)
    assert show("x | date: '%H:%M', 'Europe/Vienna'", x=moment) == "00:30"
    assert show("x | date: '%Y-%m-%d'", x="2024-07-01T22:30:00+02:00") == "2024-07-01"
    assert show("x | date: '%d.%m.'", x=date(2024, 7, 1)) == "01.07."
    assert show("0 | date: '%Y'") == "1970"
    assert show("x | date: '%Y'", x="some day") == "some day"
    assert show("x | date: '%Y'", x=10**30) == str(10**30)
    assert show("'now' | date: '%Y'") == str(datetime.now(UTC).year)


def test_json_keeps_types_and_quotes():
    values = {"text": 'a "b"', "none": None, "day": date(2024, 7, 1), "yes": True}
    assert [show(f"{name} | json", **values) for name in (*values, "missing")] == [
        '"a \\"b\\""', "null", '"2024-07-01"', "true", "null",
    ]  # fmt: skip
    assert show("x | json", html=True, x="<b>") == "&#34;&lt;b&gt;&#34;"


def test_lines_for_html_and_for_text():
    assert show("x | newline_to_br", html=True, x="<a>\nb") == "&lt;a&gt;<br />\nb"
    assert show("x | newline_to_br", html=False, x="<a>\nb") == "<a>\nb"


def test_lists_become_text_where_text_is_needed():
    assert show("list | append: '!'") == "bab!"
    assert show("x | upcase", x={"a": 1}) == ""
