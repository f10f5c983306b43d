"""`/secrets` and `/secrets/{id}`: the names of a workspace's secrets; their values only go in."""

from typing import ClassVar

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns.api.tenant import examples
from campaigns.models import Secret
from campaigns.selectors import secrets_list
from campaigns.services import secret_change, secret_create, secret_delete
from workspaces.api.access import Need
from workspaces.api.problems import Kind
from workspaces.api.serializers import StrictSerializer, StrictText
from workspaces.api.tenant.schema import envelope, operation, page_envelope
from workspaces.api.tenant.views import Page, PageQuery, TenantView
from workspaces.models import Role, Scope

READ = Need(Scope.WORKSPACE_READ, Role.VIEWER)
WRITE = Need(Scope.WORKSPACE_WRITE, Role.ADMIN)
_TAG = "Secrets"
_WORKSPACE = "The workspace's slug; needed where the caller may enter several."


class SecretListQuery(PageQuery):
    """The query string of the list."""

    workspace = serializers.CharField(max_length=63, required=False, help_text=_WORKSPACE)


class SecretCreateInput(StrictSerializer):
    """A new secret."""

    workspace_slug = StrictText(max_length=63, required=False, help_text=_WORKSPACE)
    name = StrictText(max_length=64, help_text="What flows call it. `default` signs calls that name no other.")
    value = StrictText(
        max_length=1_000,
        trim_whitespace=False,
        help_text="8 to 1,000 characters. To sign, `whsec_` and base64 of 16 to 64 bytes, or any text.",
    )


class SecretChangeInput(StrictSerializer):
    """Another value."""

    value = StrictText(max_length=1_000, trim_whitespace=False)


class SecretOut(serializers.Serializer):
    """A secret, without what it says."""

    id = serializers.CharField(source="public_id")
    name = serializers.CharField()
    created_at = serializers.DateTimeField()
    changed_at = serializers.DateTimeField()
    previous_until = serializers.DateTimeField(
        allow_null=True, help_text="Until then the value before signs along; null where there was none."
    )


class SecretGone(serializers.Serializer):
    """A secret that was deleted."""

    id = serializers.CharField()
    deleted = serializers.BooleanField()


class SecretsView(TenantView):
    """The secrets of a workspace."""

    needs: ClassVar[dict[str, Need]] = {"GET": READ, "POST": WRITE}

    @operation(
        "secrets_list",
        summary="List secrets",
        description="By name. What they say is never answered.",
        need=READ,
        query=[SecretListQuery],
        answer=page_envelope("SecretList", SecretOut),
        example=examples.SECRETS,
        errors=[Kind.INVALID, Kind.NOT_FOUND],
        tag=_TAG,
    )
    def get(self, request: Request) -> Response:
        query = self.query(SecretListQuery)
        rows = secrets_list(self.enter_named(query.get("workspace")))
        page = Page.cut(rows, query)
        return self.success_page(SecretOut(page.rows, many=True).data, page.described())

    @operation(
        "secrets_create",
        summary="Store a secret",
        description="Kept encrypted, for the signatures and headers of webhook nodes, which call it by its name. It is "
        "never answered again: keep your own copy.",
        need=WRITE,
        body=SecretCreateInput,
        bodies={"To sign calls": examples.SECRET_CREATE},
        answer=envelope("SecretCreated", SecretOut),
        example=examples.SECRET,
        status=201,
        errors=[Kind.INVALID, Kind.NOT_FOUND, Kind.CONFLICT],
        post=True,
        tag=_TAG,
    )
    def post(self, request: Request) -> Response:
        body = self.body(SecretCreateInput)
        workspace = self.enter_named(body.pop("workspace_slug", None))
        secret = secret_create(workspace=workspace, actor=self.actor, **body)
        return self.success(SecretOut(secret).data, status=201)


class SecretDetailView(TenantView):
    """One secret."""

    needs: ClassVar[dict[str, Need]] = {"PUT": WRITE, "DELETE": WRITE}

    @operation(
        "secrets_change",
        summary="Change a secret",
        description="Signatures are made with the new value and, for 24 hours, with the one before as well, so that "
        "receivers can change theirs in between. Headers carry the new one at once.",
        need=WRITE,
        body=SecretChangeInput,
        bodies={"Another value": {"value": examples.SECRET_CREATE["value"]}},
        answer=envelope("SecretChanged", SecretOut),
        example=examples.SECRET,
        errors=[Kind.INVALID, Kind.NOT_FOUND],
        tag=_TAG,
    )
    def put(self, request: Request, secret_id: str) -> Response:
        body = self.body(SecretChangeInput)
        secret = secret_change(secret=self.find(Secret, secret_id), value=body["value"], actor=self.actor)
        return self.success(SecretOut(secret).data)

    @operation(
        "secrets_delete",
        summary="Delete a secret",
        description="Calls of nodes that name it fail from then on, with the reason `webhook_secret_missing`.",
        need=WRITE,
        answer=envelope("SecretDeleted", SecretGone),
        example=examples.SECRET_DELETED,
        errors=[Kind.INVALID, Kind.NOT_FOUND],
        tag=_TAG,
    )
    def delete(self, request: Request, secret_id: str) -> Response:
        self.no_query()
        secret = self.find(Secret, secret_id)
        secret_delete(secret=secret, actor=self.actor)
        return self.success({"id": secret.public_id, "deleted": True})
