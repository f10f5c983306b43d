"""As whom a campaign's mails are sent: what it says itself, and the sender's for the rest."""

import email
from email.policy import default

import pytest
from pydantic import ValidationError

from messaging.identity import Identity
from messaging.mail_from import MailFrom
from messaging.mime.skeleton import Mail, MailParts, Skeleton

SENDER = Identity("Campanile", "hello@a.example", "help@a.example")
MAIL = Mail("msg_1", "Fri, 20 Nov 2026 10:00:00 +0000", "zoe@b.example", "Zoë", "Hello", "<p>Hello</p>", "Hello")


@pytest.mark.parametrize(
    ("said", "sender", "answers"),
    [
        ({}, "Campanile <hello@a.example>", "help@a.example"),
        ({"from_name": "Ada"}, "Ada <hello@a.example>", "help@a.example"),
        ({"reply_to_name": "Zoë, Hilfe"}, "Campanile <hello@a.example>", '"Zoë, Hilfe" <help@a.example>'),
        ({"reply_to_email": "ada@c.example"}, "Campanile <hello@a.example>", "ada@c.example"),
    ],
)
def test_what_it_says_stands_in_the_mail(said, sender, answers):
    identity = SENDER.worn_by(said)
    read = email.message_from_bytes(Skeleton(identity).fill(MAIL), policy=default)
    assert (read["From"], read["Reply-To"]) == (sender, answers)
    parts = MailParts(MAIL, identity)
    assert parts.reply_to.endswith(said.get("reply_to_email", "help@a.example>" if "<" in answers else answers))
    assert parts.reply_to_fields["email"] == identity.reply_to


def test_a_sender_without_an_address_for_answers_has_none():
    parts = MailParts(MAIL, Identity("Campanile", "hello@a.example"))
    assert (parts.reply_to, parts.reply_to_fields) == ("", {})


@pytest.mark.parametrize(
    "wrong", [{"from_name": "a\r\nBcc: x@y.example"}, {"reply_to_email": "nobody"}, {"from_name": "x" * 121}, {"x": 1}]
)
def test_what_can_stand_in_no_header_is_refused(wrong):
    with pytest.raises(ValidationError):
        MailFrom.model_validate(wrong)
