"""Whoever changes or deletes what somebody else has changed meanwhile is told so: every operation of the description
that does."""

import json
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from contacts.models import Segment
from tests.acceptance.described import Operation, operations, with_known_ids
from tests.acceptance.worlds import World, Worlds
from tests.campaigns.api.client import Caller
from tests.factories.contacts import make_segment
from tests.factories.workspaces import make_api_key, make_workspace

pytestmark = pytest.mark.django_db
TENANT = "/api/v1/tenant"
# What takes no If-Match, and why.
WITHOUT = {
    "PATCH /api/v1/tenant/inbox/threads/{thread_id}": "marks of a conversation, each set by itself: the last one holds",
    "PATCH /api/workspaces/{workspace_id}/inboxThreads/{thread_id}": "the same",
    "PUT /api/v1/tenant/secrets/{secret_id}": "nobody can read what there was",
    "DELETE /api/v1/tenant/secrets/{secret_id}": "nobody can read what there was",
    "DELETE /api/v1/tenant/suppressions/{suppression_id}": "nobody changes one",
    "DELETE /api/v1/tenant/contacts/{contact_id}/addresses/{address_id}": "nobody changes one",
    "DELETE /api/v1/tenant/leads/{contact_id}/addresses/{address_id}": "nobody changes one",
    "DELETE /channel-service/v1/campaign/{campaign_id}": "nobody changes one by this family",
}
# Has a flow, whose revision it asks for always.
OF_FLOWS = "DELETE /api/workspaces/{workspace_id}/campaigns/{campaign_id}/draft"
# Where the documented body would change nothing of what is there, or may not be done to it.
BODIES: dict[str, dict[str, Any]] = {
    "PATCH /api/v1/tenant/webhooks/{webhook_id}": {"description": "Mine"},
    "PATCH /public/v1/email/campaigns/{campaign_id}": {"meta": ["mine"]},
}


def changes() -> list[Operation]:
    """Every operation that changes or deletes something that is there."""
    return [operation for operation in operations() if operation.method in ("PATCH", "PUT", "DELETE")]


def test_every_change_takes_if_match_or_has_its_reason() -> None:
    taking = [each for each in changes() if "If-Match" in [given["name"] for given in each.described["parameters"]]]
    assert {each.label for each in changes()} - {each.label for each in taking} == set(WITHOUT)
    assert all("412" in each.described["responses"] for each in taking)


def test_a_change_to_what_somebody_else_has_changed_is_refused(worlds: Worlds) -> None:
    client = Client(headers={"x-api-key": worlds.key})
    for each in changes():
        if each.label not in {*WITHOUT, OF_FLOWS}:
            check = _kept_where_stale if each.method == "DELETE" else _refused_where_stale
            with transaction.atomic():
                check(client, each, worlds.own)
                transaction.set_rollback(True)


def _kept_where_stale(client: Client, operation: Operation, world: World) -> None:
    path = operation.address(world)

    def delete(tag: str | None) -> int:
        with transaction.atomic():
            status = client.delete(path, headers={"if-match": tag} if tag else {}).status_code
            transaction.set_rollback(tag is None)
        return status

    read = client.get(path)
    anyhow = delete(None)
    assert anyhow in (200, 204, 409), operation.label
    assert [delete('"999"'), delete("nonsense")] == [412, 400], operation.label
    assert told(client.get(path)) == told(read), operation.label
    assert delete(read["ETag"]) == anyhow, operation.label
    assert client.get(path).status_code == (200 if anyhow == 409 else 404), operation.label


def _refused_where_stale(client: Client, operation: Operation, world: World) -> None:
    path, label = operation.address(world), operation.label
    body = BODIES.get(label) or with_known_ids(operation.bodies[0], world)

    def change(tag: str, status: int) -> HttpResponse:
        answer = client.generic(
            operation.method, path, json.dumps(body), content_type="application/json", headers={"if-match": tag}
        )
        assert answer.status_code == status, (label, answer.content)
        return answer

    read = client.get(path)
    change('"999"', 412)
    change("nonsense", 422 if operation.family == "public/v1" else 400)
    again = client.get(path)
    assert (again["ETag"], told(again)) == (read["ETag"], told(read)), label
    done = change(read["ETag"], 200)
    assert done["ETag"] == client.get(path)["ETag"] != read["ETag"], label
    change(read["ETag"], 412)


def told(answer: HttpResponse) -> Any:
    """Its body without the moment at which it was asked for."""
    body = json.loads(answer.content)
    body.pop("timestamp", None)
    return body


def test_tags_may_be_weak_several_or_any() -> None:
    acme = make_workspace("acme-corp")
    caller = Caller(make_api_key(acme)[1], root="")
    path = f"{TENANT}/segments/{make_segment(acme).public_id}"
    tag = caller.get(path)["ETag"]
    assert caller.get(path, if_none_match=tag).status_code == 200
    for named in ("W/{}", '"x", {}', "*"):
        assert caller.patch(path, {"name": f"Mine {named}"}, if_match=named.format(tag)).status_code == 200
        tag = caller.get(path)["ETag"]


def test_what_nobody_edited_keeps_no_change_out() -> None:
    acme = make_workspace("acme-corp")
    caller = Caller(make_api_key(acme)[1], root="")
    segment = make_segment(acme)
    path = f"{TENANT}/segments/{segment.public_id}"
    tag = caller.get(path)["ETag"]
    Segment.objects.in_workspace(acme).filter(pk=segment.pk).update(member_count=7, rebuild_needed=False)
    assert caller.get(path)["ETag"] == tag
    assert caller.patch(path, {"name": "Mine"}, if_match=tag).status_code == 200


def test_what_was_just_made_has_its_etag_with_a_key_for_repetitions_too() -> None:
    caller = Caller(make_api_key(make_workspace("acme-corp"))[1], root="")
    made = caller.post(f"{TENANT}/segments", {"name": "Mine", "kind": "static"}, idempotency_key="once")
    assert made["ETag"] == caller.get(f"{TENANT}/segments/{made.json()['data']['id']}")["ETag"]
    again = caller.post(f"{TENANT}/segments", {"name": "Mine", "kind": "static"}, idempotency_key="once")
    assert (again["Idempotency-Replayed"], again.has_header("ETag")) == ("true", False)
