"""Which language a contact gets, and how the languages of a mail are written, checked and stored."""

import pytest

from templates_app.content.channels import content_type
from templates_app.rendering.locales import fallbacks, load_email
from templates_app.services import template_preview
from tests.factories.contacts import make_contact
from tests.factories.templates_app import email_content, make_published
from tests.factories.workspaces import make_workspace
from workspaces.errors import InvalidInput

KIND = content_type("email")
CONTENT = {
    "subject": "Hello",
    "blocks": [{"type": "heading", "text": "Hi"}],
    "theme": {"text": "#123456"},
    "locales": {
        "de": {"subject": "Hallo {{ firstName }}", "blocks": [{"type": "heading", "text": "Guten Tag"}]},
        "de-AT": {"subject": "Servus", "html": "<p>Griaß di, {{ contact.plan }}</p>"},
    },
}


@pytest.mark.parametrize(
    ("locale", "found"),
    [
        ("de-AT", ("de-AT", "de")),
        ("de_at", ("de-AT", "de")),
        ("DE", ("de",)),
        ("zh_hans_CN", ("zh-Hans-CN", "zh-CN", "zh")),
        ("pt_BR.UTF-8", ("pt-BR", "pt")),
        ("german", ()),
        ("", ()),
        (None, ()),
        (["de"], ()),
    ],
)
def test_what_is_looked_for(locale, found):
    assert fallbacks(locale) == found


@pytest.mark.parametrize(
    ("attributes", "subject"),
    [
        ({"locale": "de-AT"}, "Servus"),
        ({"locale": "de-CH"}, "Hallo Bo"),
        ({"language": "de"}, "Hallo Bo"),
        ({"locale": "fr", "language": "de"}, "Hello"),
        ({"locale": 7}, "Hello"),
        ({}, "Hello"),
    ],
)
def test_each_contact_gets_their_language(attributes, subject):
    mail = KIND.compile(KIND.parse(CONTENT), message_type="marketing")
    values = {"contact": attributes, "firstName": "Bo", "unsubscribe_url": "#"}
    assert mail.render(values).subject == subject
    assert load_email(mail.stored).render(values) == mail.render(values)
    assert load_email(mail.stored).stored == mail.stored


def test_all_languages_have_the_way_out_and_the_mails_theme():
    mail = KIND.compile(KIND.parse(CONTENT), message_type="marketing")
    for locale in ("de", "de-AT", "en"):
        rendered = mail.render({"contact": {"locale": locale}, "firstName": "Bo", "unsubscribe_url": "#leave"})
        assert ("#leave" in rendered.html, "#leave" in rendered.text) == (True, True)
    assert "#123456" in mail.render({"contact": {"locale": "de"}, "firstName": "Bo"}).html
    assert mail.variables == ("contact.plan", "firstName", "unsubscribe_url")


def test_a_mail_in_one_language_is_stored_as_before():
    mail = KIND.compile(KIND.parse(email_content()), message_type="marketing")
    assert set(mail.stored) == {"subject", "html", "text"}


@pytest.mark.parametrize(
    ("locales", "field"),
    [
        ({"de": {"subject": "S"}}, "content.locales.de"),
        ({"german": {"subject": "S", "html": "x"}}, "content.locales.german.[key]"),
        ({"de": {"subject": "S", "html": "x", "locales": {}}}, "content.locales.de.locales"),
        ({"de": {"subject": "{% if x %}", "html": "x"}}, "content.locales.de.subject"),
        (
            {"de": {"subject": "S", "blocks": [{"type": "button", "url": "e.com"}]}},
            "content.locales.de.blocks[0].url",
        ),
    ],
)
def test_what_is_wrong_is_named_with_its_language(locales, field):
    with pytest.raises(InvalidInput) as refused:
        KIND.compile(KIND.parse({**CONTENT, "locales": locales}), message_type="marketing")
    assert [detail.field for detail in refused.value.details] == [field]


def test_gaps_are_named_with_their_language():
    content = {**CONTENT, "locales": {"fr": {"subject": "S", "blocks": [{"type": "button", "text": "Allez"}]}}}
    assert [gap.field for gap in KIND.gaps(KIND.parse(content))] == ["content.locales.fr.blocks[0].url"]


@pytest.mark.django_db
def test_a_published_version_is_sent_and_shown_in_the_contacts_language():
    workspace = make_workspace()
    template, version = make_published(workspace, content=CONTENT)
    german = make_contact(workspace, email="g@example.com", attributes={"locale": "de-DE"}, first_name="Grit")
    shown = template_preview(template=template, contact=german, version=version)
    assert shown.rendered.subject == "Hallo Grit"
    assert (
        template_preview(template=template, contact=german, version=version, locale="de-AT").rendered.subject
        == "Servus"
    )
