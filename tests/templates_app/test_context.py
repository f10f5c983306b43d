"""The values that templates see."""

from types import SimpleNamespace

from templates_app.context import contact_context, message_context

CONTACT = SimpleNamespace(
    first_name="Ann",
    last_name="Lee",
    email="ann@e.com",
    phone=None,
    timezone="Europe/Vienna",
    score=3,
    tags=("a", "b"),
    attributes={"plan": "pro", "email": "shadowed", "address": {"city": "Graz"}},
)


def test_the_contact():
    assert contact_context(CONTACT) == {
        "plan": "pro",
        "address": {"city": "Graz"},
        "first_name": "Ann",
        "last_name": "Lee",
        "email": "ann@e.com",
        "phone": "",
        "timezone": "Europe/Vienna",
        "score": 3,
        "tags": ["a", "b"],
        "attributes": {"plan": "pro", "email": "shadowed", "address": {"city": "Graz"}},
    }


def test_everything_for_one_message():
    values = message_context(
        CONTACT,
        workspace_name="W",
        campaign_name="C",
        trigger={"order": 7, "_webhook": {"crm": {"status": 200}}},
        unsubscribe_url="https://u",
        preferences_url="https://p",
    )
    assert values.pop("contact") == contact_context(CONTACT)
    assert values == {
        "firstName": "Ann",
        "lastName": "Lee",
        "fullName": "Ann Lee",
        "email": "ann@e.com",
        "phone": "",
        "workspace": {"name": "W"},
        "campaign": {"name": "C"},
        "trigger": {"order": 7},
        "webhook": {"crm": {"status": 200}},
        "unsubscribe_url": "https://u",
        "preferences_url": "https://p",
    }
