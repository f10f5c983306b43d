"""What the clients do about a server that is busy, broken, slow or gone; without waiting for anything."""

import asyncio
import json
from email.utils import formatdate
from typing import Any

import pytest

from campanile import ApiError, AsyncClient, AuthError, CampanileError, Client, NetworkError
from tests.clients.loopback import CUT, DRIPS, SILENCE, Answer, Loopback

CONTACT: dict[str, Any] = {
    "id": "ct_1",
    "email": "ada@example.com",
    "phone": None,
    "external_id": None,
    "first_name": "Ada",
    "last_name": "",
    "timezone": "",
    "score": 0,
    "tags": [],
    "attributes": {},
    "created_at": "2026-01-01T00:00:00Z",
    "changed_at": "2026-01-01T00:00:00Z",
    "outcome": "created",
}
FINE = Answer(200, {"success": True, "data": CONTACT})
BUSY = Answer(503, {"success": False, "error": {"code": "SERVICE_UNAVAILABLE", "message": "Busy."}})


def test_a_busy_server_is_asked_again_after_1_2_and_4_seconds(
    patient: Client, loopback: Loopback, waits: list[float]
) -> None:
    loopback.say(BUSY, BUSY, BUSY, FINE)
    assert patient.contacts.get("ct_1").email == "ada@example.com"
    assert waits == [1.0, 2.0, 4.0]


def test_after_three_repetitions_the_refusal_stands(patient: Client, loopback: Loopback, waits: list[float]) -> None:
    loopback.say(BUSY, BUSY, BUSY, BUSY, FINE)
    with pytest.raises(ApiError) as refused:
        patient.contacts.get("ct_1")
    assert (refused.value.status_code, refused.value.code, len(loopback.asked)) == (503, "SERVICE_UNAVAILABLE", 4)
    assert waits == [1.0, 2.0, 4.0]


def test_retry_after_is_honoured_as_seconds_and_as_a_date(
    patient: Client, loopback: Loopback, waits: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("campanile._answers.time.time", lambda: 1_000_000.0)
    dated = formatdate(1_000_009.0, usegmt=True)
    limited = {"error": {"code": "RATE_LIMIT_EXCEEDED", "message": "Too many."}}
    loopback.say(Answer(429, limited, {"Retry-After": "17"}), Answer(503, b"<html>", {"Retry-After": dated}), FINE)
    patient.contacts.get("ct_1")
    assert waits == [17.0, 9.0]


def test_a_compressed_answer_remembers_the_same_state(patient: Client, loopback: Loopback) -> None:
    content = {"success": True, "data": CONTACT}
    loopback.say(Answer(200, content, {"ETag": 'W/"a1"'}), Answer(200, content, {"ETag": '"a1"'}), FINE)
    read = patient.contacts.get("ct_1")
    assert read == patient.contacts.get("ct_1")
    patient.contacts.update("ct_1", base=read, score=7)
    assert loopback.asked[-1].headers["if-match"] == '"a1"'


def test_more_patience_than_a_call_has_is_left_to_the_caller(
    patient: Client, loopback: Loopback, waits: list[float]
) -> None:
    loopback.say(Answer(429, {"error": {"code": "RATE_LIMIT_EXCEEDED"}}, {"Retry-After": "3600"}), FINE)
    with pytest.raises(ApiError) as refused:
        patient.contacts.get("ct_1")
    assert (refused.value.retry_after, waits) == (3600.0, [])


def test_a_post_keeps_its_key_over_repetitions_and_has_another_the_next_time(
    patient: Client, loopback: Loopback
) -> None:
    loopback.say(CUT, BUSY, FINE, FINE)
    patient.contacts.upsert(email="ada@example.com")
    patient.contacts.upsert(email="ada@example.com")
    keys = [asked.headers["idempotency-key"] for asked in loopback.asked]
    assert len(set(keys[:3])) == 1
    assert keys[3] != keys[0]
    assert {asked.body for asked in loopback.asked} == {b'{"email": "ada@example.com"}'}


def test_the_callers_own_key_is_sent(patient: Client, loopback: Loopback) -> None:
    loopback.say(FINE)
    patient.contacts.upsert(email="ada@example.com", idempotency_key="signup-17")
    assert loopback.asked[0].headers["idempotency-key"] == "signup-17"


def test_a_post_that_is_still_being_served_is_asked_again(
    patient: Client, loopback: Loopback, waits: list[float]
) -> None:
    loopback.say(Answer(409, {"error": {"code": "RESOURCE_CONFLICT"}}, {"Retry-After": "1"}), FINE)
    assert patient.contacts.upsert(email="ada@example.com").outcome == "created"
    assert waits == [1.0]


def test_a_conflict_stands(patient: Client, loopback: Loopback, waits: list[float]) -> None:
    details = {"current_status": "completed", "allowed": []}
    loopback.say(Answer(409, {"error": {"code": "RESOURCE_CONFLICT", "message": "No.", "details": details}}))
    with pytest.raises(ApiError) as refused:
        patient.contacts.upsert(email="ada@example.com")
    assert (refused.value.state, waits) == (details, [])


def test_a_cut_connection_is_a_network_error_once_patience_ends(
    patient: Client, loopback: Loopback, waits: list[float]
) -> None:
    loopback.say(CUT, CUT, CUT, CUT)
    with pytest.raises(NetworkError) as failed:
        patient.contacts.upsert(email="ada@example.com")
    assert waits == [1.0, 2.0, 4.0]
    assert failed.value.idempotency_key == loopback.asked[0].headers["idempotency-key"]


def test_silence_ends_with_the_timeout(loopback: Loopback) -> None:
    loopback.say(SILENCE)
    with (
        Client("cmk_secret", base_url=loopback.url, timeout=0.2, retries=0) as client,
        pytest.raises(NetworkError, match=r"GET /api/v1/tenant/contacts/ct_1 at http://\S+: no answer within 0.2 s"),
    ):
        client.contacts.get("ct_1")


def test_an_answer_that_drips_ends_with_the_timeout_as_well(loopback: Loopback, no_loop_running: None) -> None:
    """Each byte comes in time, the whole of them does not."""
    loopback.say(DRIPS, DRIPS)
    words = "no answer within 0.1 s"
    with Client("cmk_secret", base_url=loopback.url, timeout=0.1, retries=0) as client:
        with pytest.raises(NetworkError, match=words):
            client.contacts.get("ct_1")

    async def ask() -> None:
        async with AsyncClient("cmk_secret", base_url=loopback.url, timeout=0.1, retries=0) as client:
            await client.contacts.get("ct_1")

    with pytest.raises(NetworkError, match=words):
        asyncio.run(ask())


def test_half_a_minute_is_waited_where_nobody_says_otherwise(loopback: Loopback) -> None:
    with Client("cmk_secret", base_url=loopback.url) as client:
        assert (client._transport.settings.timeout, client._transport._http.timeout.read) == (30.0, 30.0)


def test_a_server_that_is_not_there(waits: list[float]) -> None:
    with Client("cmk_secret", base_url="http://127.0.0.1:1") as client:
        client._transport._sleep = waits.append
        with pytest.raises(NetworkError):
            client.segments.list()
    assert waits == [1.0, 2.0, 4.0]


def test_what_a_lost_answer_has_deleted_counts_as_deleted(patient: Client, loopback: Loopback) -> None:
    gone = Answer(404, {"error": {"code": "RESOURCE_NOT_FOUND", "message": "There is no such segment."}})
    loopback.say(CUT, gone, gone)
    patient.segments.delete("seg_1")
    with pytest.raises(ApiError):
        patient.segments.delete("seg_1")


@pytest.mark.parametrize("status", [401, 403])
def test_a_key_that_may_not_is_not_tried_again(
    patient: Client, loopback: Loopback, waits: list[float], status: int
) -> None:
    loopback.say(Answer(status, {"error": {"code": "NO", "message": "No."}}, {"X-Request-Id": "req_1"}))
    with pytest.raises(AuthError) as refused:
        patient.contacts.get("ct_1")
    assert str(refused.value) == f"No. ({status} NO, request req_1)"
    assert not isinstance(refused.value, ApiError)
    assert waits == []


def test_errors_of_every_family_are_read(patient: Client, loopback: Loopback) -> None:
    details = [{"field": "name", "message": "is missing"}]
    loopback.say(Answer(400, {"error": "validation_error", "message": "name: is missing", "details": details}))
    with pytest.raises(ApiError) as refused:
        patient.segments.create(name="")
    assert (refused.value.code, refused.value.message) == ("validation_error", "name: is missing")
    assert [(each.field, each.message) for each in refused.value.details] == [("name", "is missing")]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer(200, b"<html>hello</html>"), "not JSON"),
        (Answer(200, {"hello": "world"}), "lacks data"),
        (Answer(200, [1, 2]), "lacks data"),
        (Answer(200, {"data": CONTACT | {"score": "many"}}), "no int at Contact.score"),
        (Answer(200, {"data": CONTACT | {"created_at": "yesterday"}}), "no moment at Contact.created_at"),
        (Answer(200, {"data": {"id": "ct_1"}}), "lacks Contact.email"),
        (Answer(301, b"", {"Location": "https://elsewhere.example.com"}), "the server is elsewhere"),
        (Answer(404, b"<html>nginx</html>"), "404 Not Found"),
    ],
)
def test_strange_answers_are_errors_of_ours(patient: Client, loopback: Loopback, answer: Answer, words: str) -> None:
    loopback.say(answer)
    with pytest.raises(CampanileError, match=words):
        patient.contacts.get("ct_1")


def test_fields_of_a_newer_server_are_passed_over(patient: Client, loopback: Loopback) -> None:
    loopback.say(Answer(200, {"data": CONTACT | {"shoe_size": 43}}))
    assert patient.contacts.get("ct_1").first_name == "Ada"


def test_ids_stay_in_their_part_of_the_address(patient: Client, loopback: Loopback) -> None:
    loopback.say(FINE)
    patient.contacts.get("../segments?x=#")
    assert loopback.asked[0].path == "/api/v1/tenant/contacts/..%2Fsegments%3Fx%3D%23"
    for empty in ("", "..", "."):
        with pytest.raises(CampanileError, match="An id is empty"):
            patient.contacts.get(empty)


def test_the_async_client_repeats_alike(loopback: Loopback, waits: list[float], no_loop_running: None) -> None:
    loopback.say(CUT, BUSY, Answer(429, {}, {"Retry-After": "3"}), FINE)

    async def note(seconds: float) -> None:
        waits.append(seconds)

    async def upsert() -> str:
        async with AsyncClient("cmk_secret", base_url=loopback.url) as client:
            client._transport._sleep = note
            return (await client.contacts.upsert(email="ada@example.com")).outcome

    assert asyncio.run(upsert()) == "created"
    assert waits == [1.0, 2.0, 3.0]
    assert len({asked.headers["idempotency-key"] for asked in loopback.asked}) == 1


def test_a_long_list_says_what_came_of_it_before_it_failed(patient: Client, loopback: Loopback) -> None:
    rows = [{"index": place, "outcome": "recorded", "id": f"evt_{place}", "errors": []} for place in range(1_000)]
    taken = {"data": {"recorded": 1_000, "duplicates": 0, "refused": 0, "events": rows}}
    loopback.say(Answer(200, taken), Answer(400, {"error": {"code": "VALIDATION_ERROR"}}))
    with pytest.raises(ApiError) as refused:
        patient.events.bulk([{"name": "x", "email": "ada@example.com"}] * 1_500, idempotency_key="night")
    assert refused.value.partial.recorded == 1_000
    assert [len(json.loads(asked.body)["events"]) for asked in loopback.asked] == [1_000, 500]
    assert [asked.headers["idempotency-key"] for asked in loopback.asked] == ["night", "night/1000"]
