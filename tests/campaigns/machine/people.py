"""What happens to contacts: what they do, and what is changed about them."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from contacts.models import Contact
from contacts.services import (
    ConsentChange,
    EventIn,
    consent_set_many,
    contact_delete,
    contact_update,
    events_record,
    segment_members_add,
    segment_members_remove,
)
from tests.campaigns.machine import invariants
from tests.campaigns.machine.example import CHOICES, DEATHS, Example
from tests.campaigns.machine.flows import EVENTS
from tests.factories.campaigns import SYSTEM
from workspaces.clock import database_now

_EDITS = st.sampled_from(
    [
        {"tags": ["vip"]},
        {"tags": ["out"]},
        {"tags": []},
        {"attributes": {"plan": "gold", "visits": 7}},
        {"attributes": {"plan": None, "renewal": "2031-02-28T10:00"}},
        {"timezone": "Asia/Kolkata", "score": 9},
        {"email": None, "external_id": "kept"},
    ]
)
_PROPERTIES = st.sampled_from([{}, {"total": 70}, {"total": None}, {"total": "70", "more": {"deep": [1]}}])
_WHAT = st.tuples(CHOICES, EVENTS, _PROPERTIES, st.sampled_from([None, None, "a", "b"]))


class People(Example):
    """What contacts do, and what others do to them."""

    @rule(death=DEATHS, what=st.lists(_WHAT, min_size=1, max_size=6))
    def events_happen(self, death: int | None, what: list[tuple[int, str, dict[str, Any], str | None]]) -> None:
        events = [
            EventIn(self.contacts[place % len(self.contacts)].pk, name, properties, key=key)
            for place, name, properties, key in what
        ]
        self._do(lambda: events_record(workspace_id=self.scene.workspace.pk, events=events), death)

    @rule(what=st.lists(_WHAT, min_size=2, max_size=6), step=st.sampled_from([1, 90, 7_300]), enters=st.booleans())
    def life_goes_on(self, what: list[tuple[int, str, dict[str, Any], str | None]], step: int, enters: bool) -> None:
        """Things happen, everybody works, time passes, everybody works: what most of a campaign's days are."""
        self.events_happen(death=None, what=what)
        self.change_segment(death=None, place=what[0][0], enters=enters)
        self._round()
        self._pass(timedelta(seconds=step))
        self.events_happen(death=None, what=what)
        self._round()

    @rule(death=DEATHS, place=CHOICES, enters=st.booleans())
    def change_segment(self, death: int | None, place: int, enters: bool) -> None:
        chosen = [contact.pk for contact in self.contacts[place % len(self.contacts) :]]
        change = segment_members_add if enters else segment_members_remove
        self._do(lambda: change(segment=self.scene.segment, contact_ids=chosen, now=database_now()), death)

    @rule(death=DEATHS, place=CHOICES, fields=_EDITS)
    def edit_contact(self, death: int | None, place: int, fields: dict[str, Any]) -> None:
        contact = self.contacts[place % len(self.contacts)]
        with suppress(Contact.DoesNotExist):
            self._try(lambda: contact_update(contact=contact, fields=fields, actor=SYSTEM), death)

    @rule(death=DEATHS, place=CHOICES, state=st.sampled_from(["granted", "denied"]))
    def change_consent(self, death: int | None, place: int, state: str) -> None:
        change = ConsentChange(self.contacts[place % len(self.contacts)].pk, "email", "marketing", state)
        self._try(
            lambda: consent_set_many(
                workspace_id=self.scene.workspace.pk,
                changes=[change],
                source="tests",
                now=database_now(),
                by_contact=True,
            ),
            death,
        )

    @precondition(lambda self: len(self.contacts) > 1)
    @rule(death=DEATHS, place=CHOICES)
    def erase_contact(self, death: int | None, place: int) -> None:
        contact = self.contacts[place % len(self.contacts)]
        self._try(lambda: contact_delete(contact=contact, actor=SYSTEM), death)
        if not Contact.objects.in_workspace(self.scene.workspace).filter(pk=contact.pk).exists():
            self.contacts.remove(contact)
            self.passed_over.add(invariants.RUNS)
