"""A whole e-mail: compilation with every error named, the parts, headers that cannot be broken, the footer."""

from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from templates_app.content.email import EmailContent
from templates_app.rendering import CompiledEmail, RenderFailed, compile_content
from tests.factories.templates_app import MJML
from workspaces.errors import InvalidInput


def compiled(*, footer=False, **fields):
    fields.setdefault("subject", "S")
    if "html" not in fields:
        fields.setdefault("mjml", MJML)
    return compile_content(EmailContent(**fields), unsubscribe_footer=footer)


def test_the_three_parts():
    mail = compiled(subject="Hi {{ n }}", html="<p>Dear {{ n }}, <a href='{{ u }}'>go</a></p>").render(
        {"n": "A<b>&", "u": "https://e.com/?a=1&b=2"}
    )
    assert mail.subject == "Hi A<b>&"
    assert '<p>Dear A&lt;b&gt;&amp;, <a href="https://e.com/?a=1&amp;b=2">go</a></p>' in mail.html
    assert mail.text == "Dear A<b>&, go (https://e.com/?a=1&b=2)\n"


def test_a_text_part_of_ones_own_is_used():
    mail = compiled(text="Dear {{ n }},\n\n\n\nyours").render({"n": "<x>"})
    assert mail.text == "Dear <x>,\n\nyours\n"


def test_the_preheader_stands_first_in_the_body_and_not_in_the_text():
    mail = compiled(preheader="News & {{ n }}", html="<p>Body</p>").render({"n": "<b>"})
    start = mail.html.index("<body>") + len("<body>")
    assert mail.html[start:].startswith('<div style="display:none;')
    assert mail.html.index("News &amp; &lt;b&gt;</div><p>Body</p>") > start
    assert mail.text == "Body\n"


def test_the_preheader_stands_in_a_body_with_liquid_in_its_attributes():
    mail = compiled(preheader="P", html="<body style='color:{{ c | default: '>' }}'><p>x</p></body>").render(
        {"c": "red"}
    )
    assert mail.html.count(">P</div><p>x</p></body>") == 1
    assert '<body style="color:red"><div' in mail.html


def test_variables_of_all_parts():
    mail = compiled(subject="{{ a.b }}", preheader="{{ p }}", html="<p>{{ h }}</p>", text="{{ t }}", footer=True)
    assert mail.variables == ("a.b", "h", "p", "t", "unsubscribe_url")


def test_missing_values_are_collected():
    missing: set[str] = set()
    compiled(subject="S {{ a.b }}", html="{{ c }}").render({}, missing)
    assert missing == {"a.b", "c"}


@pytest.mark.parametrize(
    "value", ["x\r\nBcc: evil@e.com", "x\nBcc: y", "x\rBcc: y", "x\u2028Bcc: y", "x\x00y", "x\x85y"]
)
def test_a_value_cannot_add_a_header(value):
    subject = compiled(subject="Hi {{ v }}").render({"v": value}).subject
    assert subject.splitlines() == [subject]
    message = EmailMessage()
    message["Subject"] = subject
    assert message.keys() == ["Subject"]


@given(st.text(max_size=100))
def test_any_value_gives_a_one_line_subject(value):
    subject = SUBJECT.render({"v": value}).subject
    assert subject.startswith("Hi")
    assert len(subject.splitlines()) == 1


SUBJECT = compiled(subject="Hi {{ v }}", html="<p>x</p>")


def test_an_empty_or_endless_subject_fails_for_that_contact():
    mail = compiled(subject="{{ v }}")
    with pytest.raises(RenderFailed, match="subject: is empty for this contact"):
        mail.render({"v": " \n"})
    with pytest.raises(RenderFailed, match="subject: is longer than 998"):
        mail.render({"v": "x" * 999})


def test_a_failing_part_is_named():
    with pytest.raises(RenderFailed, match="html, line 1: divided_by") as failed:
        compiled(html="<p>{{ 1 | divided_by: n }}</p>", text="x").render({"n": 0})
    assert failed.value.field == "html"


def test_every_wrong_part_is_named_with_its_line():
    with pytest.raises(InvalidInput) as refused:
        compiled(subject="{{ x | nope }}", preheader="{{", mjml="<mjml>\n<mj-foo/></mjml>", text="a\nb {% if %}")
    assert [(d.field, d.code) for d in refused.value.details] == [
        ("content.subject", "unknown_filter"),
        ("content.preheader", "liquid_syntax"),
        ("content.text", "liquid_syntax"),
        ("content.mjml", "markup"),
    ]
    assert [d.message.split(":")[0] for d in refused.value.details] == ["line 1", "line 1", "line 2", "line 2"]


def test_a_marketing_mail_without_an_unsubscribe_link_gets_one_in_both_parts():
    mail = compiled(html="<p>x</p>", text="x", footer=True).render({"unsubscribe_url": "https://u.e/1"})
    assert mail.html.endswith('<a href="https://u.e/1" style="color:#666666;">Unsubscribe</a></div></body></html>')
    assert mail.text == "x\n\n--\nUnsubscribe: https://u.e/1\n"


def test_a_link_of_ones_own_suffices():
    own = '<p><a href="{{ unsubscribe_url }}">Leave</a></p>'
    mail = compiled(html=own, footer=True).render({"unsubscribe_url": "https://u.e/1"})
    assert mail.html.count("https://u.e/1") == 1
    assert mail.text == "Leave (https://u.e/1)\n"
    mixed = compiled(html=own, text="plain", footer=True).render({"unsubscribe_url": "https://u.e/1"})
    assert mixed.text == "plain\n\n--\nUnsubscribe: https://u.e/1\n"


def test_without_the_footer_nothing_is_added():
    assert "unsubscribe_url" not in compiled(html="<p>x</p>").variables


def test_what_is_stored_renders_the_same():
    mail = compiled(subject="Hi {{firstName}}", preheader="P", footer=True)
    values = {
        "firstName": "Ann",
        "contact": {"first_name": "Ann", "email": "a+b@e.com"},
        "unsubscribe_url": "https://u",
    }
    again = CompiledEmail.load(mail.stored)
    assert again.render(values) == mail.render(values)
    assert again.variables == mail.variables
    assert sorted(mail.stored) == ["html", "subject", "text"]
