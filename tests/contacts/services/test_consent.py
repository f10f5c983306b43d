"""Consent in sets: the state, the log, and whose word counts."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from contacts.models import Consent, ConsentRecord, Contact, Topic
from contacts.services import ConsentChange, Evidence, consent_set_many
from contacts.services.consent import evidence_hash
from tests.factories.contacts import make_contact, make_topic
from tests.factories.workspaces import make_workspace
from workspaces.errors import InvalidInput
from workspaces.models import Workspace

NOW = datetime(2026, 3, 29, 12, 0, tzinfo=UTC)


@pytest.fixture
def workspace(db: None) -> Workspace:
    return make_workspace()


def say(contact: Contact, state: str, at: datetime = NOW, **options: Any) -> int:
    return consent_set_many(
        workspace_id=contact.workspace_id,
        changes=[ConsentChange(contact.pk, "email", "marketing", state)],
        source="test",
        now=at,
        **options,
    )


def state(contact: Contact) -> tuple[str, int]:
    consent = Consent.objects.in_workspace(contact.workspace_id).get(contact=contact)
    return consent.state, ConsentRecord.objects.in_workspace(contact.workspace_id).filter(contact=contact).count()


def test_every_change_of_state_is_logged_once(workspace: Workspace) -> None:
    contact = make_contact(workspace)
    assert say(contact, "granted") == 1
    assert say(contact, "granted", NOW + timedelta(days=1)) == 0
    assert state(contact) == ("granted", 1)
    assert say(contact, "denied", NOW + timedelta(days=2)) == 1
    assert state(contact) == ("denied", 2)


def test_a_refusal_yields_only_to_the_contacts_own_word(workspace: Workspace) -> None:
    contact = make_contact(workspace)
    say(contact, "denied", by_contact=True)
    assert say(contact, "granted", NOW + timedelta(days=1)) == 0
    assert state(contact) == ("denied", 1)
    assert say(contact, "granted", NOW + timedelta(days=1), by_contact=True) == 1
    assert state(contact) == ("granted", 2)


def test_older_news_changes_nothing(workspace: Workspace) -> None:
    contact = make_contact(workspace)
    say(contact, "granted")
    assert say(contact, "denied", NOW - timedelta(seconds=1)) == 0
    assert state(contact) == ("granted", 1)


def test_unknown_contacts_are_passed_over_and_the_last_word_counts(workspace: Workspace) -> None:
    contact, foreign = make_contact(workspace), make_contact(make_workspace())
    changes = [
        ConsentChange(contact.pk, "email", "marketing", "denied"),
        ConsentChange(contact.pk, "email", "marketing", "granted"),
        ConsentChange(foreign.pk, "email", "marketing", "granted"),
    ]
    assert consent_set_many(workspace_id=workspace.pk, changes=changes, source="test", now=NOW) == 1
    assert state(contact) == ("granted", 1)
    assert Consent.objects.in_workspace(foreign.workspace_id).count() == 0


@pytest.mark.parametrize(
    "words", [("pigeon", "marketing", "granted"), ("email", "x", "granted"), ("email", "marketing", "")]
)
def test_unknown_words_are_refused_and_nothing_is_written(workspace: Workspace, words: tuple[str, str, str]) -> None:
    contact = make_contact(workspace)
    changes = [ConsentChange(contact.pk, "email", "marketing", "granted"), ConsentChange(contact.pk, *words)]
    with pytest.raises(InvalidInput):
        consent_set_many(workspace_id=workspace.pk, changes=changes, source="test", now=NOW)
    assert Consent.objects.in_workspace(workspace).count() == 0


def about(contact: Contact, state: str, topic: Topic | None, at: datetime = NOW, **options: Any) -> int:
    return consent_set_many(
        workspace_id=contact.workspace_id,
        changes=[ConsentChange(contact.pk, "email", "marketing", state, topic.pk if topic else None)],
        source="test",
        now=at,
        **options,
    )


def states(contact: Contact) -> dict[str, str]:
    rows = Consent.objects.in_workspace(contact.workspace_id).filter(contact=contact)
    return {topic or "all": state for topic, state in rows.values_list("topic__name", "state")}


def test_each_topic_has_an_answer_of_its_own(workspace: Workspace) -> None:
    contact, topic = make_contact(workspace), make_topic(workspace, name="News")
    assert (about(contact, "granted", None), about(contact, "denied", topic)) == (1, 1)
    assert (about(contact, "granted", None), about(contact, "denied", topic)) == (0, 0)
    assert states(contact) == {"all": "granted", "News": "denied"}


def test_topics_of_other_workspaces_are_passed_over(workspace: Workspace) -> None:
    contact = make_contact(workspace)
    assert about(contact, "granted", make_topic(make_workspace())) == 0
    assert states(contact) == {}


def test_pending_is_noted_only_where_there_is_no_answer_and_confirmed_only_by_the_contact(workspace: Workspace) -> None:
    contact, later = make_contact(workspace), NOW + timedelta(days=1)
    assert about(contact, "pending", None) == 1
    assert about(contact, "granted", None, later) == 0
    assert about(contact, "granted", None, later, by_contact=True) == 1
    assert about(contact, "pending", None, later + timedelta(days=1), by_contact=True) == 0
    assert states(contact) == {"all": "granted"}


def test_the_log_keeps_what_was_shown_and_hashes_where_from(workspace: Workspace) -> None:
    contact = make_contact(workspace)
    evidence = Evidence("Yes, send me news.", "consent", "203.0.113.7", "Browser/1")
    say(contact, "granted", evidence=evidence)
    line = ConsentRecord.objects.in_workspace(workspace).get()
    assert (line.text, line.basis) == ("Yes, send me news.", "consent")
    assert (line.ip_hash, line.agent_hash) == (evidence_hash("203.0.113.7"), evidence_hash("Browser/1"))
    assert len(line.ip_hash) == 64


@pytest.mark.parametrize("evidence", [Evidence(text="a" * 10_001), Evidence(text="\x00"), Evidence(basis="mood")])
def test_evidence_that_can_not_be_kept_is_refused(workspace: Workspace, evidence: Evidence) -> None:
    with pytest.raises(InvalidInput):
        say(make_contact(workspace), "granted", evidence=evidence)
    assert Consent.objects.in_workspace(workspace).count() == 0


def test_the_log_can_not_be_rewritten(workspace: Workspace) -> None:
    contact = make_contact(workspace)
    say(contact, "granted")
    lines = ConsentRecord.objects.in_workspace(workspace)
    for change in (lambda: lines.update(state="denied"), lambda: lines.delete()):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            change()
    assert lines.get().state == "granted"
