"""What HTTP asks of every address of every family, walked over the description: a new one can't be left out."""

import gzip
from typing import Any

import pytest
from django.test import Client

from campaigns.models import Campaign
from scripts.api_types import committed
from tests.acceptance.described import of_nothing
from tests.campaigns.api.client import Caller
from tests.factories.campaigns import make_campaign
from tests.factories.workspaces import make_api_key, make_member, make_workspace
from workspaces.models import Role, Workspace

METHODS = ("get", "post", "put", "patch", "delete")
EMAIL = "/public/v1/email/"


@pytest.fixture
def acme(db: None, settings: Any) -> Workspace:
    settings.API_REQUESTS_PER_MINUTE = 1_000_000
    return make_workspace("acme-corp")


@pytest.fixture
def caller(acme: Workspace) -> Caller:
    return Caller(make_api_key(acme)[1], root="")


def addresses() -> list[tuple[str, dict[str, Any]]]:
    """Every address with its operations; ids that nothing has, in the workspace that there is."""
    return [(of_nothing(path), item) for path, item in committed()["paths"].items()]


def refusal(answer: Any) -> tuple[int, str]:
    """The status and the code of a refusal, whose body carries the request's id in every family."""
    body = answer.json()
    error = body["error"] if isinstance(body["error"], dict) else body
    assert answer["X-Request-Id"] in (error.get("request_id"), error.get("requestId")), body
    assert isinstance(error["details"], list), body
    code = error["code"] if "code" in error else error["error"]
    return answer.status_code, code.lower()


def test_methods_types_and_wishes(caller: Caller) -> None:
    for path, item in addresses():
        methods = {method.upper() for method in METHODS if method in item}
        allowed = methods | {"OPTIONS"} | ({"HEAD"} if "GET" in methods else set())
        asked = caller.call("OPTIONS", path)
        assert (asked.status_code, asked.content) == (204, b""), path
        assert set(asked["Allow"].split(", ")) == allowed, path
        candidates = [*("PURGE", "DELETE", "PUT", "GET")[len(path) % 4 :], "TRACE"]
        other = next(method for method in candidates if method not in methods)
        refused = caller.call(other, path)
        assert refusal(refused) == (405, "method_not_allowed"), (other, path)
        assert set(refused["Allow"].split(", ")) == allowed, path
        for method in methods - {"GET", "DELETE"}:
            if "requestBody" not in item[method.lower()]:
                continue
            answer = caller.client.generic(method, path, b"<a/>", content_type="text/xml", headers=caller.headers)
            expected = [(415, "unsupported_media_type")]
            if "nothing" in path:
                expected += [(404, "not_found"), (404, "resource_not_found")]
            assert refusal(answer) in expected, (method, path)


def test_unknown_parameters_are_refused_by_name(caller: Caller) -> None:
    for path, item in addresses():
        if "get" not in item or "nothing" in path:
            continue
        answer = caller.get(f"{path}?workspace=acme-corp&nosuch=1" if "/tenant/" in path else f"{path}?nosuch=1")
        body = answer.json()
        assert answer.status_code == (422 if path.startswith(EMAIL) else 400), (path, body)
        details = body["error"]["details"] if isinstance(body["error"], dict) else body["details"]
        assert {"field": "nosuch", "message": "unknown field"} in details, path


def test_one_address_of_each_family(caller: Caller) -> None:
    lists = (
        "/api/v1/tenant/workspaces",
        "/api/workspaces/acme-corp/tags",
        f"{EMAIL}templates",
        "/channel-service/v1/campaign",
    )
    for path in (*lists, "/v1/campaigns/nothing/status"):
        got, head = (caller.call(method, path) for method in ("GET", "HEAD"))
        assert (head.status_code, head.content, head["Content-Type"]) == (got.status_code, b"", got["Content-Type"])
        assert refusal(caller.get(path, accept="application/xml")) == (406, "not_acceptable"), path
        assert refusal(Caller(root="").get(path))[0] == 401, path


def test_what_was_read_before_is_not_sent_again(caller: Caller, acme: Workspace) -> None:
    campaign = make_campaign(acme)
    path = f"/api/workspaces/acme-corp/campaigns/{campaign.public_id}/draft"
    tag = caller.get(path)["ETag"]
    for known in (tag, f'"x", W/{tag}', "*"):
        again = caller.get(path, if_none_match=known)
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    assert caller.get(path, if_none_match='"x"').status_code == 200
    assert caller.put(path, {"workflow": {"nodes": [], "edges": []}}, if_match=f"W/{tag}").status_code == 200
    assert caller.get(path, if_none_match=tag).status_code == 200


def test_what_no_browser_asks_for_by_itself_is_compressed(caller: Caller, acme: Workspace) -> None:
    path = "/api/workspaces/acme-corp/nodeTypes"
    packed = caller.get(path, accept_encoding="gzip")
    assert (packed["Content-Encoding"], packed["Vary"]) == ("gzip", "origin, Accept-Encoding")
    assert gzip.decompress(packed.content) == caller.get(path).content
    browser = Client()
    browser.force_login(make_member(acme, Role.OWNER))
    assert "Content-Encoding" not in browser.get(path, headers={"accept-encoding": "gzip"})
    described = Client().get("/api/schema/", headers={"accept-encoding": "gzip"})
    assert len(described.content) < 200_000
    again = Client().get("/api/schema/", headers={"if-none-match": described["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_key_of_one_request_is_no_key_of_another(caller: Caller, acme: Workspace) -> None:
    """The same key and body at another address is another request; with another body it is refused, in every family."""
    spoken = {
        "/api/v1/tenant/campaigns": {"workspace_slug": "acme-corp", "name": "One"},
        "/api/workspaces/acme-corp/campaigns": {
            "name": "One",
            "type": "AUTOMATED",
            "workflow": {"nodes": [], "edges": []},
        },
        "/channel-service/v1/campaign": {"name": "One", "channel_type": "email"},
        f"{EMAIL}contacts/upsert": {"email": "one@example.com"},
    }
    for path, body in spoken.items():
        bad = caller.post(path, {**body, "nosuch": 1}, idempotency_key="k")
        assert bad.status_code in (400, 422), path
        first = caller.post(path, body, idempotency_key="k")
        again = caller.post(path, body, idempotency_key="k")
        assert (first.status_code, first.content) == (again.status_code, again.content) == (201, first.content), path
        assert ("Idempotency-Replayed" in first, again["Idempotency-Replayed"]) == (False, "true"), path
        assert refusal(caller.post(path, {**body, "name": "Two"}, idempotency_key="k")) == (
            409,
            "idempotency_key_reused",
        )
    assert Campaign.objects.in_workspace(acme).count() == 3
