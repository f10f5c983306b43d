"""Links of mails carry the tags of their step, campaign and workspace, tracked or not, at no cost per message."""

import quopri
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from messaging.delivery import stage
from messaging.models import LinkTarget, MessageStream
from messaging.services import link_tags_set
from tests.factories.templates_app import email_content, make_published
from tests.messaging.smtp_server import Server
from tests.messaging.world import World
from workspaces.errors import InvalidInput
from workspaces.models import AuditEntry
from workspaces.services import Actor

pytestmark = pytest.mark.django_db(transaction=True)
HTML = (
    '<p><a href="https://shop.example/sale?a=1&amp;b=2#top">Sale</a><a href="mailto:x@shop.example">Write</a>'
    '<a href="https://shop.example/me?to={{ contact.first_name }}&amp;utm_source=own">Mine</a>'
    '<a href="{{ unsubscribe_url }}">No more</a></p>'
)


@pytest.fixture
def tagged_world(world: World) -> World:
    world.template, world.version = make_published(
        world.workspace, name="Spring mail", content=email_content(mjml=None, html=HTML)
    )
    link_tags_set(workspace=world.workspace, tags={"source": "news", "campaign": "{campaign}"}, actor=Actor.system())
    return world


def links(server: Server) -> list[str]:
    [mail] = server.mails
    html = quopri.decodestring(mail.content).decode().partition("text/html")[2]
    return re.findall(r'<a[^>]* href="([^"]*)"', html)


def set_stream(world: World, **fields: object) -> None:
    MessageStream.objects.in_workspace(world.workspace).filter(pk=world.stream.pk).update(**fields)


def test_tracked_links_lead_to_tagged_addresses(tagged_world: World, server: Server) -> None:
    set_stream(tagged_world, name="Spring & Co")
    tagged_world.queue(1)
    stage.run()
    urls = sorted(LinkTarget.objects.across_workspaces().values_list("url", flat=True))
    assert [url.replace("First0", "x") for url in urls if "sale" in url] == [
        "https://shop.example/sale?a=1&b=2&utm_source=news&utm_campaign=Spring%20%26%20Co#top"
    ]
    [mine] = [url for url in urls if "/me" in url]
    assert mine.endswith("&utm_source=own&utm_campaign=Spring%20%26%20Co")
    assert LinkTarget.objects.across_workspaces().filter(contact=None).count() == 1
    assert [link.startswith("mailto:") for link in links(server)].count(True) == 1


def test_links_that_are_not_tracked_are_tagged_as_html(tagged_world: World, server: Server) -> None:
    set_stream(tagged_world, name="Spring", click_tracking=False)
    tagged_world.queue(1)
    stage.run()
    sale, write, mine, no_more = links(server)
    assert sale == "https://shop.example/sale?a=1&amp;b=2&amp;utm_source=news&amp;utm_campaign=Spring#top"
    assert write == "mailto:x@shop.example"
    assert mine.endswith("&amp;utm_source=own&amp;utm_campaign=Spring")
    assert "/u/" in no_more
    assert "utm" not in no_more
    assert not LinkTarget.objects.across_workspaces().exists()
    text = quopri.decodestring(server.mails[0].content).decode().partition("text/html")[0]
    assert "https://shop.example/sale?a=1&b=2&utm_source=news&utm_campaign=Spring#top" in text


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        ({"own": {"source": "", "medium": "email"}}, "utm_medium=email&utm_campaign=Spring"),
        ({"own": "off"}, ""),
        (
            {"own": "off", "steps": {"s1": {"name": "First", "tags": {"term": "{step}", "content": "{template}"}}}},
            "utm_content=Spring%20mail&utm_term=First",
        ),
    ],
)
def test_campaigns_and_steps_go_before_the_workspace(
    tagged_world: World, server: Server, stored: dict[str, object], expected: str
) -> None:
    set_stream(tagged_world, name="Spring", click_tracking=False, link_tags=stored)
    tagged_world.queue(1, node="s1")
    stage.run()
    sale = links(server)[0].replace("&amp;", "&")
    assert sale == f"https://shop.example/sale?a=1&b=2{'&' if expected else ''}{expected}#top"


def test_many_messages_cost_what_one_does(tagged_world: World, server: Server) -> None:
    def statements(number: int) -> int:
        tagged_world.queue(number)
        with CaptureQueriesContext(connection) as seen:
            stage.run()
        return len([each for each in seen.captured_queries if "templateversion" in each["sql"].lower()])

    link_tags_set(workspace=tagged_world.workspace, tags={"content": "{template}"}, actor=Actor.system())
    statements(1)
    assert statements(1) == statements(20)


def test_wrong_tags_change_nothing_and_equal_ones_are_no_change(tagged_world: World) -> None:
    entries = AuditEntry.objects.in_workspace(tagged_world.workspace).filter(action="link_tags.changed")
    with pytest.raises(InvalidInput) as refused:
        link_tags_set(workspace=tagged_world.workspace, tags={"source": "x" * 201}, actor=Actor.system())
    assert [each.field for each in refused.value.details] == ["source"]
    link_tags_set(
        workspace=tagged_world.workspace, tags={"source": "news", "campaign": "{campaign}"}, actor=Actor.system()
    )
    assert entries.count() == 1
    assert tagged_world.workspace.settings["link_tags"] == {"source": "news", "campaign": "{campaign}"}
