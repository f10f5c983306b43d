"""What each vendor's words mean: bounces hard and soft, complaints, refusals, answers; and unforeseen bodies."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from messaging.hooks.base import Call, Fact, Report, Unreadable
from messaging.hooks.registry import HOOKS
from tests.messaging.hooks.calls import of_sns, of_whatsapp

CONFIG = {"phone_number_id": "106540352242922"}
KEY = "msg_01k9zq3v7nfe5v8x2m4c6d8a0b"


def read(vendor: str, document: Any, *, query: Mapping[str, str] | None = None) -> list[Report]:
    forms = vendor == "twilio" or (vendor in ("mailgun", "sendgrid") and "from" in document)
    form = {name: str(value) for name, value in document.items()} if forms else {}
    document = of_sns(document) if vendor == "ses" else document
    body = urlencode(form).encode() if forms else json.dumps(document).encode()
    headers = {"svix-id": "call-1", "webhook-id": "call-1"}
    return HOOKS[vendor].read(Call("https://x.example/", query or {}, headers, body, form), CONFIG)


def status(**fields: Any) -> dict[str, Any]:
    return of_whatsapp(
        {"statuses": [{"id": "w1", "recipient_id": "436641234567", "timestamp": "1750857384", **fields}]}
    )


FACTS: list[tuple[str, Any, Fact | None]] = [
    ("resend", {"type": "email.bounced", "data": {"bounce": {"type": "Permanent", "message": "no"}}}, Fact.BOUNCED),
    ("resend", {"type": "email.bounced", "data": {"bounce": {"type": "Transient"}}}, Fact.SOFT_BOUNCED),
    ("resend", {"type": "email.complained", "data": {}}, Fact.COMPLAINED),
    ("resend", {"type": "email.opened", "data": {}}, None),
    ("ses", {"eventType": "Bounce", "bounce": {"bounceType": "Permanent"}}, Fact.BOUNCED),
    ("ses", {"notificationType": "Bounce", "bounce": {"bounceType": "Transient"}}, Fact.SOFT_BOUNCED),
    ("ses", {"eventType": "Complaint", "complaint": {"complaintFeedbackType": "abuse"}}, Fact.COMPLAINED),
    ("ses", {"eventType": "Complaint", "complaint": {"complaintFeedbackType": "not-spam"}}, None),
    ("ses", {"eventType": "Open", "open": {}}, None),
    ("postmark", {"RecordType": "Bounce", "Type": "HardBounce"}, Fact.BOUNCED),
    ("postmark", {"RecordType": "Bounce", "Type": "SoftBounce"}, Fact.SOFT_BOUNCED),
    ("postmark", {"RecordType": "Bounce", "Type": "Transient"}, None),
    ("postmark", {"RecordType": "SpamComplaint", "Type": "SpamComplaint"}, Fact.COMPLAINED),
    (
        "postmark",
        {"RecordType": "SubscriptionChange", "SuppressSending": True, "Origin": "Recipient"}
        | {"SuppressionReason": "ManualSuppression"},
        Fact.UNSUBSCRIBED,
    ),
    (
        "postmark",
        {"RecordType": "SubscriptionChange", "SuppressSending": True, "Origin": "Customer"}
        | {"SuppressionReason": "ManualSuppression"},
        None,
    ),
    ("sendgrid", [{"event": "bounce", "type": "bounce", "sg_event_id": "1"}], Fact.BOUNCED),
    ("sendgrid", [{"event": "bounce", "type": "blocked", "sg_event_id": "1"}], Fact.SOFT_BOUNCED),
    ("sendgrid", [{"event": "dropped", "reason": "Bounced Address", "sg_event_id": "1"}], Fact.BOUNCED),
    ("sendgrid", [{"event": "dropped", "reason": "Spam Content", "sg_event_id": "1"}], Fact.SOFT_BOUNCED),
    ("sendgrid", [{"event": "dropped", "reason": "Unsubscribed Address", "sg_event_id": "1"}], Fact.UNSUBSCRIBED),
    ("sendgrid", [{"event": "deferred", "sg_event_id": "1"}], None),
    ("sendgrid", [{"event": "spamreport", "sg_event_id": "1"}], Fact.COMPLAINED),
    ("brevo", {"event": "hard_bounce"}, Fact.BOUNCED),
    ("brevo", {"event": "soft_bounce"}, Fact.SOFT_BOUNCED),
    ("brevo", {"event": "spam"}, Fact.COMPLAINED),
    ("brevo", {"event": "deferred"}, None),
    ("mailgun", {"event-data": {"event": "failed", "severity": "permanent", "reason": "bounce"}}, Fact.BOUNCED),
    ("mailgun", {"event-data": {"event": "failed", "severity": "permanent", "reason": "old"}}, Fact.SOFT_BOUNCED),
    (
        "mailgun",
        {"event-data": {"event": "failed", "severity": "permanent", "delivery-status": {"code": 552}}},
        Fact.SOFT_BOUNCED,
    ),
    (
        "mailgun",
        {"event-data": {"event": "failed", "severity": "permanent", "reason": "suppress-complaint"}},
        Fact.COMPLAINED,
    ),
    ("mailgun", {"event-data": {"event": "failed", "severity": "temporary"}}, None),
    ("twilio", {"MessageSid": "1", "MessageStatus": "undelivered", "ErrorCode": "30005"}, Fact.BOUNCED),
    ("twilio", {"MessageSid": "1", "MessageStatus": "undelivered", "ErrorCode": "30003"}, Fact.SOFT_BOUNCED),
    ("twilio", {"MessageSid": "1", "MessageStatus": "failed", "ErrorCode": "21610"}, Fact.OPTED_OUT),
    ("twilio", {"MessageSid": "1", "MessageStatus": "sent"}, None),
    ("whatsapp_cloud", status(status="read"), Fact.READ),
    ("whatsapp_cloud", status(status="failed", errors=[{"code": 131050}]), Fact.UNSUBSCRIBED),
    ("whatsapp_cloud", status(status="failed", errors=[{"code": 131026}]), Fact.SOFT_BOUNCED),
    ("whatsapp_cloud", status(status="sent"), None),
    (
        "whatsapp_cloud",
        of_whatsapp({"user_preferences": [{"wa_id": "1", "category": "marketing_messages", "value": "stop"}]}),
        Fact.UNSUBSCRIBED,
    ),
    ("whatsapp_cloud", of_whatsapp({"statuses": [{"id": "1", "status": "read"}]}, "another"), None),
    (
        "telegram_bot",
        {
            "update_id": 1,
            "my_chat_member": {"chat": {"id": 5, "type": "private"}, "new_chat_member": {"status": "kicked"}},
        },
        Fact.LEFT,
    ),
    ("telegram_bot", {"update_id": 1, "message": {"chat": {"id": 5, "type": "group"}, "text": "hi"}}, None),
    ("webhook", {"events": [{"id": "1", "type": "message.failed", "permanent": True}]}, Fact.BOUNCED),
    ("webhook", {"events": [{"id": "1", "type": "message.failed"}]}, Fact.SOFT_BOUNCED),
    ("webhook", {"events": [{"id": "1", "type": "contact.opted_in", "address": "+1"}]}, Fact.OPTED_IN),
    ("webhook", {"events": [{"id": "1", "type": "something.else"}]}, None),
]


@pytest.mark.parametrize(("vendor", "document", "fact"), FACTS)
def test_what_words_mean(vendor: str, document: Any, fact: Fact | None) -> None:
    assert [report.fact for report in read(vendor, document)] == ([] if fact is None else [fact])


def test_one_report_in_full() -> None:
    [report] = read("twilio", {"MessageSid": "SM1", "MessageStatus": "delivered", "To": "+43"}, query={"message": KEY})
    assert report == Report("SM1 delivered", Fact.DELIVERED, KEY, "+43")
    [report] = read("whatsapp_cloud", status(status="delivered", biz_opaque_callback_data=KEY))
    assert (report.key, report.message, report.address) == ("w1 delivered", KEY, "+436641234567")
    assert report.at is not None
    assert report.at.timestamp() == 1750857384


def test_one_bounce_of_ses_in_full() -> None:
    recipient = {"emailAddress": "ada@b.example", "diagnosticCode": "smtp; 550 5.1.1 no such user"}
    bounce = {"bounceType": "Permanent", "bouncedRecipients": [recipient], "timestamp": "2026-01-27T14:59:38.237Z"}
    mail = {"headers": [{"name": "Message-ID", "value": f"<{KEY}@a.example>"}], "destination": ["ada@b.example"]}
    [report] = read("ses", {"notificationType": "Bounce", "bounce": bounce, "mail": mail})
    assert (report.message, report.address, report.detail) == (KEY, "ada@b.example", "smtp; 550 5.1.1 no such user")
    assert report.at is not None


def test_answers_by_text_message() -> None:
    [report] = read("twilio", {"MessageSid": "SM1", "From": "+43", "Body": "Yes please", "NumMedia": "1"})
    assert (report.fact, report.address) == (Fact.RECEIVED, "+43")
    assert report.written is not None
    assert report.written.text == "Yes please\n[attachment]"
    reports = read("twilio", {"MessageSid": "SM1", "From": "+43", "Body": "raus", "OptOutType": "STOP"})
    assert [each.fact for each in reports] == [Fact.RECEIVED, Fact.OPTED_OUT]


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ({"type": "text", "text": {"body": "Hello"}}, "Hello"),
        ({"type": "button", "button": {"text": "Stop promotions"}}, "Stop promotions"),
        ({"type": "interactive", "interactive": {"list_reply": {"id": "1", "title": "Blue"}}}, "Blue"),
        ({"type": "image", "image": {"caption": "Look"}}, "Look\n[image]"),
        ({"type": "unsupported"}, "[unsupported]"),
    ],
)
def test_answers_by_whatsapp(message: dict[str, Any], words: str) -> None:
    value = {
        "contacts": [{"wa_id": "436641", "profile": {"name": "Ada"}}],
        "messages": [{"id": "w9", "from": "436641", "context": {"id": "w1"}, **message}],
    }
    [report] = read("whatsapp_cloud", of_whatsapp(value))
    assert (report.key, report.address) == ("received w9", "+436641")
    assert report.written is not None
    assert (report.written.text, report.written.name, report.written.answers) == (words, "Ada", "w1")


def test_answers_by_telegram() -> None:
    message = {"message_id": 8, "chat": {"id": 5, "type": "private"}, "from": {"first_name": "Ada"}, "date": 1750857384}
    [report] = read(
        "telegram_bot", {"update_id": 1, "message": {**message, "text": "Hi", "reply_to_message": {"message_id": 7}}}
    )
    assert (report.address, report.written) == ("5", report.written)
    assert report.written is not None
    assert (report.written.text, report.written.name, report.written.answers) == ("Hi", "Ada", "7")


QUOTED = "Sounds good!\n\nAda\n\nOn Mon, 3 Nov 2025 at 10:00, News <me@a.example> wrote:\n> Hello Ada\n"
MAILS: list[tuple[str, dict[str, Any]]] = [
    (
        "postmark",
        {"FromFull": {"Email": "ada@b.example", "Name": "Ada"}, "Subject": "Re: Hello", "MessageID": "in-1"}
        | {"TextBody": QUOTED, "Headers": [{"Name": "In-Reply-To", "Value": f"<{KEY}@a.example>"}]},
    ),
    (
        "mailgun",
        {"from": "Ada <ada@b.example>", "subject": "Re: Hello", "token": "in-1", "body-plain": QUOTED}
        | {"message-headers": json.dumps([["In-Reply-To", f"<{KEY}@a.example>"]])},
    ),
    (
        "brevo",
        {
            "items": [
                {"Uuid": ["in-1"], "MessageId": "<a1@b.example>", "InReplyTo": f"<{KEY}@a.example>"}
                | {"From": {"Address": "ada@b.example", "Name": "Ada"}, "Subject": "Re: Hello", "RawTextBody": QUOTED}
                | {"SentAtDate": "Mon, 15 Jan 2024 10:00:00 +0000", "Headers": {"Received": ["a", "b"], "To": "x"}}
            ]
        },
    ),
    (
        "sendgrid",
        {"from": "Ada <ada@b.example>", "subject": "Re: Hello", "text": QUOTED}
        | {"headers": f"Message-ID: <in-1>\nIn-Reply-To: <{KEY}@a.example>\n"},
    ),
]


@pytest.mark.parametrize(("vendor", "mail"), MAILS)
def test_answers_by_mail(vendor: str, mail: dict[str, Any]) -> None:
    [report] = read(vendor, mail)
    assert (report.fact, report.address) == (Fact.RECEIVED, "ada@b.example")
    assert "in-1" in report.key
    written = report.written
    assert written is not None
    assert (written.text, written.subject, written.name) == ("Sounds good!\n\nAda", "Re: Hello", "Ada")
    assert (written.answers, written.automatic) == (KEY, False)


def test_notes_of_absence_are_known() -> None:
    headers = [["Auto-Submitted", "auto-replied"]]
    [report] = read("mailgun", {"from": "a@b.example", "body-plain": "Away", "message-headers": json.dumps(headers)})
    assert report.written is not None
    assert report.written.automatic


def test_notes_of_absence_are_known_at_brevo() -> None:
    mail = {"From": {"Address": "a@b.example"}, "RawHtmlBody": "<p>Away", "Headers": {"Auto-Submitted": "auto-replied"}}
    [report] = read("brevo", {"items": [mail]})
    assert report.written is not None
    assert (report.written.text, report.written.automatic) == ("Away", True)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
NAMES = st.sampled_from(
    (
        "type data event event-data RecordType Type FromFull Headers entry changes value metadata phone_number_id "
        "statuses messages status errors update_id items From email_id message chat "
        "events id at timestamp tags bounce sg_event_id contacts"
    ).split()
)
WORDS = st.sampled_from(
    ["email.bounced", "Bounce", "bounce", "failed", "permanent", "private", "106540352242922", "text"]
)
DOCUMENTS = st.recursive(
    JSON | WORDS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=6), max_leaves=25
)


@pytest.mark.parametrize("vendor", HOOKS)
@given(document=DOCUMENTS)
@settings(max_examples=40)
def test_no_document_breaks_a_hook(vendor: str, document: Any) -> None:
    call = Call("u", {}, {"svix-id": "1"}, json.dumps(document).encode(), {})
    try:
        reports = HOOKS[vendor].read(call, CONFIG)
    except Unreadable:
        return
    assert all(isinstance(report.key, str) and isinstance(report.address, str) for report in reports)


@pytest.mark.parametrize("vendor", ["twilio", "mailgun", "sendgrid"])
@given(
    form=st.dictionaries(
        st.sampled_from(
            [
                "MessageSid",
                "Body",
                "MessageStatus",
                "NumMedia",
                "from",
                "text",
                "headers",
                "message-headers",
                "timestamp",
            ]
        ),
        st.text(max_size=40),
        min_size=1,
    )
)
@settings(max_examples=40)
def test_no_form_breaks_a_hook(vendor: str, form: dict[str, str]) -> None:
    for report in HOOKS[vendor].read(Call("u", {}, {}, b"", form), CONFIG):
        assert isinstance(report.key, str)
