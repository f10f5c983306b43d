"""The events explorer: names with counts, newest events, narrowed by what they hold, in a fixed number of queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from contacts.models import Contact
from contacts.services import EventIn, contact_delete, events_record
from tests.factories.contacts import make_contact
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now
from workspaces.models import Workspace
from workspaces.services import Actor

pytestmark = pytest.mark.django_db
PAGE = "/w/acme/events/"


@pytest.fixture
def ada(workspace: Workspace) -> Contact:
    return make_contact(workspace, email="ada@example.com")


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().replace("&#x27;", "'").replace("&quot;", '"').split())


def names_of(client: Client, query: str = "") -> list[str]:
    answer = client.get(f"{PAGE}?{query}")
    return [event.name for event, _ in answer.context["events"]]


def did(contact: Contact, *names: str, **properties: object) -> None:
    events = [EventIn(contact.pk, name, properties) for name in names]
    events_record(workspace_id=contact.workspace_id, events=events)


def test_an_empty_page_says_how_to_send_the_first_event(viewer: Client) -> None:
    text = text_of(viewer, PAGE)
    assert "No events yet" in text
    assert "/api/v1/tenant/events" in text
    assert "By name" not in text


def test_names_stand_with_their_counts_and_the_newest_events(viewer: Client, ada: Contact) -> None:
    did(ada, "ordered", "ordered", "looked", total=7)
    answer = viewer.get(PAGE)
    assert [(each.name, each.count) for each in answer.context["names"]] == [("ordered", 2), ("looked", 1)]
    assert answer.context["chart"].total == 3
    assert [event.name for event, _ in answer.context["events"]] == ["looked", "ordered", "ordered"]
    assert "ada@example.com" in answer.content.decode()
    assert viewer.get(f"{PAGE}?name=looked").context["chart"].total == 1


def test_it_is_narrowed_by_name_contact_property_and_day(viewer: Client, workspace: Workspace, ada: Contact) -> None:
    bob = make_contact(workspace, email="bob@example.com")
    did(ada, "ordered", total=7, cart={"items": 2})
    did(bob, "paid", total="7")
    earlier = database_now() - timedelta(days=40)
    events_record(workspace_id=workspace.pk, events=[EventIn(bob.pk, "old", occurred_at=earlier)])
    assert names_of(viewer) == ["paid", "ordered", "old"]
    assert names_of(viewer, "name=paid") == ["paid"]
    assert names_of(viewer, "contact=ADA@example.com") == ["ordered"]
    assert names_of(viewer, f"contact={bob.public_id}") == ["paid", "old"]
    assert names_of(viewer, "property=total") == ["paid", "ordered"]
    assert names_of(viewer, "property=total&value=7") == ["paid", "ordered"]
    assert names_of(viewer, "property=cart.items&value=2") == ["ordered"]
    assert names_of(viewer, "property=cart.items&value=3") == []
    assert names_of(viewer, f"to={earlier:%Y-%m-%d}") == ["old"]
    assert names_of(viewer, f"from={earlier + timedelta(days=2):%Y-%m-%d}") == ["paid", "ordered"]
    assert names_of(viewer, "from=nonsense&to=9999-12-31") == ["paid", "ordered", "old"]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("contact=eve@example.com", "There is no contact “eve@example.com”"),
        ("value=7", "Say in which property"),
        ("property=a..b", "names joined by dots"),
        ("cursor=x", "is not one that a page in this order has given"),
        ("name=none", "No event is so."),
    ],
)
def test_what_nothing_is_found_by_is_said(viewer: Client, ada: Contact, query: str, words: str) -> None:
    did(ada, "ordered")
    assert words in text_of(viewer, f"{PAGE}?{query}")


def test_it_is_read_on_by_its_cursor_and_costs_the_same(viewer: Client, ada: Contact) -> None:
    did(ada, "first")
    viewer.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        viewer.get(PAGE)
    did(ada, *(f"n{number}" for number in range(70)))
    with CaptureQueriesContext(connection) as many:
        answer = viewer.get(PAGE)
    assert len(few) == len(many)
    seen = [event.name for event, _ in answer.context["events"]]
    rest = names_of(viewer, answer.context["next_query"])
    assert (len(seen), len(rest)) == (50, 21)
    assert rest[-1] == "first"
    assert len({*seen, *rest}) == 71


def test_the_part_that_polls_is_the_newest_events_alone(viewer: Client, ada: Contact) -> None:
    did(ada, "ordered")
    text = text_of(viewer, f"{PAGE}latest/?name=ordered")
    assert "ordered" in text
    assert "<html" not in text
    assert 'hx-get="/w/acme/events/latest/?name=ordered"' in text


def test_others_and_erased_contacts_leave_nothing(viewer: Client, ada: Contact) -> None:
    did(make_contact(make_workspace("globex")), "secret")
    did(ada, "gone")
    contact_delete(contact=ada, actor=Actor.system())
    answer = viewer.get(PAGE)
    assert answer.context["events"] == []
    assert [each.name for each in answer.context["names"]] == ["gone"]
    assert "secret" not in answer.content.decode()


def test_one_event_is_shown_as_json(viewer: Client, ada: Contact) -> None:
    did(ada, "ordered", total=7, note="<b>")
    event = ada.events.get()
    text = text_of(viewer, f"/w/acme/contacts/{ada.public_id}/events/{event.public_id}/")
    assert f'"id": "{event.public_id}"' in text
    assert '"total": 7' in text
    assert "&lt;b&gt;" in text
