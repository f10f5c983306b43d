"""What the TypeScript client does about a server that is busy, broken, slow or gone; without waiting for anything."""

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from tests.clients.loopback import CUT, SILENCE, Answer, Loopback
from tests.clients.typescript.conftest import Run

FINE = Answer(200, {"success": True, "data": {"id": "ct_1", "email": "ada@example.com"}})
BUSY = Answer(503, {"success": False, "error": {"code": "SERVICE_UNAVAILABLE", "message": "Busy."}})
GONE = Answer(404, {"error": {"code": "RESOURCE_NOT_FOUND", "message": "There is no such segment."}})


@pytest.fixture
def fake(scenario: Run, loopback: Loopback) -> Run:
    """Runs a scenario against the misbehaving server, after telling it what to answer."""

    def run(name: str, *answers: Answer | str, **options: Any) -> Any:
        loopback.say(*answers)
        return scenario(name, url=loopback.url, **options)

    return run


def test_a_busy_server_is_asked_again_after_1_2_and_4_seconds(fake: Run) -> None:
    assert fake("busy", BUSY, CUT, BUSY, FINE) == {"waits": [1_000, 2_000, 4_000], "email": "ada@example.com"}


def test_retry_after_is_honoured_as_seconds_and_as_a_date(fake: Run) -> None:
    past = format_datetime(datetime.now(UTC) - timedelta(hours=1), usegmt=True)
    limited = Answer(429, {"error": {"code": "RATE_LIMIT_EXCEEDED"}}, {"Retry-After": "17"})
    assert fake("busy", limited, Answer(503, b"<html>", {"Retry-After": past}), FINE)["waits"] == [17_000, 0]


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ([BUSY] * 4, {"waits": [1_000, 2_000, 4_000], "kind": "api", "status": 503, "code": "SERVICE_UNAVAILABLE"}),
        ([Answer(429, {}, {"Retry-After": "3600"})], {"waits": [], "kind": "api", "retryAfter": 3_600}),
        ([Answer(401, {"error": {"code": "NO", "message": "No."}})], {"waits": [], "kind": "auth", "message": "No."}),
        ([Answer(403, {"error": "forbidden", "message": "No."})], {"waits": [], "kind": "auth", "code": "forbidden"}),
        ([Answer(404, b"<html>", {"X-Request-Id": "r1"})], {"kind": "api", "code": "http_404", "request": "r1"}),
        ([Answer(200, b"<html>")], {"kind": "api", "code": "not_json"}),
        ([Answer(301, b"", {"Location": "https://elsewhere.example.com"})], {"kind": "api", "code": "http_301"}),
    ],
)
def test_refusals_stand(fake: Run, answers: list[Answer], told: dict[str, Any]) -> None:
    found = fake("refused", *answers)
    assert {name: found[name] for name in told} == told


def test_a_post_keeps_its_key_over_repetitions(fake: Run, loopback: Loopback) -> None:
    still = Answer(409, {"error": {"code": "RESOURCE_CONFLICT"}}, {"Retry-After": "1"})
    assert fake("posted", CUT, BUSY, still, FINE, FINE) == {"waits": [1_000, 2_000, 1_000]}
    keys = [asked.headers["idempotency-key"] for asked in loopback.asked]
    assert (len(set(keys[:4])), keys[4]) == (1, "mine")
    assert {asked.body for asked in loopback.asked} == {b'{"email":"ada@example.com"}'}


def test_a_cut_connection_is_a_network_error_once_patience_ends(fake: Run, loopback: Loopback) -> None:
    told = fake("cut", CUT, CUT, CUT, CUT)
    assert (told["waits"], told["network"]) == ([1_000, 2_000, 4_000], True)
    assert told["key"] == loopback.asked[0].headers["idempotency-key"]


def test_silence_ends_with_the_timeout(fake: Run, loopback: Loopback) -> None:
    said = f"GET /api/v1/tenant/contacts/ct_1 at {loopback.url}: no answer within 0.2 s"
    assert fake("silence", SILENCE) == said


def test_what_a_lost_answer_has_deleted_counts_as_deleted(fake: Run) -> None:
    assert fake("deleted", CUT, GONE, GONE) == {"waits": [1_000], "second": 404}


def test_a_long_list_says_what_came_of_it_before_it_failed(fake: Run, loopback: Loopback) -> None:
    rows = [{"index": place, "outcome": "recorded", "id": None, "errors": []} for place in range(1_000)]
    taken = Answer(200, {"data": {"recorded": 1_000, "duplicates": 0, "refused": 0, "events": rows}})
    assert fake("partial", taken, Answer(400, {"error": {"code": "VALIDATION_ERROR"}})) == 1_000
    assert [len(json.loads(asked.body)["events"]) for asked in loopback.asked] == [1_000, 500]
    assert [asked.headers["idempotency-key"] for asked in loopback.asked] == ["night", "night/1000"]


def test_ids_stay_in_their_part_of_the_address(fake: Run, loopback: Loopback) -> None:
    assert fake("ids", FINE) == "An id is empty."
    assert loopback.asked[0].path == "/api/v1/tenant/contacts/..%2Fsegments%3Fx%3D%23"


def test_a_call_can_be_given_up(fake: Run) -> None:
    assert fake("aborted", SILENCE) == "not wanted any more"


def test_nothing_shows_the_key(fake: Run, loopback: Loopback) -> None:
    assert fake("secrets", GONE, CUT) == {"shown": [], "wrong": 8}
    assert loopback.asked[0].headers["authorization"] == "Bearer cmk_0123456789abcdef"


def test_senders_lose_nothing_silently(scenario: Run) -> None:
    nowhere = "http://127.0.0.1:1"
    assert scenario("waiting", url=nowhere) == {
        "errors": ["NetworkError", "ApiError"],
        "held": 1,
        "names": ["a"],
        "closed": "The sender is closed.",
    }
    assert scenario("undelivered", url=nowhere) == [1, True]
    assert scenario("whole", url=nowhere) == {"left": 1, "names": ["small"], "told": 1}
    assert scenario("batches", url=nowhere) == ["a", "b", "alone"]
    assert scenario("full", url=nowhere) == {
        "refused": "TypeError",
        "nameless": "An event needs a name.",
        "held": 999,
        "full": True,
    }
    assert "1 event(s) could not be delivered" in scenario("lost", url=nowhere, whole=True).stderr
