"""Consent by topic in rules: each topic's own answer, words with its name, and what is refused."""

from typing import Any

import pytest

from contacts.models import Contact
from contacts.rules import compile, parse, plain_words, validate
from contacts.services import ConsentChange, consent_set_many
from tests.factories.contacts import make_contacts, make_topic
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now
from workspaces.errors import InvalidInput
from workspaces.models import Workspace


def rule(topic: str | None, operator: str, value: str) -> dict[str, Any]:
    leaf = {"type": "consent", "field": "email.marketing", "operator": operator, "value": value}
    return {"condition": "AND", "rules": [leaf | ({"topic": topic} if topic else {})]}


@pytest.fixture
def workspace(db: None) -> Workspace:
    return make_workspace()


@pytest.mark.parametrize(
    ("operator", "value", "on_topic", "on_all"),
    [
        ("is", "granted", "a", "bc"),
        ("is_not", "granted", "bcd", "ad"),
        ("is", "denied", "b", ""),
        ("is_not", "denied", "acd", "abcd"),
        ("is", "unknown", "cd", "ad"),
        ("is_not", "unknown", "ab", "bc"),
    ],
)
def test_a_topic_has_answers_of_its_own_and_pending_is_none(
    workspace: Workspace, operator: str, value: str, on_topic: str, on_all: str
) -> None:
    topic = make_topic(workspace)
    people = dict(zip("abcd", make_contacts(workspace, 4), strict=True))
    said = [("a", "granted", topic.pk), ("b", "denied", topic.pk), ("c", "pending", topic.pk)]
    said += [("b", "granted", None), ("c", "granted", None), ("d", "pending", None)]
    consent_set_many(
        workspace_id=workspace.pk,
        changes=[ConsentChange(people[who].pk, "email", "marketing", state, about) for who, state, about in said],
        source="test",
        now=database_now(),
    )
    for about, expected in ((topic.public_id, on_topic), (None, on_all)):
        predicate = compile(parse(rule(about, operator, value)), workspace.pk, database_now())
        found = Contact.unscoped_objects.raw(
            f"SELECT c.id FROM contacts_contact c WHERE {predicate.sql}", predicate.params
        )
        ids = {contact.pk for contact in found}
        assert "".join(name for name, contact in people.items() if contact.pk in ids) == expected


def test_a_topic_must_be_one_of_the_workspace(workspace: Workspace) -> None:
    foreign = make_topic(make_workspace())
    [problem] = validate(parse(rule(foreign.public_id, "is", "denied")), workspace)
    assert (problem.path, problem.code) == ("rule.rules[0].topic", "unknown_topic")
    with pytest.raises(InvalidInput) as refused:
        parse(rule("top_1", "is", "denied"))
    assert [detail.field for detail in refused.value.details] == ["rule.rules[0].topic"]
    assert validate(parse(rule(make_topic(workspace).public_id, "is", "denied")), workspace) == []


def test_words_name_the_topic(workspace: Workspace) -> None:
    topic = make_topic(workspace)
    words = plain_words(parse(rule(topic.public_id, "is", "denied")), {topic.public_id: "Product news"})
    assert words == "consent to marketing E-mail about “Product news” is denied"
