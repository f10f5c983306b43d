"""`senders`: which there are, never with what lets one in."""

from tests.factories.messaging import make_sender
from tests.factories.workspaces import make_workspace
from tests.workspaces.api.workspace.client import key_of, read


def test_senders(db):
    acme = make_workspace("acme-corp")
    sender = make_sender(acme, name="News", is_default=True)
    make_sender(make_workspace(), name="Theirs")
    api = key_of(acme, "messages:read")
    listed = [
        {
            "id": sender.public_id,
            "name": "News",
            "channel": "email",
            "address": sender.from_address,
            "state": "active",
            "limits": {},
            "isDefault": True,
        }
    ]
    assert read(api, "/senders") == listed
    assert read(api, "/senders?channel=email") == listed
    assert read(api, "/senders?channel=sms") == []
    assert api.get("/senders?channel=pigeon").status_code == 400
