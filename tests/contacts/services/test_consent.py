"""Consent in sets: the state, the log, and whose word counts."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contacts.models import Consent, ConsentRecord, Contact
from contacts.services import ConsentChange, consent_set_many
from tests.factories.contacts import make_contact
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
