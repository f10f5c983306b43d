"""Mail accounts and unsubscribes over the e-mail API."""

import pytest

from contacts.models import Consent
from messaging.models import Sender, Suppression
from tests.campaigns.api.client import Caller
from tests.factories.contacts import make_contact
from tests.factories.messaging import grant_consent, make_sender
from tests.factories.workspaces import make_api_key, make_workspace
from workspaces.models import Workspace

NEW = {
    "name": "News",
    "from_address": "news@example.com",
    "config": {"host": "smtp.example.com"},
    "credentials": {"username": "acme", "password": "open sesame"},
}


@pytest.fixture
def acme(db) -> Workspace:
    return make_workspace("acme-corp")


@pytest.fixture
def mails(acme) -> Caller:
    return Caller(make_api_key(acme)[1], root="/public/v1/email")


def test_an_account_is_made_and_its_credentials_stay_inside(acme, mails):
    answer = mails.post("/mail_accounts", NEW)
    assert answer.status_code == 201, answer.content
    sender = Sender.objects.in_workspace(acme).get()
    account = answer.json()["mail_account"]
    assert (account["id"], account["active"], account["has_credentials"]) == (str(sender.pk), True, True)
    assert (sender.channel, sender.provider) == ("email", "smtp")
    make_sender(
        acme,
        channel="telegram",
        provider="telegram_bot",
        from_address="@example_bot",
        config={},
        credentials={"token": "0123456789"},
    )
    listed = mails.get("/mail_accounts")
    assert listed.json()["mail_accounts"] == [account]
    assert b"sesame" not in answer.content + listed.content


def test_what_is_wrong_with_an_account_is_named(mails):
    answer = mails.post("/mail_accounts", NEW | {"from_address": "nobody", "config": {"host": "x", "port": 0}})
    assert answer.status_code == 422
    assert {each["field"] for each in answer.json()["error"]["details"]} == {"from_address", "config.port"}
    assert Sender.unscoped_objects.count() == 0


def test_a_contact_says_no_and_a_stranger_is_suppressed(acme, mails):
    ada = make_contact(acme, email="ada@example.com")
    grant_consent([ada])
    emails = ["ADA@example.com", "nobody@example.com", "nonsense"]
    for _ in range(2):
        answer = mails.post("/unsubscribes", {"emails": emails, "source": "helpdesk"})
        assert answer.status_code == 200, answer.content
        rows = answer.json()["unsubscribes"]
        assert [(row["email"], row["outcome"], row["contact_id"]) for row in rows] == [
            ("ada@example.com", "unsubscribed", str(ada.pk)),
            ("nobody@example.com", "suppressed", None),
            ("nonsense", "invalid", None),
        ]
        assert rows[2]["problem"] == "is not a valid e-mail address"
    consents = Consent.objects.in_workspace(acme)
    assert list(consents.values_list("channel", "message_type", "state")) == [("email", "marketing", "denied")]
    suppressed = Suppression.objects.in_workspace(acme)
    assert list(suppressed.values_list("address", "reason", "source")) == [
        ("nobody@example.com", "unsubscribe", "helpdesk")
    ]


@pytest.mark.parametrize("body", [{}, {"email": "a@b.example", "emails": ["a@b.example"]}, {"emails": []}])
def test_whose_it_is_has_to_be_said_once(mails, body):
    assert mails.post("/unsubscribes", body).status_code == 422
