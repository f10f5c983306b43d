"""No answer costs more queries where there is more to list: every GET, with one of each thing and with ten more."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from campaigns.services import contacts_enroll, secret_create
from contacts.models import ContactImport, ScoreRule, Segment
from contacts.services import EventIn, events_record, export_create
from messaging.models import InboxThread, Sender, Suppression
from templates_app.services import snippet_create
from tests.acceptance.described import Operation, operations
from tests.acceptance.worlds import add_thread, make_worlds
from tests.factories.campaigns import chain, launch, send_config
from tests.factories.contacts import make_contact, make_topic
from tests.factories.messaging import make_sender
from tests.factories.templates_app import make_published
from workspaces.models import Workspace
from workspaces.services import Actor

pytestmark = pytest.mark.django_db
MORE = 10
# What stands still for a minute is explained by further questions, however much there is of it.
BY_TIME = "/stuck"


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def test_more_rows_cost_no_more_queries() -> None:
    worlds = make_worlds()
    client = Client(raise_request_exception=False, headers={"x-api-key": worlds.key})
    asked = [each for each in operations() if each.method == "GET" and not each.path.endswith(BY_TIME)]
    few = {each.label: _queries(client, each, worlds.own) for each in asked}
    _add(Workspace.objects.get(slug=worlds.own["slug"]))
    many = {each.label: _queries(client, each, worlds.own) for each in asked}
    assert {label: (few[label], many[label]) for label in few if many[label] > few[label]} == {}
    assert len(few) > 80
    assert sum(count > 0 for count in few.values()) == len(few)


def _queries(client: Client, operation: Operation, world: dict[str, Any]) -> int:
    """How many statements the second of two equal requests makes: the first may fill what a process keeps."""
    address = operation.address(world)
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)


def _add(workspace: Workspace) -> None:
    """Ten more of what lists show."""
    actor, bot = Actor.system("more"), Sender.objects.in_workspace(workspace).get(channel="telegram")
    rule = {"condition": "AND", "rules": [{"type": "tag", "operator": "has", "value": "vip"}]}
    people = [make_contact(workspace, email=f"more{n}@example.com") for n in range(MORE)]
    running = launch(workspace, chain(("s1", "send", send_config(make_published(workspace)[0]))), name="More")
    contacts_enroll(campaign=running, contact_ids=[each.pk for each in people], actor=actor)
    events_record(workspace_id=workspace.pk, events=[EventIn(each.pk, "more") for each in people])
    for number, person in enumerate(people):
        Segment.objects.create(workspace=workspace, name=f"More {number}", rule=rule)
        make_published(workspace, name=f"More {number}")
        make_sender(workspace, name=f"More {number}", from_address=f"more{number}@example.com")
        make_topic(workspace, name=f"More {number}")
        snippet_create(workspace=workspace, key=f"more_{number}", html="<p>More</p>", actor=actor)
        secret_create(workspace=workspace, name=f"more{number}", value="more-more", actor=actor)
        ScoreRule.objects.create(workspace=workspace, name=f"More {number}", kind="event", event=f"m{number}", points=5)
        ContactImport.objects.create(workspace=workspace, filename=f"{number}.csv", file="imports/none.csv")
        export_create(workspace=workspace, kind="contacts", filter={}, actor=actor)
        Suppression.objects.create(
            workspace=workspace, channel="email", address=f"{number}@example.com", reason="manual"
        )
        add_thread(workspace, person, bot, f"More {number}")
        launch(workspace, chain(("s1", "send", send_config(make_published(workspace)[0]))), name=f"More {number}")
    assert InboxThread.objects.in_workspace(workspace).count() > MORE
