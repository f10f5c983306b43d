"""Compiling and rendering Liquid: values, escaping, variables, errors that name their line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from templates_app.rendering.errors import RenderFailed, SourceError
from templates_app.rendering.liquid import compile_liquid


def render(source, html=True, **values):
    return compile_liquid(source, html=html).render(values)


def test_values_are_escaped_in_html_only():
    assert render("<p>{{ x }}</p>", x='<b>&"') == "<p>&lt;b&gt;&amp;&#34;</p>"
    assert render("{{ x }}", html=False, x='<b>&"') == '<b>&"'


def test_the_authors_own_markup_is_not_escaped():
    assert render("{{ x | default: '<i>you</i>' }}", x="") == "<i>you</i>"
    assert render("{{ x | append: '<br>' }}", x="<") == "&lt;<br>"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""),
        (True, "true"),
        (False, "false"),
        (3, "3"),
        (3.0, "3"),
        (3.5, "3.5"),
        (["a", 1], "a1"),
        ({"k": 1}, ""),
    ],
)
def test_values_read_as_people_expect(value, shown):
    assert render("{{ x }}", x=value) == shown


def test_tags():
    source = (
        "{% assign n = 2 %}{% for i in (1..n) %}{{ i }}{% unless forloop.last %},{% endunless %}{% endfor %}"
        "{% case c %}{% when 'a' %}A{% else %}?{% endcase %}{% capture z %}{{ c }}!{% endcapture %}{{ z }}"
        "{% if c == 'a' and n > 1 %}yes{% elsif n %}no{% endif %}{% comment %}hidden{% endcomment %}"
        "{% raw %}{{ kept }}{% endraw %}{% for t in none %}x{% else %}empty{% endfor %}"
    )
    assert render(source, c="a") == "1,2Aa!yes{{ kept }}empty"


def test_loops_over_lists_objects_with_limit_offset_reversed_break_continue():
    assert render("{% for t in x limit: 2 offset: 1 reversed %}{{ t }}{% endfor %}", x=[1, 2, 3, 4]) == "32"
    assert render("{% for t in x %}{{ t[0] }}={{ t[1] }};{% endfor %}", x={"a": 1}) == "a=1;"
    source = "{% for t in x %}{% if t == 2 %}{% continue %}{% elsif t == 4 %}{% break %}{% endif %}{{ t }}{% endfor %}"
    assert render(source, x=[1, 2, 3, 4, 5]) == "13"


def test_what_is_missing_renders_empty_and_is_noted():
    missing: set[str] = set()
    template = compile_liquid("[{{ a.b }}{{ c }}{{ d | default: 'x' }}]", html=True)
    assert template.render({"a": {}, "d": 1}, missing) == "[1]"
    assert missing == {"a.b", "c"}


def test_python_attributes_are_out_of_reach():
    assert render("{{ x.__class__ }}{{ x.upper }}{{ y.append }}{{ y.__init__ }}", x="s", y=[1]) == ""


def test_variables_are_what_the_template_asks_of_its_context():
    source = (
        "{% assign a = contact.plan %}{{ a }}{% for t in contact.tags %}{{ t }}{{ forloop.index }}{% endfor %}"
        "{% if trigger.order.total > least %}{{ firstName | append: last }}{% endif %}"
        "{% capture z %}{% endcapture %}{{ z }}"
    )
    assert compile_liquid(source, html=True).variables == {
        "contact.plan", "contact.tags", "trigger.order.total", "least", "firstName", "last",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        ("a\n{{ x | foo }}", 2, "unknown filter 'foo'"),
        ("{{ x | safe }}", 1, "unknown filter 'safe'"),
        ("\n\n{% foo %}", 3, "the tag 'foo' is not available"),
        ("{% include 'x' %}", 1, "the tag 'include' is not available"),
        ("{% render 'x' %}", 1, "the tag 'render' is not available"),
        ("{% echo x %}", 1, "the tag 'echo' is not available"),
        ("{% assign unsubscribe_url = 'x' %}", None, "'unsubscribe_url' cannot be assigned"),
        ("{% capture preferences_url %}x{% endcapture %}", None, "'preferences_url' cannot be assigned"),
        ("\n<a href='{% cycle x, y %}'>", 2, "'cycle' cannot begin an address"),
        ("{% liquid assign x = 1 %}", 1, "the tag 'liquid' is not available"),
        ("x\n{% if a %}\n", 2, "'if' is never closed by 'endif'"),
        ("{% if a %}{% for b in c %}{% endif %}", 1, "'endif' closes nothing here"),
        ("\n{% endfor %}", 2, "'endfor' closes nothing here"),
        ("\n{% if %}{% endif %}", 2, "missing expression"),
        ("{{ a b }}", 1, "expected"),
        ("{{ }}", 1, "expected a primitive expression"),
        ("\n{% break %}", 2, "inside a 'for' block"),
        ("{% for a in b offset: continue %}{% endfor %}", 1, "not available"),
        ("{% if " + "a and " * 100 + "a %}{% endif %}", 1, "nested too deep"),
        ("{% if a %}" * 20 + "{% endif %}" * 20, 1, "nested more than 12 deep"),
        ("{{ " + "a" * 200 + " }}", None, "longer than 120 characters"),
    ],
)
def test_a_source_that_does_not_compile_names_its_line(source, line, words):
    with pytest.raises(SourceError, match=words) as refused:
        compile_liquid(source, html=True)
    assert refused.value.line == line


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("{{ 1 | divided_by: 0 }}", "can't divide by 0"),
        ("\n{{ 'inf' | ceil }}", "line 2: .*infinity"),
        ("{{ 'x' | truncate: 'y' }}", "truncate"),
        ("{{ x | date: '%Q' }}", "does not know the format"),
        ("{{ 'now' | date: '%H', 'Mars/Phobos' }}", "does not know the time zone"),
        ("{% for a in (1..5) limit: 'x' %}{% endfor %}", "whole numbers"),
    ],
)
def test_what_fails_for_a_contact_says_why(source, words):
    with pytest.raises(RenderFailed, match=words):
        render(source, x="2024-01-01")


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", " java\tscript:x", "JAVASCRIPT:x", "data:text/html,x", "vbscript:x", "&#106;avascript:x"],
)
def test_a_value_cannot_make_a_link_run_code(address):
    assert render('<a href="{{ u }}">', u=address).removeprefix('<a href="').removesuffix('">') in (
        "#",
        "&amp;#106;avascript:x",
    )
    assert render("<img src='{% if u %}{{ u }}{% endif %}'>", u="javascript:x") == "<img src='#'>"
    assert render('{% capture v %}{{ u }}{% endcapture %}<a href="{{ v }}">', u="javascript:x") == '<a href="#">'


def test_ordinary_addresses_are_left_alone():
    for address in ("https://e.com/a?b=c", "mailto:a@e.com", "tel:+1", "/path", "#top", "page.html"):
        assert render('<a href="{{ u }}">', u=address) == f'<a href="{address}">'
    assert render("<p>{{ u }}</p>", u="javascript:x") == "<p>javascript:x</p>"
    assert render('<a href="https://e.com/{{ u }}">', u="a:b") == '<a href="https://e.com/a:b">'


def test_compiled_templates_do_not_remember():
    template = compile_liquid("{% assign x = x | append: '!' %}{{ x }}{% cycle 'a', 'b' %}", html=False)
    assert [template.render({"x": "1"}) for _ in range(2)] == ["1!a", "1!a"]


@given(st.text(max_size=200))
def test_no_value_leaves_its_place_in_html(value):
    shown = render('<p title="{{ x }}">{{ x }}</p>', x=value)
    inner = shown.removeprefix('<p title="').removesuffix("</p>")
    assert shown.startswith('<p title="')
    assert inner.count('">') == 1
    assert "<" not in inner
    assert inner.count('"') == 1


SYNTAX = (
    "{{ }} {% %} if endif for endfor in assign = capture endcapture else case when endcase cycle raw endraw comment"
)
VALUES = "x y.z a b z == > contains and (1..3) (1..x) [ ] [0] ['k'] . , : 9999999999999 1.5 -1 nil true empty blank 'a'"
CALLS = (
    "| append: 'q' replace: times: 3 split: '' join: sort map: date: '%d' size first last uniq sum concat: endcomment"
)
PIECES = st.sampled_from(f"{SYNTAX} {VALUES} {CALLS}".split())


@given(st.lists(PIECES, max_size=30).map(" ".join))
def test_only_our_errors_come_out(source):
    try:
        template = compile_liquid(source, html=True)
    except SourceError:
        return
    values = {"x": "text", "y": [1, "b", {"a": [2]}, None], "a": 2, "b": {"k": 1.5}, "z": float("inf")}
    try:
        template.render(values)
    except RenderFailed:
        pass  # any other exception fails the test


@given(st.lists(st.sampled_from(sorted(compile_liquid("", html=True).parsed.env.filters)), max_size=4), st.data())
def test_every_filter_on_every_kind_of_value(names, data):
    argument = data.draw(st.sampled_from(["", ": 'a'", ": 2", ": y", ": -1, 5", ": 'a', 'b'", ": nil"]))
    source = "{{ x" + "".join(f" | {name}{argument}" for name in names) + " }}"
    value = data.draw(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
        | st.lists(st.integers() | st.text(max_size=3) | st.dictionaries(st.just("a"), st.integers()), max_size=4)
    )  # fmt: skip
    try:
        render(source, x=value, y=[1, "b"])
    except RenderFailed:
        pass  # any other exception fails the test
