"""`/api-keys`: made with some scopes, rotated with an overlap, revoked; a secret is answered once and kept nowhere."""

from datetime import timedelta

import pytest

from tests.campaigns.api.client import Caller, error_of
from tests.factories.workspaces import make_api_key, make_member, make_workspace
from workspaces.clock import database_now
from workspaces.models import ApiKey, AuditEntry, IdempotentAnswer, Role, Scope, Workspace

pytestmark = pytest.mark.django_db
SHOP = {"name": "Shop", "scopes": ["workspace:read", "contacts:write"]}
ALL = sorted(Scope.values)


@pytest.fixture
def acme() -> Workspace:
    return make_workspace("acme-corp")


@pytest.fixture
def api(acme: Workspace) -> Caller:
    return Caller(make_api_key(acme)[1])


def opens(plaintext: str) -> bool:
    return Caller(plaintext).get("/workspaces").status_code == 200


def test_a_key_is_made_and_its_secret_kept_nowhere(api: Caller, acme: Workspace) -> None:
    made = api.post("/api-keys", SHOP, idempotency_key="k")
    again = api.post("/api-keys", SHOP, idempotency_key="k")
    assert (made.status_code, again.status_code, again.content) == (201, 201, made.content)
    data = made.json()["data"]
    plaintext = data.pop("key")
    assert opens(plaintext)
    assert (data["name"], data["prefix"], data["scopes"], data["state"]) == (
        "Shop",
        plaintext[:12],
        ["contacts:write", "workspace:read"],
        "active",
    )
    assert ApiKey.objects.in_workspace(acme).filter(name="Shop").count() == 1
    kept = repr(list(IdempotentAnswer.objects.values())) + repr(list(AuditEntry.unscoped_objects.values()))
    assert plaintext[12:] not in kept + repr(list(ApiKey.unscoped_objects.values()))
    shown = api.get(f"/api-keys/{data['id']}")
    assert shown.json()["data"] == {**data, "last_used_at": shown.json()["data"]["last_used_at"]}
    assert plaintext.encode() not in shown.content + api.get("/api-keys").content


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({**SHOP, "scopes": []}, "scopes"),
        ({**SHOP, "scopes": ["everything"]}, "scopes[0]"),
        ({**SHOP, "name": " "}, "name"),
        ({**SHOP, "expires_at": "2020-01-01T00:00:00Z"}, "expires_at"),
        ({**SHOP, "key": "cmpk_mine"}, "key"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_made(api: Caller, body: dict[str, object], field: str) -> None:
    answer = api.post("/api-keys", body)
    assert answer.status_code == 400
    assert [each["field"] for each in error_of(answer)["details"]] == [field]
    assert ApiKey.unscoped_objects.count() == 1


def test_both_keys_work_while_they_overlap(api: Caller) -> None:
    end = (database_now() + timedelta(days=90)).replace(microsecond=0)
    old = api.post("/api-keys", SHOP).json()["data"]
    path = f"/api-keys/{old['id']}"
    made = api.post(f"{path}/rotate", {"overlap_seconds": 3600, "expires_at": end.isoformat()})
    assert made.status_code == 201, made.content
    new = made.json()["data"]
    assert (new["name"], new["scopes"], new["expires_at"]) == ("Shop", old["scopes"], f"{end:%Y-%m-%dT%H:%M:%SZ}")
    assert (opens(old["key"]), opens(new["key"])) == (True, True)
    row = ApiKey.unscoped_objects.get(prefix=old["prefix"])
    assert timedelta(minutes=59) < row.expires_at - database_now() <= timedelta(hours=1)
    assert api.post(f"{path}/rotate", {"overlap_seconds": 0}).status_code == 201
    assert (opens(old["key"]), opens(new["key"])) == (False, True)
    refused = api.post(f"{path}/rotate")
    assert (refused.status_code, error_of(refused)["details"]) == (409, {"current_status": "expired", "allowed": []})
    said = AuditEntry.unscoped_objects.filter(action="api_key.rotated").values_list("data__replaces", flat=True)
    assert list(said) == [old["id"], old["id"]]


def test_a_revoked_key_opens_nothing(api: Caller) -> None:
    made = api.post("/api-keys", SHOP).json()["data"]
    for _ in range(2):
        revoked = api.post(f"/api-keys/{made['id']}/revoke")
        assert (revoked.status_code, revoked.json()["data"]["state"]) == (200, "revoked")
    assert not opens(made["key"])
    assert api.post(f"/api-keys/{made['id']}/rotate").status_code == 409
    states = {state: [row["name"] for row in api.get(f"/api-keys?state={state}").json()["data"]] for state in KEYS}
    assert states == {"active": ["Tests"], "expired": [], "revoked": ["Shop"]}


KEYS = ("active", "expired", "revoked")


def test_a_key_hands_on_no_more_than_it_has(acme: Workspace) -> None:
    whole = ApiKey.unscoped_objects.get(pk=make_api_key(acme)[0].pk)
    small = Caller(make_api_key(acme, Scope.WORKSPACE_WRITE, Scope.CONTACTS_READ)[1])
    refused = small.post("/api-keys", SHOP)
    assert (refused.status_code, error_of(refused)["message"]) == (
        403,
        "This API key lacks what the other one may do: contacts:write, workspace:read.",
    )
    assert small.post(f"/api-keys/{whole.public_id}/rotate").status_code == 403
    assert small.post("/api-keys", {"name": "Own", "scopes": ["contacts:read"]}).status_code == 201
    assert ApiKey.unscoped_objects.count() == 3


def test_members_need_to_be_admins(acme: Workspace, client: object) -> None:
    for role, status in ((Role.EDITOR, 403), (Role.ADMIN, 201)):
        client.force_login(make_member(acme, role))  # type: ignore[attr-defined]
        caller = Caller(client=client)  # type: ignore[arg-type]
        assert caller.post("/api-keys", {"name": "Mine", "scopes": ALL}).status_code == status
        assert caller.get("/audit-log").status_code == (200 if role is Role.ADMIN else 403)


def test_the_audit_log_is_narrowed_and_read_on(api: Caller, acme: Workspace) -> None:
    ids = [api.post("/api-keys", {**SHOP, "name": f"Key {n}"}).json()["data"]["id"] for n in range(3)]
    api.post(f"/api-keys/{ids[0]}/revoke")
    first = api.get("/audit-log?limit=2").json()
    assert [(row["action"], row["target"]) for row in first["data"]] == [
        ("api_key.revoked", {"type": "api_key", "id": ids[0]}),
        ("api_key.created", {"type": "api_key", "id": ids[2]}),
    ]
    assert first["data"][0]["actor"]["kind"] == "key"
    rest = api.get(f"/audit-log?limit=100&cursor={first['pagination']['next_cursor']}").json()
    everything = api.get("/audit-log?limit=100").json()
    assert first["data"] + rest["data"] == everything["data"]
    assert (rest["pagination"]["has_more"], everything["pagination"]["total"]) == (False, len(everything["data"]))
    actor = everything["data"][0]["actor"]

    def found(query: str) -> list[str]:
        return [row["target"]["id"] for row in api.get(f"/audit-log?{query}").json()["data"]]

    assert found("action=api_key.revoked") == [ids[0]]
    assert found(f"action=api_key.&actor={actor['id']}") == [ids[0], *ids[::-1]]
    assert found(f"target={ids[1]}") == [ids[1]]
    assert found("after=2100-01-01T00:00:00Z") == found("before=2020-01-01T00:00:00Z") == []
    for query in ("cursor=aud_x", "nosuch=1", "after=yesterday", "limit=101"):
        assert api.get(f"/audit-log?{query}").status_code == 400
