"""What the checks find in rendered mails; the registry is the test list."""

import pytest

from templates_app.checks.registry import CHECKS, mail_findings
from templates_app.checks.size import GMAIL_CLIP
from templates_app.rendering.email import RenderedEmail

CALM = "Every year in spring we look back at what we have made, and tell you about it in some calm words. " * 4
FOUND = {
    "links": (
        f'<p>{CALM}</p><a href="#">Begin</a><a href="http://e.org/x">Read</a>',
        "Hi",
        ["link_placeholder", "link_insecure"],
    ),
    "pictures": (
        '<img src="http://e.org/a.png"><img src="https://e.org/b.png" alt=" "><p>Hi</p>',
        "Hi",
        ["image_alt", "image_insecure", "image_ratio"],
    ),
    "leaving": (f'<p>{CALM}</p><div class="cp-way-out">', "Hi", ["unsubscribe_added"]),
    "size": (f"<p>{'x' * GMAIL_CLIP}</p>", "Hi", ["size_clipped"]),
    "spam": (
        f"<p>{CALM} Click here, act now</p>",
        "FREE MONEY FOR EVERYBODY!!! " + "A" * 60,
        ["spam_words", "subject_capitals", "subject_loud", "subject_long"],
    ),
}


def found(html: str, subject: str = "Hi", *, is_marketing: bool = True) -> list[str]:
    return [each.code for each in mail_findings(RenderedEmail(subject, html, ""), is_marketing=is_marketing)]


def test_every_check_has_its_case():
    assert {check.__name__ for check in CHECKS} == set(FOUND)


@pytest.mark.parametrize("name", FOUND)
def test_what_it_finds(name):
    html, subject, codes = FOUND[name]
    assert found(html, subject) == codes


def test_a_good_mail_has_nothing_to_look_at():
    links = '<a href="https://e.org/">Read</a><a href="#preview">Leave</a>'
    assert found(f'<p>{CALM}</p><img src="https://e.org/a.png" alt="A tree">{links}') == []


def test_what_is_said_names_what_is_meant():
    (finding,) = mail_findings(
        RenderedEmail("Hi", f'<p>{CALM}</p><a href="https://shop.example.com">Shop</a><a href="">x</a>', ""),
        is_marketing=False,
    )
    assert finding.message == "2 links lead nowhere for this contact: “Shop”, “x”."
    assert finding.severity == "warning"


def test_nearly_too_large_is_a_note():
    assert found(f"<p>{'x' * (GMAIL_CLIP - 2_000)}</p>") == ["size_near"]


def test_transactional_mails_need_no_way_out():
    assert found(f'<p>{CALM}</p><div class="cp-way-out">', is_marketing=False) == []
