"""The quick reader of events takes nothing that the serializer would refuse, and makes the same of what it takes."""

from typing import Any

from hypothesis import given, settings
from rest_framework.exceptions import ValidationError

from contacts.api.tenant.items import draft_of, drafts_of, plain_draft
from contacts.api.tenant.shapes import EventFields
from contacts.services import EventDraft
from tests.contacts.api.tenant.test_fuzz import events, values


def slowly(item: Any) -> EventDraft | None:
    try:
        return draft_of(EventFields().run_validation(item))
    except ValidationError:
        return None


@settings(max_examples=300)
@given(item=events | values)
def test_quick_and_slow_agree(item: Any) -> None:
    quick = plain_draft(item)
    if quick is not None:
        assert quick == slowly(item)


def test_ordinary_events_are_read_quickly() -> None:
    for item in (
        {"email": "ada@example.com", "name": "ordered"},
        {"contact_id": "ct_1", "name": "signed up", "key": "k 1", "properties": {"total": [1, {"a": None}]}},
        {"external_id": "Ä-7", "name": "Bestellt", "occurred_at": "2025-11-01T10:00:00.25+01:00", "email": None},
    ):
        assert plain_draft(item) == slowly(item) is not None


def test_each_has_its_place() -> None:
    drafts, refused = drafts_of([{"email": "a@example.com", "name": "x"}, 7, {"name": "x", "email": "\ud800"}])
    assert list(drafts) == [0]
    assert {place: [each.field for each in problems] for place, problems in refused.items()} == {
        1: ["body"],
        2: ["email"],
    }
