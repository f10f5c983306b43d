"""`/api/v1/tenant/api-keys`, `/{id}`, `/rotate` and `/revoke`: the keys of a workspace. A secret is answered once."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from workspaces.api.access import Need
from workspaces.api.problems import Kind
from workspaces.api.serializers import Moment, NoParameters, StrictInteger, StrictSerializer, StrictText
from workspaces.api.tenant.schema import envelope, operation, page_envelope, page_example
from workspaces.api.tenant.views import Page, PageQuery, TenantView
from workspaces.clock import database_now
from workspaces.errors import PermissionRefused
from workspaces.models import ApiKey, KeyState, Role, Scope, Workspace
from workspaces.selectors import api_keys
from workspaces.services import api_key_create, api_key_revoke, api_key_rotate
from workspaces.services.api_keys import DEFAULT_OVERLAP, LONGEST_OVERLAP

READ = Need(Scope.WORKSPACE_READ, Role.ADMIN)
WRITE = Need(Scope.WORKSPACE_WRITE, Role.ADMIN)
_TAG = "API keys"
_WORKSPACE = "The workspace's slug; needed where the caller may enter several."
_ERRORS = (Kind.INVALID, Kind.NOT_FOUND)
_ENDS = "When it opens nothing any more; null or left out: never by itself."
_EXAMPLE: dict[str, Any] = {
    "id": "key_01k9zq3v7nfe5v8x2m4c6d8a0b",
    "name": "Shop",
    "prefix": "cmpk_Xf3k8Zq",
    "scopes": ["contacts:write", "messages:read"],
    "state": "active",
    "created_at": "2025-11-01T10:00:00Z",
    "expires_at": None,
    "revoked_at": None,
    "last_used_at": "2025-11-02T08:30:00Z",
}
_MADE: dict[str, Any] = {**_EXAMPLE, "last_used_at": None, "key": "cmpk_Xf3k8Zq…"}


class KeyListQuery(PageQuery):
    """The query string of the list."""

    workspace = serializers.CharField(max_length=63, required=False, help_text=_WORKSPACE)
    state = serializers.ChoiceField(choices=KeyState.choices, required=False)


class KeyInput(StrictSerializer):
    """A new key."""

    workspace_slug = StrictText(max_length=63, required=False, help_text=_WORKSPACE)
    name = StrictText(max_length=120)
    scopes = serializers.ListField(
        child=serializers.ChoiceField(choices=Scope.choices),
        min_length=1,
        max_length=len(Scope),
        help_text="What it may do; `write` does not include `read`.",
    )
    expires_at = Moment(required=False, allow_null=True, help_text=_ENDS)


class KeyRotationInput(StrictSerializer):
    """How the old key gives way to the new one."""

    overlap_seconds = StrictInteger(
        min_value=0,
        max_value=int(LONGEST_OVERLAP.total_seconds()),
        default=int(DEFAULT_OVERLAP.total_seconds()),
        help_text="How long the old key goes on to work; 0: it ends at once.",
    )
    expires_at = Moment(required=False, allow_null=True, help_text=_ENDS)


class KeyOut(serializers.Serializer):
    """A key. The moment of now comes in the context."""

    id = serializers.CharField(source="public_id")
    name = serializers.CharField()
    prefix = serializers.CharField(help_text="The key's first characters, to tell keys apart.")
    scopes = serializers.ListField(child=serializers.ChoiceField(choices=Scope.choices))
    state = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(allow_null=True)
    revoked_at = serializers.DateTimeField(allow_null=True)
    last_used_at = serializers.DateTimeField(allow_null=True, help_text="To the minute.")

    def get_state(self, key: ApiKey) -> KeyState:
        """Whether it opens anything."""
        return key.state_at(self.context["now"])


class KeyMadeOut(KeyOut):
    """A new key."""

    key = serializers.SerializerMethodField(help_text="The key itself: shown now and never again.")

    def get_key(self, key: ApiKey) -> str:
        """The plaintext."""
        return str(self.context["plaintext"])


class KeysView(TenantView):
    """The keys of a workspace."""

    needs: ClassVar[dict[str, Need]] = {"GET": READ, "POST": WRITE}

    @operation(
        "keys_list",
        summary="List API keys",
        description="The newest first, those that have ended, too.",
        need=READ,
        query=[KeyListQuery],
        answer=page_envelope("KeyList", KeyOut),
        example=page_example(_EXAMPLE),
        errors=_ERRORS,
        tag=_TAG,
    )
    def get(self, request: Request) -> Response:
        query = self.query(KeyListQuery)
        page = Page.cut(api_keys(self.enter_named(query.get("workspace")), state=query.get("state", "")), query)
        shown = KeyOut(page.rows, many=True, context={"now": database_now()}).data
        return self.success_page(shown, page.described())

    @operation(
        "keys_create",
        summary="Make an API key",
        description="The answer is the only place where the key stands; we keep a hash of it. A key makes keys with "
        "scopes that it has itself, and no others.",
        need=WRITE,
        body=KeyInput,
        bodies={"For a shop": {"name": "Shop", "scopes": ["contacts:write", "messages:read"]}},
        answer=envelope("KeyMade", KeyMadeOut()),
        example={"success": True, "data": _MADE},
        status=201,
        errors=_ERRORS,
        post=True,
        tag=_TAG,
    )
    def post(self, request: Request) -> Response:
        body = self.body(KeyInput)
        workspace = self.enter_named(body.pop("workspace_slug", None))
        _refuse_more_than_own(self, workspace, body["scopes"])
        return _made(self, *api_key_create(workspace=workspace, actor=self.actor, **body))


class KeyView(TenantView):
    """One key."""

    needs: ClassVar[dict[str, Need]] = {"GET": READ}

    @operation(
        "keys_get",
        summary="Get an API key",
        description="What it may do and when it was used last; never the key itself.",
        need=READ,
        answer=envelope("KeyDetails", KeyOut()),
        example={"success": True, "data": _EXAMPLE},
        errors=_ERRORS,
        tag=_TAG,
    )
    def get(self, request: Request, key_id: str) -> Response:
        self.no_query()
        return _shown(self, self.find(ApiKey, key_id))


class KeyRotateView(TenantView):
    """A key in place of another."""

    needs: ClassVar[dict[str, Need]] = {"POST": WRITE}

    @operation(
        "keys_rotate",
        summary="Rotate an API key",
        description="Answers a new key of the same name and scopes. The old one goes on to work for `overlap_seconds`, "
        "a day where nothing is said, so that clients can move over; both share their idempotency keys.",
        need=WRITE,
        body=KeyRotationInput,
        bodies={"An hour for both": {"overlap_seconds": 3600}},
        answer=envelope("KeyRotated", KeyMadeOut()),
        example={"success": True, "data": _MADE},
        status=201,
        errors=[*_ERRORS, Kind.CONFLICT],
        post=True,
        tag=_TAG,
    )
    def post(self, request: Request, key_id: str) -> Response:
        body = self.body(KeyRotationInput)
        key = self.find(ApiKey, key_id, "workspace")
        _refuse_more_than_own(self, key.workspace, key.scopes)
        overlap = timedelta(seconds=body["overlap_seconds"])
        return _made(
            self, *api_key_rotate(key=key, actor=self.actor, overlap=overlap, expires_at=body.get("expires_at"))
        )


class KeyRevokeView(TenantView):
    """A key that is to end."""

    needs: ClassVar[dict[str, Need]] = {"POST": WRITE}

    @operation(
        "keys_revoke",
        summary="Revoke an API key",
        description="Requests with it are refused from now on. Revoking twice changes nothing.",
        need=WRITE,
        answer=envelope("KeyRevoked", KeyOut()),
        example={"success": True, "data": {**_EXAMPLE, "state": "revoked", "revoked_at": "2025-11-03T09:00:00Z"}},
        errors=_ERRORS,
        post=True,
        tag=_TAG,
    )
    def post(self, request: Request, key_id: str) -> Response:
        self.body(NoParameters)
        key = self.find(ApiKey, key_id, "workspace")
        api_key_revoke(key=key, actor=self.actor)
        return _shown(self, self.find(ApiKey, key_id))


def _refuse_more_than_own(view: TenantView, workspace: Workspace, scopes: Collection[str]) -> None:
    """Raises PermissionRefused where a key would hand on what it may not do itself."""
    own = view.access.scopes_in(workspace.pk)
    beyond = sorted(set(scopes) - own) if own is not None else []
    if beyond:
        raise PermissionRefused(f"This API key lacks what the other one may do: {', '.join(beyond)}.")


def _shown(view: TenantView, key: ApiKey) -> Response:
    return view.success(KeyOut(key, context={"now": database_now()}).data)


def _made(view: TenantView, key: ApiKey, plaintext: str) -> Response:
    context = {"now": database_now(), "plaintext": plaintext}
    return view.success(KeyMadeOut(key, context=context).data, status=201)
