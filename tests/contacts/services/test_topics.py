"""Topics: made, renamed, ordered, put away and brought back; and what is refused."""

import pytest

from contacts.models import Topic
from contacts.selectors import TopicCounts, topic_counts, topic_list
from contacts.services import (
    ConsentChange,
    consent_set_many,
    topic_archive,
    topic_create,
    topic_restore,
    topic_update,
    topics_order,
)
from tests.factories.contacts import make_contacts, make_topic
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now
from workspaces.errors import Conflict, InvalidInput
from workspaces.models import AuditEntry, Workspace
from workspaces.services import Actor

ACTOR = Actor.system()


@pytest.fixture
def workspace(db: None) -> Workspace:
    return make_workspace()


def names(workspace: Workspace, *, archived: bool = False) -> list[str]:
    return [topic.name for topic in topic_list(workspace=workspace, archived=archived)]


def test_a_new_topic_stands_at_the_end_and_is_audited(workspace: Workspace) -> None:
    make_topic(workspace, name="Offers")
    topic = topic_create(workspace=workspace, key="news", name="  Product   news ", description="Monthly", actor=ACTOR)
    assert (topic.name, topic.position, topic.public, topic.archived_at) == ("Product news", 1, True, None)
    assert names(workspace) == ["Offers", "Product news"]
    entry = AuditEntry.objects.in_workspace(workspace).latest("pk")
    assert (entry.action, entry.target_id) == ("topic.created", topic.public_id)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"key": "News"}, "key"),
        ({"key": ""}, "key"),
        ({"key": "-news"}, "key"),
        ({"key": "n" * 65}, "key"),
        ({"name": "  "}, "name"),
        ({"name": "n" * 81}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"description": "d" * 301}, "description"),
    ],
)
def test_what_is_wrong_is_named(workspace: Workspace, fields: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        topic_create(workspace=workspace, actor=ACTOR, **{"key": "news", "name": "News", **fields})
    assert [detail.field for detail in refused.value.details] == [field]
    assert Topic.objects.in_workspace(workspace).count() == 0


def test_keys_and_names_are_taken_once_per_workspace(workspace: Workspace) -> None:
    make_topic(workspace, key="news", name="News")
    make_topic(make_workspace(), key="news", name="News")
    for key, name, field in (("news", "Other", "key"), ("other", "News", "name")):
        with pytest.raises(Conflict) as refused:
            topic_create(workspace=workspace, key=key, name=name, actor=ACTOR)
        assert [detail.field for detail in refused.value.details] == [field]


def test_an_archived_topic_leaves_the_list_and_its_name_and_comes_back(workspace: Workspace) -> None:
    topic = make_topic(workspace, name="News")
    make_topic(workspace, name="Offers")
    topic_archive(topic=topic, actor=ACTOR)
    topic_archive(topic=topic, actor=ACTOR)
    assert names(workspace) == ["Offers"]
    assert names(workspace, archived=True) == ["Offers", "News"]
    assert AuditEntry.objects.in_workspace(workspace).filter(action="topic.archived").count() == 1
    other = make_topic(workspace, name="News")
    with pytest.raises(Conflict):
        topic_restore(topic=topic, actor=ACTOR)
    topic_update(topic=other, name="Other news", actor=ACTOR)
    topic_restore(topic=topic, actor=ACTOR)
    assert names(workspace) == ["News", "Offers", "Other news"]


def test_the_order_names_every_topic_once(workspace: Workspace) -> None:
    one, two, three = (make_topic(workspace, name=name) for name in ("One", "Two", "Three"))
    topics_order(workspace=workspace, topics=[three, one, two], actor=ACTOR)
    assert names(workspace) == ["Three", "One", "Two"]
    foreign = make_topic(make_workspace())
    for wrong in ([one, two], [one, two, two], [one, two, foreign], [one, two, three, foreign]):
        with pytest.raises(InvalidInput):
            topics_order(workspace=workspace, topics=wrong, actor=ACTOR)
    assert names(workspace) == ["Three", "One", "Two"]


def test_contacts_are_counted_once_whatever_the_channels(workspace: Workspace, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    topic, quiet = make_topic(workspace), make_topic(workspace)
    one, two, three = make_contacts(workspace, 3)
    said = [(one, "email", "granted"), (one, "sms", "granted"), (two, "email", "denied"), (three, "email", "pending")]
    consent_set_many(
        workspace_id=workspace.pk,
        changes=[ConsentChange(who.pk, channel, "marketing", state, topic.pk) for who, channel, state in said],
        source="test",
        now=database_now(),
    )
    with django_assert_num_queries(1):
        counts = topic_counts(topics=[topic, quiet])
    assert counts == {topic.pk: TopicCounts(1, 1), quiet.pk: TopicCounts(0, 0)}
    assert topic_counts(topics=[]) == {}
