"""`segments/estimate`: whom a rule takes."""

import pytest

from contacts.segments import selectors
from tests.factories.campaigns import make_campaign
from tests.factories.contacts import make_contact, make_contacts
from tests.factories.workspaces import make_workspace
from tests.workspaces.api.workspace.client import key_of, refusal_of

VIP = {"condition": "AND", "rules": [{"type": "tag", "operator": "has", "value": "vip"}]}
PATH = "/segments/estimate"


def test_how_many_and_the_newest(viewer, acme):
    vips = make_contacts(acme, 12, tags=["vip"])
    make_contact(acme)
    make_contact(make_workspace(), tags=["vip"])
    answer = viewer.client.post(viewer.root + PATH, {"rule": VIP}, content_type="application/json")
    assert answer.status_code == 200
    body = answer.json()
    newest = sorted(vips, key=lambda contact: contact.pk, reverse=True)[:10]
    assert body.pop("sample") == [
        {"id": each.public_id, "name": str(each) if not each.first_name else each.first_name, "email": each.email}
        for each in newest
    ]
    assert body == {"contacts": 12, "exact": True, "total": 13}


def test_a_sample_where_counting_takes_too_long(api, acme, monkeypatch):
    make_contacts(acme, 20, tags=["vip"])
    make_contacts(acme, 20)
    run = selectors._run

    def slow(name, predicate, params):
        if name == "estimate":
            with selectors.connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(5)")
        return run(name, predicate, params)

    monkeypatch.setattr(selectors, "EXACT_WITHIN", 20)
    monkeypatch.setattr(selectors, "_run", slow)
    answer = api.post(PATH, {"rule": VIP}, idempotency_key="once")
    assert (answer.status_code, answer.json()["exact"], answer.json()["contacts"]) == (200, False, 20)
    assert (answer.json()["total"], len(answer.json()["sample"])) == (40, 10)


def test_what_can_not_even_be_sampled_is_said(api, acme, monkeypatch):
    make_contacts(acme, 1)

    def slow(name, predicate, params):
        with selectors.connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(5)")

    monkeypatch.setattr(selectors, "EXACT_WITHIN", 20)
    monkeypatch.setattr(selectors, "SAMPLES", ((20_000, 20), (2_000, 20)))
    monkeypatch.setattr(selectors, "_run", slow)
    answer = api.post(PATH, {"rule": VIP})
    assert (answer.status_code, refusal_of(answer)["error"]) == (409, "conflict")
    with selectors.connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("0",)


def test_rules_of_a_flow(api, acme):
    opened = {"type": "engagement", "field": "opened", "operator": "is", "value": {"node": "s1"}}
    rule = {"condition": "AND", "rules": [opened, {"type": "trigger", "field": "a", "operator": "is_set"}]}
    assert refusal_of(api.post(PATH, {"rule": rule}))["details"][0]["field"] == "rule.rules[0].value"
    answer = api.post(PATH, {"rule": rule, "campaignId": make_campaign(acme).public_id})
    assert (answer.status_code, answer.json()["contacts"]) == (200, 0)
    theirs = make_campaign(make_workspace()).public_id
    refused = api.post(PATH, {"rule": rule, "campaignId": theirs})
    assert (refused.status_code, refusal_of(refused)["details"]) == (
        400,
        [{"field": "campaignId", "message": "there is no such campaign"}],
    )


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "rule"),
        ({"rule": 7}, "rule"),
        ({"rule": {}}, "rule.condition"),
        ({"rule": VIP, "limit": 3}, "limit"),
        ({"rule": {"condition": "AND", "rules": [{"type": "tag", "operator": "has"}]}}, "rule.rules[0].value"),
    ],
)
def test_refusals_name_the_place(api, body, field):
    answer = api.post(PATH, body)
    assert answer.status_code == 400
    assert field in [detail["field"] for detail in refusal_of(answer)["details"]]


def test_scopes(acme):
    assert key_of(acme, "campaigns:write").post(PATH, {"rule": VIP}).status_code == 403
