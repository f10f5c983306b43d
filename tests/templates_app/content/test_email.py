"""The schema of e-mail content, and the list of content types."""

import pytest

from templates_app.content.channels import CONTENT_TYPES, content_type
from templates_app.content.email import EmailContent
from tests.factories.templates_app import MJML, email_content
from workspaces.errors import InvalidInput

# One valid content per channel: a new content type cannot come without one.
EXAMPLES = {
    "email": email_content(),
    "sms": {"text": "Hi {{firstName}}", "opt_out": "Text STOP to end"},
    "push": {"title": "Hi {{firstName}}", "body": "News", "url": "https://example.com"},
    "onsite": {"title": "Hi {{firstName}}", "html": "<p>News</p>", "placement": "banner", "hours": 24},
    "telegram": {"text": "Hi **{{firstName}}**", "buttons": [{"text": "Shop", "url": "https://example.com"}]},
    "whatsapp": {"template": "hi", "language": "de", "body": "Hi {{1}}", "parameters": ["{{firstName}}"]},
}


def test_every_content_type_has_an_example():
    assert set(CONTENT_TYPES) == set(EXAMPLES)


@pytest.mark.parametrize("channel", sorted(EXAMPLES))
def test_examples_parse_and_compile(channel):
    kind = content_type(channel)
    assert kind.channel == channel
    content = kind.parse(EXAMPLES[channel])
    assert content.model_dump(exclude_unset=True) == EXAMPLES[channel]
    for message_type in ("marketing", "transactional"):
        assert kind.compile(content, message_type=message_type).stored
    assert kind.schema()["additionalProperties"] is False


def test_a_channel_without_templates():
    with pytest.raises(InvalidInput, match="channel: must be one of email"):
        content_type("pigeon")


def test_what_is_left_out():
    content = EmailContent(subject="S", html="<p>x</p>")
    assert (content.preheader, content.mjml, content.text) == ("", None, None)


@pytest.mark.parametrize(
    ("fields", "field", "code", "words"),
    [
        ({"subject": None}, "content.subject", "required", "Field required"),
        ({"subject": ""}, "content.subject", "invalid", "at least 1 character"),
        ({"subject": "x" * 501}, "content.subject", "invalid", "at most 500 characters"),
        ({"subject": "a\nBcc: b"}, "content.subject", "invalid", "pattern"),
        ({"subject": 5}, "content.subject", "invalid", "valid string"),
        ({"preheader": "x" * 501}, "content.preheader", "invalid", "at most 500 characters"),
        ({"mjml": None}, "content", "invalid", "give exactly one of 'blocks', 'mjml' and 'html'"),
        ({"html": "<p>x</p>"}, "content", "invalid", "give exactly one of 'blocks', 'mjml' and 'html'"),
        ({"mjml": "x" * 200_001}, "content.mjml", "invalid", "at most 200000 characters"),
        ({"mjml": "a\x00"}, "content.mjml", "invalid", "must not contain a NUL character"),
        ({"subject": "a\x00"}, "content.subject", "invalid", "must not contain a NUL character"),
        ({"text": "\ud800"}, "content.text", "invalid", "valid string"),
        ({"text": ""}, "content.text", "invalid", "at least 1 character"),
        ({"bcc": "x@e.com"}, "content.bcc", "unknown_field", "unknown field"),
    ],
)
def test_wrong_fields_are_named(fields, field, code, words):
    with pytest.raises(InvalidInput) as refused:
        content_type("email").parse(email_content(**fields))
    (detail,) = refused.value.details
    assert (detail.field, detail.code) == (field, code)
    assert words in detail.message


@pytest.mark.parametrize("data", [None, [], "x", 5])
def test_what_is_no_object(data):
    with pytest.raises(InvalidInput, match="content: "):
        content_type("email").parse(data)


def test_every_error_at_once():
    with pytest.raises(InvalidInput) as refused:
        content_type("email").parse({"mjml": MJML, "a": 1, "b": 2})
    assert [detail.field for detail in refused.value.details] == ["content.subject", "content.a", "content.b"]
