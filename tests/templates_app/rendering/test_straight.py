"""The straight way through a template is the tree's: whatever the template, and whatever the values."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from templates_app.rendering.errors import RenderFailed
from templates_app.rendering.liquid import LiquidTemplate, compile_liquid

# Sources are put together of these; what is opened is closed below.
PIECES = [
    "<p>text</p>",
    " \n ",
    "{{ name }}",
    "{{- contact.plan -}}",
    "{{ contact.tags }}",
    "{{ contact['plan'] }}",
    "{{ contact.tags[0] }}",
    "{{ contact[name] }}",
    "{{ contact.tags.size }}",
    "{{ nobody }}",
    "{{ contact.nothing.more }}",
    '<a href="{{ link }}">go</a>',
    "{{ name | upcase }}",
    "{{ nobody | default: 'you' }}",
    "{{ name | divided_by: 0 }}",
    "{{ 'words' }}",
    "{% raw %}{{ kept }}{% endraw %}",
    "{% comment %}gone{% endcomment %}",
    "{% cycle 'a', 'b' %}",
    "{% assign name = 'mine' %}",
    "{% for each in contact.tags %}{{ each }}{{ name }}{% endfor %}",
    "{% case name %}{% when 'Ada' %}one{% else %}other{% endcase %}",
    "{% unless name %}none{% endunless %}",
]
CONDITIONS = [
    "name == 'Ada'",
    'contact.plan != "free"',
    "contact.plan",
    "nobody",
    "contact.tags contains 'a'",
    "name == empty",
    "number > 2",
    "number == '3'",
    "name == 'Ada' and number",
]
TEXTS = ["Ada", "", "<b>&'\"", "3", "javascript:alert(1)"]
SCALARS = st.sampled_from([*TEXTS, None, True, False, 3, 3.5, Decimal("1.50")])
OBJECTS = st.fixed_dictionaries({}, optional={"plan": SCALARS, "tags": st.lists(SCALARS, max_size=3), "size": SCALARS})
VALUES = st.fixed_dictionaries(
    {},
    optional={
        "name": SCALARS,
        "number": SCALARS,
        "link": SCALARS,
        "contact": SCALARS | OBJECTS,
    },
)


def _chosen(parts: "tuple[str, str, str, str]") -> str:
    condition, first, second, third = parts
    return f"{{% if {condition} %}}{first}{{% elsif name %}}{second}{{% else %}}{third}{{% endif %}}"


SOURCES = st.recursive(
    st.sampled_from(PIECES),
    lambda inner: (
        st.lists(inner, max_size=4).map("".join)
        | st.tuples(st.sampled_from(CONDITIONS), inner, inner, inner).map(_chosen)
    ),
    max_leaves=8,
)


@settings(max_examples=300)
@given(source=SOURCES, values=VALUES, html=st.booleans())
@example(source="{% if name == 'Ada' %} {% if nobody %} {% endif %}{% endif %}", values={"name": "Ada"}, html=True)
def test_it_is_the_trees(source: str, values: dict[str, Any], html: bool) -> None:
    template = compile_liquid(source, html=html)
    assert _outcome(template.render, values) == _outcome(template.render_by_tree, values)


def test_a_mail_of_texts_values_and_plain_conditions_needs_no_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    template = compile_liquid("Hi {{ a.b }}{% if a.c == 'x' %}, {{ a.c }}{% else %}!{% endif %}", html=True)
    monkeypatch.delattr(LiquidTemplate, "render_by_tree")
    assert template.render({"a": {"b": "<Ada>", "c": "x"}}) == "Hi &lt;Ada&gt;, x"


def test_what_is_missing_is_noted_and_leaves_the_rest_to_the_straight_way(monkeypatch: pytest.MonkeyPatch) -> None:
    template = compile_liquid("{{ a }}-{{ b.c }}", html=False)
    monkeypatch.delattr(LiquidTemplate, "render_by_tree")
    missing: set[str] = set()
    assert template.render({"a": 1}, missing) == "1-"
    assert missing == {"b.c"}


def test_variables_of_its_own_lead_by_the_tree() -> None:
    assert compile_liquid("{% assign a = 1 %}{{ a }}", html=True).steps is None


def test_a_result_that_is_too_long_is_refused_as_by_the_tree() -> None:
    template = compile_liquid("{{ a }}{{ a }}", html=False)
    values = {"a": "x" * 600_000}
    assert _outcome(template.render, values) == _outcome(template.render_by_tree, values)
    with pytest.raises(RenderFailed, match="too long"):
        template.render(values)


def _outcome(render: Any, values: dict[str, Any]) -> tuple[object, ...]:
    missing: set[str] = set()
    try:
        return "rendered", render(values, missing), missing
    except RenderFailed as error:
        return "refused", str(error), error.line
