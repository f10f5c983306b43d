"""The topics page: counts, making, changing, ordering, archiving; viewers look only."""

import pytest
from django.test import Client

from contacts.models import Topic
from contacts.selectors import topic_list
from contacts.services import ConsentChange, consent_set_many
from tests.factories.contacts import make_contacts, make_topic
from workspaces.clock import database_now
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db
PATH = "/w/acme/topics/"


def names(workspace: Workspace) -> list[str]:
    return [topic.name for topic in topic_list(workspace=workspace)]


def test_an_empty_list_says_what_to_do_next(workspace: Workspace, editor: Client, viewer: Client) -> None:
    assert "Make the first one" in editor.get(PATH).content.decode()
    assert "Make the first one" not in viewer.get(PATH).content.decode()


def test_the_list_counts_who_said_yes_and_no(workspace: Workspace, viewer: Client) -> None:
    topic = make_topic(workspace, name="News")
    states = ("granted", "granted", "denied")
    changes = [
        ConsentChange(contact.pk, "email", "marketing", state, topic.pk)
        for contact, state in zip(make_contacts(workspace, 3), states, strict=True)
    ]
    consent_set_many(workspace_id=workspace.pk, changes=changes, source="test", now=database_now())
    text = viewer.get(PATH).content.decode()
    assert '<td class="text-right tabular-nums">2</td><td class="text-right tabular-nums">1</td>' in text
    assert "Archive" not in text


def test_a_topic_is_made_changed_moved_archived_and_brought_back(workspace: Workspace, editor: Client) -> None:
    make_topic(workspace, name="Offers")
    form = {"key": "news", "name": "News", "description": "Monthly", "public": "on"}
    assert editor.post(f"{PATH}new/", form).status_code == 302
    topic = Topic.objects.in_workspace(workspace).get(key="news")
    assert (topic.name, topic.description, topic.public) == ("News", "Monthly", True)
    assert editor.post(f"{PATH}{topic.public_id}/edit/", {"name": "Product news"}).status_code == 302
    topic.refresh_from_db()
    assert (topic.name, topic.description, topic.public) == ("Product news", "", False)
    do = f"{PATH}{topic.public_id}/do/"
    for action, expected in (
        ("up", ["Product news", "Offers"]),
        ("up", ["Product news", "Offers"]),
        ("down", ["Offers", "Product news"]),
        ("archive", ["Offers"]),
        ("restore", ["Offers", "Product news"]),
        ("explode", ["Offers", "Product news"]),
    ):
        assert editor.post(do, {"action": action}).status_code == 302
        assert names(workspace) == expected


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"key": "a b", "name": "News"}, "A letter or a digit first and last"),
        ({"key": "news", "name": ""}, "Must be 1 to 80 characters."),
        ({"key": "taken", "name": "News"}, "Is that of another topic."),
    ],
)
def test_what_is_wrong_stands_at_its_field(
    workspace: Workspace, editor: Client, form: dict[str, str], words: str
) -> None:
    make_topic(workspace, key="taken", name="Taken")
    answer = editor.post(f"{PATH}new/", form)
    assert answer.status_code == 200
    assert words.lower() in answer.content.decode().lower()
    assert names(workspace) == ["Taken"]


def test_viewers_change_nothing(workspace: Workspace, viewer: Client) -> None:
    topic = make_topic(workspace, name="News")
    path = f"{PATH}{topic.public_id}"
    answers = [viewer.post(f"{PATH}new/"), viewer.post(f"{path}/edit/", {"name": "X"})]
    answers += [viewer.post(f"{path}/do/", {"action": "archive"}), viewer.get(f"{PATH}new/")]
    assert [answer.status_code for answer in answers] == [403] * 4
    assert names(workspace) == ["News"]
