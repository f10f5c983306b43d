"""GET {id}/links."""

from campaigns.models import Campaign
from contacts.models import Contact
from messaging.models import LinkClick
from workspaces.clock import database_now


def test_the_links_that_were_followed(api, running, people) -> None:
    campaign = Campaign.unscoped_objects.get()
    assert api.get(f"/campaigns/{running}/links").json()["data"] == {"links": [], "others": 0}
    contact = Contact.unscoped_objects.order_by("pk")[0]
    LinkClick.objects.create(
        workspace=campaign.workspace,
        contact=contact,
        stream_id=campaign.pk,
        message_id=1,
        url="https://shop.example/sale",
        clicked_at=database_now(),
        clicks=2,
        machine_clicks=1,
    )
    assert api.get(f"/campaigns/{running}/links").json()["data"] == {
        "links": [{"url": "https://shop.example/sale", "contacts": 1, "clicks": 2, "machine_clicks": 1}],
        "others": 0,
    }


def test_an_unknown_query_is_refused(api, running) -> None:
    assert api.get(f"/campaigns/{running}/links?limit=5").status_code == 400
