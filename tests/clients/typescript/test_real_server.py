"""The TypeScript client against the running server: what it says it does is done."""

import pytest

from contacts.models import Contact, Event, Segment
from tests.clients.typescript.conftest import Run
from tests.factories.campaigns import flow, make_campaign
from workspaces.models import Workspace


@pytest.fixture
def real(scenario: Run, server: str, key: str) -> Run:
    """Runs a scenario against the real server."""
    return lambda name, **options: scenario(name, url=server, key=key, **options)


def test_contacts(real: Run, acme: Workspace) -> None:
    assert real("contacts") == {
        "outcomes": ["created", "updated"],
        "changed": ["Grace", "Hopper", 7, {"plan": "pro"}],
        "taken": [0, 1, 1, "email"],
        "consent": [["email", "marketing", "granted"]],
        "walked": 2,
        "merged": True,
        "exported": True,
        "gone": [404, "RESOURCE_NOT_FOUND", True],
        "left": 0,
    }
    assert not Contact.objects.in_workspace(acme).exists()


def test_events(real: Run, acme: Workspace) -> None:
    assert real("events") == {
        "sent": ["recorded", "2026-03-01T10:00:00Z", {"total": 49.9}],
        "again": ["duplicate", True],
        "taken": [1_203, 1, 1_204],
        "refused": [[1_203, "email"]],
        "walked": ["order-1"],
        "arrived": [["ordered", "step 0"], True],
        "named": [["step 1202"], False],
        "got": "ordered",
    }
    assert Event.objects.in_workspace(acme).count() == 1_204


def test_segments(real: Run, acme: Workspace) -> None:
    assert real("segments") == {
        "estimate": {"contacts": 1, "exact": True, "total": 1},
        "sample": ["ada@example.com"],
        "once": True,
        "renamed": ["Best", "Best"],
        "stale": [412, 412],
        "untagged": "base carries no ETag, as it is from a list or older: get it first.",
        "done": [1, 1],
        "members": ["ada@example.com"],
        "left": ["List"],
    }
    assert [each.name for each in Segment.objects.in_workspace(acme)] == ["List"]


def test_templates(real: Run) -> None:
    assert real("templates") == {
        "stale": 412,
        "subject": "Hello Ada",
        "published": ["PUBLISHED", 1],
        "versions": [1],
        "content": "Hello {{firstName}}",
        "listed": ["Welcome!"],
        "archived": "ARCHIVED",
    }


def test_imports(real: Run) -> None:
    assert real("imports") == {
        "handedIn": ["queued", ["new"]],
        "got": "people.csv",
        "cancelled": "cancelled",
        "refusedStart": 409,
        "listed": 1,
        "rows": [],
    }


def test_campaigns_and_touchpoints(real: Run) -> None:
    assert real("campaigns") == {
        "copy": ["Copy", "draft", "Q3 Re-engagement"],
        "campaign": ["draft", "email"],
        "updated": ["Updated", {"subject": "Updated", "body": "Hi! Great to have you here."}, "Updated"],
        "told": [False, True],
        "walked": ["Updated", "A day"],
        "left": 1,
        "campaigns": [True],
        "gone": 0,
    }


def test_a_campaign_is_started_triggered_paused_and_resumed(real: Run, acme: Workspace) -> None:
    wait = {"duration": {"value": 1, "unit": "days"}}
    make_campaign(acme, flow(("t", "trigger_api", {}), ("w", "wait", wait), ("e", "end", {})))
    assert real("running") == {
        "once": True,
        "states": ["RUNNING", "PAUSED", "RUNNING"],
        "status": ["paused", 1, ["USER"]],
        "progress": ["PAUSED", 1, 0, 1],
        "refused": [409, "conflict"],
    }


def test_refusals_carry_what_helps(real: Run) -> None:
    assert real("refusals") == {"missing": [400, ["name"]], "stranger": 401}


def test_a_sender_delivers_and_tells_what_was_refused(real: Run, acme: Workspace) -> None:
    assert real("sender") == {"keys": 3, "refused": ["lost"]}
    assert {event.name for event in Event.objects.in_workspace(acme)} == {"step 0", "step 1", "step 2"}


def test_the_end_of_the_program_sends_what_is_left(real: Run, acme: Workspace) -> None:
    assert real("last", whole=True).stderr == ""
    assert [event.name for event in Event.objects.in_workspace(acme)] == ["last words"]
