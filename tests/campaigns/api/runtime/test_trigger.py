"""`POST /v1/campaigns/{id}/trigger`: named contacts or the whole audience, once per key; a refusal lets nobody in."""

from typing import Any

import pytest

from campaigns.engine import triggers
from campaigns.models import Campaign, HoldKind, Run
from campaigns.services import campaign_launch, hold_add
from contacts.models import Contact
from tests.campaigns.api.client import Caller
from tests.factories.campaigns import SYSTEM, executions_of, flow, make_campaign
from tests.factories.contacts import make_contact
from tests.factories.workspaces import make_api_key, make_workspace
from workspaces.models import Workspace

ROOT = "/v1/campaigns"
PAID = flow(
    ("t", "trigger_api", {}),
    ("w", "wait", {"duration": {"value": 1, "unit": "days"}}),
    ("e", "end", {}),
)


@pytest.fixture
def backend(acme: Workspace) -> Caller:
    """A key of acme at the Runtime API."""
    return Caller(make_api_key(acme)[1], root=ROOT)


@pytest.fixture
def campaign(acme: Workspace) -> Campaign:
    """It waits for its backend."""
    return campaign_launch(campaign=make_campaign(acme, PAID), actor=SYSTEM)


def trigger(backend: Caller, campaign: Campaign, **body: Any) -> tuple[int, dict[str, Any]]:
    answer = backend.post(f"/{campaign.public_id}/trigger", body)
    return answer.status_code, answer.json()


def runs_of(campaign: Campaign) -> list[Run]:
    return list(Run.objects.in_workspace(campaign.workspace_id).filter(campaign=campaign))


def test_named_contacts_enter_each_with_its_own_data(backend, campaign, people) -> None:
    first, second, _ = people
    status, body = trigger(
        backend,
        campaign,
        contact_ids=[first.public_id],
        contacts=[{"email": second.email.upper(), "data": {"total": 5}}],
        data={"total": 1, "currency": "EUR"},
    )
    (run,) = runs_of(campaign)
    assert (status, body) == (202, {"run_id": run.public_id, "status": "RUNNING"})
    assert {each.contact_id: each.context for each in executions_of(campaign)} == {
        first.pk: {"total": 1, "currency": "EUR"},
        second.pk: {"total": 5, "currency": "EUR"},
    }


def test_without_contacts_the_audience_enters(backend, campaign, people) -> None:
    status, body = trigger(backend, campaign, data={"offer": "autumn"})
    (run,) = runs_of(campaign)
    assert (status, body) == (202, {"run_id": run.public_id, "status": "RUNNING"})
    triggers.run()
    run.refresh_from_db()
    assert (run.enrolled, run.context) == (3, {"offer": "autumn"})
    assert {each.contact_id for each in executions_of(campaign)} == {person.pk for person in people}


def test_the_same_key_is_answered_with_the_first_run(backend, campaign, people) -> None:
    first = trigger(backend, campaign, idempotency_key="order-1", contact_ids=[people[0].public_id])
    again = trigger(backend, campaign, idempotency_key="order-1", contact_ids=[people[1].public_id])
    assert first == again
    assert [each.contact_id for each in executions_of(campaign)] == [people[0].pk]


def test_a_second_run_over_the_audience_waits_for_the_first(backend, campaign, people) -> None:
    trigger(backend, campaign)
    status, body = trigger(backend, campaign)
    assert (status, body["error"], body["message"]) == (409, "conflict", "A run of this trigger is still enrolling.")
    assert len(runs_of(campaign)) == 1


def refused(backend: Caller, campaign: Campaign, **body: Any) -> tuple[int, dict[str, Any]]:
    """The refusal; nobody entered and no run began."""
    answer = trigger(backend, campaign, **body)
    assert runs_of(campaign) == []
    assert executions_of(campaign) == []
    return answer


def test_unknown_contacts_are_named_and_nobody_enters(backend, campaign, people) -> None:
    stranger = make_contact(make_workspace())
    status, body = refused(
        backend,
        campaign,
        contact_ids=[people[0].public_id, stranger.public_id, "ct_nonsense"],
        contacts=[{"email": "nobody@example.com"}, {"external_id": "none"}],
    )
    assert status == 400
    assert body == {
        "request_id": body["request_id"],
        "error": "validation_error",
        "message": "contact_ids[1]: there is no such contact",
        "details": [
            {"field": field, "message": "there is no such contact"}
            for field in ("contact_ids[1]", "contact_ids[2]", "contacts[0]", "contacts[1]")
        ],
    }


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"contact_ids": []}, "contact_ids"),
        ({"contact_ids": "ct_1"}, "contact_ids"),
        ({"contact_ids": ["x"] * 1_001}, "contact_ids"),
        ({"contacts": [{"email": "a@example.com", "external_id": "a"}]}, "contacts[0]"),
        ({"contacts": [{}]}, "contacts[0]"),
        ({"contacts": [{"email": "a@example.com", "name": "A"}]}, "contacts[0].name"),
        ({"data": []}, "data"),
        ({"data": {"a": "x" * 33_000}}, "data"),
        ({"idempotency_key": "x" * 256}, "idempotency_key"),
        ({"contact": "ct_1"}, "contact"),
    ],
)
def test_a_wrong_body_is_refused_by_its_field(backend, campaign, people, body, field) -> None:
    status, answer = refused(backend, campaign, **body)
    assert (status, answer["error"]) == (400, "validation_error")
    assert field in [detail["field"] for detail in answer["details"]]


def test_a_campaign_without_an_api_trigger_is_refused(backend, acme, people) -> None:
    document = flow(("t", "trigger_event", {"event": "x"}), ("e", "end", {}))
    campaign = campaign_launch(campaign=make_campaign(acme, document), actor=SYSTEM)
    for body in ({}, {"contact_ids": [people[0].public_id]}):
        status, answer = refused(backend, campaign, **body)
        assert (status, answer["message"]) == (409, "The campaign has no API trigger.")


def test_a_draft_is_refused(backend, acme, people) -> None:
    draft = make_campaign(acme, PAID)
    status, answer = refused(backend, draft, contact_ids=[people[0].public_id])
    assert (status, answer["message"]) == (409, "A campaign that is DRAFT can't be run.")


def test_without_balance_the_answer_is_402(backend, campaign, people) -> None:
    hold_add(campaign=campaign, kind=HoldKind.BALANCE, reason="", actor=SYSTEM)
    status, answer = refused(backend, campaign, contact_ids=[people[0].public_id])
    assert (status, answer["error"]) == (402, "insufficient_balance")


def test_pause_and_resume(backend, campaign, people: list[Contact]) -> None:
    def act(verb: str) -> tuple[int, Any]:
        answer = backend.post(f"/{campaign.public_id}/{verb}")
        return answer.status_code, answer.json().get("status", answer.json().get("error"))

    assert act("resume") == (409, "conflict")
    assert act("pause") == (200, "PAUSED")
    assert act("pause") == (409, "conflict")
    assert refused(backend, campaign, contact_ids=[people[0].public_id])[0] == 409
    assert act("resume") == (200, "RUNNING")
    assert trigger(backend, campaign, contact_ids=[people[0].public_id])[0] == 202


def test_other_keys_learn_nothing(campaign) -> None:
    stranger = Caller(make_api_key(make_workspace())[1], root=ROOT)
    answers = [stranger.post(f"/{wanted}/trigger") for wanted in (campaign.public_id, "cmp_nonsense")]
    assert [answer.status_code for answer in answers] == [404, 404]
    told, again = (answer.json() for answer in answers)
    assert (told.pop("request_id"), again.pop("request_id")) == tuple(answer["X-Request-Id"] for answer in answers)
    assert told == again
    assert Caller(root=ROOT).post(f"/{campaign.public_id}/trigger").json()["error"] == "unauthenticated"
