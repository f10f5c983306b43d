"""What every endpoint does alike, seen over HTTP: who may enter, how bodies are read, how refusals look."""

import json
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.db.models.functions import Now
from django.test import Client

from campaigns.api.tenant import campaigns as views
from campaigns.models import Campaign
from tests.campaigns.api.client import Caller, error_of
from tests.factories.workspaces import PASSWORD, make_api_key, make_member
from workspaces.api import rate_limits
from workspaces.models import ApiKey, Role
from workspaces.services import Actor, api_key_revoke

LIST = "/campaigns?workspace=acme-corp"
BODY = {"workspace_slug": "acme-corp", "name": "New Campaign"}


class TestAuthentication:
    def test_either_header_will_do(self, acme):
        plaintext = make_api_key(acme)[1]
        nobody = Caller()
        assert nobody.get(LIST, authorization=f"Bearer {plaintext}").status_code == 200
        assert nobody.get(LIST, authorization=f"bearer  {plaintext} ").status_code == 200
        assert nobody.get(LIST, x_api_key=plaintext).status_code == 200
        assert nobody.get(LIST, x_api_key=plaintext, authorization=f"Bearer {plaintext}").status_code == 200

    def test_nobody_is_told_how_to_enter(self, acme):
        answer = Caller().get(LIST)
        assert (answer.status_code, error_of(answer)["code"]) == (401, "AUTHENTICATION_REQUIRED")
        assert answer["WWW-Authenticate"] == 'Bearer realm="campanile"'

    @pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic YTpi", "cmpk_x", "Bearer cmpk_x", "Token x"])
    def test_a_header_that_is_no_key_is_refused(self, acme, header):
        answer = Caller().get(LIST, authorization=header)
        assert (answer.status_code, error_of(answer)["code"]) == (401, "AUTHENTICATION_REQUIRED")

    def test_two_different_keys_are_refused(self, acme):
        first, second = make_api_key(acme)[1], make_api_key(acme)[1]
        assert Caller(first).get(LIST, x_api_key=second).status_code == 401

    def test_a_key_in_the_address_is_no_key(self, acme):
        plaintext = make_api_key(acme)[1]
        for name in ("api_key", "x-api-key", "token", "key"):
            assert Caller().get(f"{LIST}&{name}={plaintext}").status_code == 401

    def test_expired_and_revoked_keys_are_refused(self, acme):
        key, plaintext = make_api_key(acme)
        ApiKey.unscoped_objects.update(expires_at=Now() - timedelta(seconds=1))
        assert Caller(plaintext).get(LIST).status_code == 401
        ApiKey.unscoped_objects.update(expires_at=None)
        assert Caller(plaintext).get(LIST).status_code == 200
        api_key_revoke(key=key, actor=Actor.system())
        assert Caller(plaintext).get(LIST).status_code == 401

    def test_a_bad_key_is_not_excused_by_a_session(self, acme, client):
        client.force_login(make_member(acme, Role.OWNER))
        assert Caller(client=client).get(LIST).status_code == 200
        assert Caller(client=client).get(LIST, x_api_key="cmpk_x").status_code == 401

    def test_a_session_writes_only_with_its_token(self, acme):
        user = make_member(acme, Role.EDITOR)
        client = Client(enforce_csrf_checks=True, raise_request_exception=False)
        client.force_login(user)
        caller = Caller(client=client)
        assert caller.get(LIST).status_code == 200
        refused = caller.post("/campaigns", BODY)
        assert (refused.status_code, error_of(refused)["code"]) == (403, "INSUFFICIENT_PERMISSIONS")
        assert Campaign.unscoped_objects.count() == 0
        client.cookies["csrftoken"] = token = "a" * 32
        assert caller.post("/campaigns", BODY, x_csrftoken=token).status_code == 201

    def test_a_user_who_is_switched_off_is_nobody(self, acme, client):
        user = make_member(acme, Role.OWNER)
        assert client.login(username=user.email, password=PASSWORD)
        user.is_active = False
        user.save()
        assert Caller(client=client).get(LIST).status_code == 401


class TestRefusals:
    @pytest.mark.parametrize(
        ("body", "message"),
        [
            (b'{"name": ', "The body is not JSON: Expecting value at line 1, column 10."),
            (b"\xff\xfe", "The body is not UTF-8: byte 0 can't be read."),
            (b"[" * 100_000, "The body is nested deeper than 64 levels."),
            (b'{"name": "a\\u0000b"}', "name: holds a NUL character, which can't be stored"),
            (b'{"name": "\\ud800"}', "name: holds half of a surrogate pair, which is no character"),
            (b'{"name": 1e999}', "name: the number is too large"),
            (
                b'{"name": "a", "name": "b"}',
                "The body is not acceptable JSON: the name 'name' stands twice in one object.",
            ),
            (b'["name"]', "body: Invalid data. Expected a dictionary, but got list."),
            (b"null", "body: No data provided"),
        ],
    )
    def test_a_body_that_cannot_be_read(self, api, body, message):
        answer = api.call("POST", "/campaigns", body)
        assert (answer.status_code, error_of(answer)["code"]) == (400, "VALIDATION_ERROR")
        assert error_of(answer)["message"] == message
        assert Campaign.unscoped_objects.count() == 0

    def test_a_body_that_is_too_large(self, api):
        answer = api.call("POST", "/campaigns", b'{"name": "' + b"x" * 2 * 1024 * 1024 + b'"}')
        assert (answer.status_code, error_of(answer)["code"]) == (413, "PAYLOAD_TOO_LARGE")

    def test_other_content_types_and_wishes(self, api, acme):
        form = api.client.post("/api/v1/tenant/campaigns", BODY, headers=api.headers)
        assert (form.status_code, error_of(form)["code"]) == (415, "UNSUPPORTED_MEDIA_TYPE")
        wish = api.get(LIST, accept="text/html")
        assert (wish.status_code, error_of(wish)["code"]) == (406, "NOT_ACCEPTABLE")
        assert wish["Content-Type"] == "application/json"

    @pytest.mark.parametrize("method", ["DELETE", "PUT", "TRACE", "PURGE"])
    def test_other_methods(self, api, method):
        answer = api.call(method, "/campaigns")
        assert (answer.status_code, error_of(answer)["code"]) == (405, "METHOD_NOT_ALLOWED")
        assert "GET" in answer["Allow"]

    @pytest.mark.parametrize("path", ["/nothing", "/campaigns/", "/campaigns/x/y/z", "/", "/%00", "/campaigns//send"])
    def test_addresses_that_lead_nowhere(self, api, path):
        for caller in (api, Caller()):
            answer = caller.get(path)
            assert (answer.status_code, error_of(answer)["code"]) == (404, "RESOURCE_NOT_FOUND")
            assert answer["Content-Type"] == "application/json"

    def test_head_is_get_without_a_body(self, api):
        answer = api.call("HEAD", LIST)
        assert (answer.status_code, answer.content) == (200, b"")

    def test_a_fault_has_the_shape_and_tells_nothing(self, api, monkeypatch):
        monkeypatch.setattr(views, "campaigns_list", _raising(RuntimeError("the secret of the house")))
        answer = api.get(LIST, x_request_id="trace-7")
        assert (answer.status_code, error_of(answer)["code"]) == (500, "INTERNAL_SERVER_ERROR")
        assert error_of(answer)["request_id"] == "trace-7"
        assert b"secret" not in answer.content

    def test_a_database_that_is_away_is_said_so(self, api, monkeypatch):
        monkeypatch.setattr(views, "campaigns_list", _raising(OperationalError("connection refused")))
        answer = api.get(LIST)
        assert (answer.status_code, error_of(answer)["code"]) == (503, "SERVICE_UNAVAILABLE")
        assert answer["Retry-After"] == "5"

    def test_a_fault_outside_the_views_has_the_shape_too(self, acme, client, monkeypatch):
        client.raise_request_exception = False
        client.force_login(make_member(acme))
        monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.load", _raising(OperationalError("x")))
        answer = Caller(client=client).get(LIST)
        assert answer.status_code == 503
        assert answer.json()["error"]["code"] == "SERVICE_UNAVAILABLE"

    @pytest.mark.parametrize("path", ["/api/", "/api/v2/tenant/campaigns", "/api/v1/tenant", "/api/workspaces"])
    def test_an_address_below_no_family_is_answered_in_json(self, client, db, path):
        answer = client.get(path, headers={"x-request-id": "trace-9"})
        assert (answer.status_code, answer.json()) == (
            404,
            {
                "error": "NOT_FOUND",
                "message": "There is nothing at this address.",
                "details": [],
                "request_id": "trace-9",
            },
        )

    def test_pages_stay_pages(self, client, db):
        answer = client.get("/no/such/page")
        assert answer.status_code == 404
        assert answer["Content-Type"].startswith("text/html")

    def test_answers_are_not_for_caches(self, api):
        assert api.get(LIST)["Cache-Control"] == "no-store"


class TestRequestId:
    def test_it_is_echoed_or_made_on_every_answer(self, api):
        assert api.get(LIST, x_request_id="trace-7")["X-Request-Id"] == "trace-7"
        assert api.get(LIST)["X-Request-Id"].startswith("req_")
        refused = Caller().get(LIST, x_request_id="trace-8")
        assert error_of(refused)["request_id"] == "trace-8"
        nowhere = Caller().get("/nothing", x_request_id="bad id")
        assert error_of(nowhere)["request_id"].startswith("req_")


class TestIdempotency:
    def test_a_repeated_request_is_done_once_and_answered_the_same(self, api):
        first = api.post("/campaigns", BODY, idempotency_key="k-1")
        again = api.post("/campaigns", dict(reversed(BODY.items())), idempotency_key="k-1")
        assert (first.status_code, again.status_code) == (201, 201)
        assert first.content == again.content
        assert ("Idempotency-Replayed" in first, again["Idempotency-Replayed"]) == (False, "true")
        assert again["Content-Type"] == "application/json"
        assert Campaign.unscoped_objects.count() == 1

    def test_another_body_is_refused(self, api):
        api.post("/campaigns", BODY, idempotency_key="k-1")
        answer = api.post("/campaigns", {**BODY, "name": "Other"}, idempotency_key="k-1")
        assert (answer.status_code, error_of(answer)["code"]) == (409, "idempotency_key_reused")
        assert Campaign.unscoped_objects.count() == 1

    def test_nothing_is_kept_of_a_request_that_was_not_valid(self, api):
        assert api.post("/campaigns", {**BODY, "name": ""}, idempotency_key="k-1").status_code == 400
        assert api.post("/campaigns", BODY, idempotency_key="k-1").status_code == 201

    def test_a_conflict_is_replayed_and_has_written_nothing(self, api, ready):
        first = api.post(f"/campaigns/{ready}/send", {"action": "pause"}, idempotency_key="k-1")
        api.post(f"/campaigns/{ready}/send", {"action": "start"})
        again = api.post(f"/campaigns/{ready}/send", {"action": "pause"}, idempotency_key="k-1")
        assert (first.status_code, again.status_code, first.content) == (409, 409, again.content)
        assert api.get(f"/campaigns/{ready}").json()["data"]["status"] == "active"

    def test_a_start_is_done_once(self, api, ready):
        answers = [api.post(f"/campaigns/{ready}/send", {"action": "start"}, idempotency_key="go") for _ in range(3)]
        assert {answer.content for answer in answers} == {answers[0].content}
        assert answers[0].status_code == 200

    def test_nothing_is_kept_of_a_fault(self, api, monkeypatch):
        with monkeypatch.context() as broken:
            broken.setattr(views, "campaign_compose", _raising(RuntimeError("x")))
            assert api.post("/campaigns", BODY, idempotency_key="k-1").status_code == 500
        assert api.post("/campaigns", BODY, idempotency_key="k-1").status_code == 201
        assert Campaign.unscoped_objects.count() == 1

    def test_a_new_key_of_the_same_workspace_repeats_what_the_old_one_began(self, acme, api):
        first = api.post("/campaigns", BODY, idempotency_key="k-1")
        other = Caller(make_api_key(acme)[1]).post("/campaigns", BODY, idempotency_key="k-1")
        assert other.content == first.content

    def test_a_key_without_the_scope_gets_no_replay(self, acme, api):
        api.post("/campaigns", BODY, idempotency_key="k-1")
        reader = Caller(make_api_key(acme, "campaigns:read")[1])
        assert reader.post("/campaigns", BODY, idempotency_key="k-1").status_code == 403

    @pytest.mark.parametrize("key", ["", "x" * 256, "é", "a\tb"])
    def test_a_key_must_be_sane(self, api, key):
        answer = api.post("/campaigns", BODY, idempotency_key=key)
        assert (answer.status_code, error_of(answer)["details"][0]["field"]) == (400, "Idempotency-Key")
        assert Campaign.unscoped_objects.count() == 0

    def test_255_characters_are_sane(self, api):
        assert api.post("/campaigns", BODY, idempotency_key="x" * 255).status_code == 201

    def test_only_posts_are_kept(self, api, draft):
        for name in ("One", "Two"):
            answer = api.patch(f"/campaigns/{draft}", {"name": name}, idempotency_key="k-1")
            assert answer.json()["data"]["name"] == name


class TestRateLimits:
    @pytest.fixture(autouse=True)
    def _two_in_a_century(self, settings, monkeypatch):
        settings.API_REQUESTS_PER_MINUTE = 2
        monkeypatch.setattr(rate_limits, "_WINDOW_SECONDS", 3_200_000_000)

    def test_the_third_request_has_to_wait(self, acme):
        caller = Caller(make_api_key(acme)[1])
        answers = [caller.get(LIST) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert [answer["X-RateLimit-Remaining"] for answer in answers] == ["1", "0", "0"]
        assert {answer["X-RateLimit-Limit"] for answer in answers} == {"2"}
        assert {answer["X-RateLimit-Reset"] for answer in answers} == {"3200000000"}
        assert error_of(answers[2])["code"] == "RATE_LIMIT_EXCEEDED"
        assert int(answers[2]["Retry-After"]) > 0
        assert "Retry-After" not in answers[1]

    def test_refused_requests_count_and_write_nothing(self, acme):
        caller = Caller(make_api_key(acme)[1])
        answers = [caller.post("/campaigns", {}), caller.get("/campaigns/x"), caller.post("/campaigns", BODY)]
        assert [answer.status_code for answer in answers] == [400, 404, 429]
        assert Campaign.unscoped_objects.count() == 0

    def test_keys_and_people_count_apart(self, acme, client):
        first, second = Caller(make_api_key(acme)[1]), Caller(make_api_key(acme)[1])
        client.force_login(make_member(acme))
        person = Caller(client=client)
        for caller in (first, second, person):
            assert [caller.get(LIST).status_code for _ in range(3)] == [200, 200, 429]

    def test_nobody_is_not_counted(self, acme):
        answer = Caller().get(LIST)
        assert (answer.status_code, "X-RateLimit-Limit" in answer) == (401, False)


def _raising(error: Exception):
    def fail(*args, **kwargs):
        raise error

    return fail


def test_every_answer_is_json(api, draft):
    answers = [api.get(LIST), api.get(f"/campaigns/{draft}"), api.get("/nothing"), Caller().get(LIST)]
    assert {answer["Content-Type"] for answer in answers} == {"application/json"}
    assert all(json.loads(answer.content)["success"] is (answer.status_code < 400) for answer in answers)
