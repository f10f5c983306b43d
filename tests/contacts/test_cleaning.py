"""Cleaning single values."""

from typing import Any

import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import example, given, settings
from hypothesis import strategies as st

from contacts.cleaning import Unfit, clean_attribute, clean_email, clean_phone, clean_score, kind_of_text
from contacts.models import AttributeKind


def strict(text: str) -> str | None:
    try:
        return validate_email(text.strip(), check_deliverability=False).normalized
    except EmailNotValidError:
        return None


@settings(max_examples=500)
@given(
    local=st.text(alphabet="abZ09._+-'\"é @", min_size=0, max_size=66),
    domain=st.text(alphabet="abZ09.-é", max_size=30),
    end=st.sampled_from((".org", ".test", ".COM", ".local", ".c", "", ".x1", ".invalid", ".xn--p1ai")),
)
@example(local="a" * 64, domain="b", end=".org")
@example(local="a" * 65, domain="b", end=".org")
@example(local="a..b", domain="b", end=".org")
@example(local="a.", domain="b", end=".org")
@example(local="-a", domain="b", end=".org")
@example(local="a", domain="b" * 64, end=".org")
@example(local="a", domain="ab--c", end=".org")
@example(local="a", domain="localhost", end="")
@example(local="a", domain="x.in-addr.arpa", end="")
def test_the_quick_way_agrees_with_email_validator(local: str, domain: str, end: str) -> None:
    text = f"{local}@{domain}{end}"
    try:
        cleaned: str | None = clean_email(text)
    except Unfit:
        cleaned = None
    assert cleaned == strict(text)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [("+43 (664) 123-4567", "+436641234567"), ("+1.202.555.0100", "+12025550100"), ("+4312345", "+4312345")],
)
def test_phone_numbers_become_e164(text: str, cleaned: str) -> None:
    assert clean_phone(text) == cleaned


@pytest.mark.parametrize("text", ["0664 1234567", "+0123456789", "+43", "+1234567890123456", "+43x6641234567", "٣"])
def test_a_number_without_a_country_is_refused(text: str) -> None:
    with pytest.raises(Unfit):
        clean_phone(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("5", "number"),
        ("-0.5", "number"),
        ("05", "text"),
        ("1e5", "text"),
        ("1234567890123456", "text"),
        ("2026-01-31", "date"),
        ("2026-01-31T09:00:00+02:00", "date"),
        ("31.01.2026", "text"),
        ("Yes", "boolean"),
        ("y", "text"),
    ],
)
def test_kinds_of_texts(text: str, kind: str) -> None:
    assert kind_of_text(text) == kind


@pytest.mark.parametrize(
    ("kind", "value", "cleaned"),
    [
        ("number", "5", 5),
        ("number", 2.5, 2.5),
        ("boolean", "No", False),
        ("text", "x", "x"),
        ("list", "a; b|c", ["a", "b", "c"]),
        ("list", ["a"], ["a"]),
    ],
)
def test_attributes_take_their_kind(kind: str, value: Any, cleaned: Any) -> None:
    assert clean_attribute(AttributeKind(kind), value) == cleaned


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("number", True),
        ("number", "five"),
        ("number", float("nan")),
        ("boolean", 1),
        ("text", 5),
        ("date", "soon"),
        ("list", [5]),
        ("text", {"a": 1}),
        ("text", "a\x00"),
        ("text", "x" * 4001),
    ],
)
def test_what_does_not_fit_is_refused(kind: str, value: Any) -> None:
    with pytest.raises(Unfit):
        clean_attribute(AttributeKind(kind), value)


@pytest.mark.parametrize("value", ["1.5", "x", "2147483648", "9" * 5000])
def test_scores_are_whole_numbers_in_range(value: str) -> None:
    with pytest.raises(Unfit):
        clean_score(value)
