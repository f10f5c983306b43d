"""The base of every API view: authenticate, count, authorise, serve once, and refuse in the family's shape."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, TypeVar, cast

import structlog
from django.core.signals import got_request_exception
from django.db import models, transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated
from rest_framework.parsers import BaseParser
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from workspaces.api import deprecation, rate_limits, revisions
from workspaces.api.access import Access, Need
from workspaces.api.authentication import ApiKeyAuthentication, SessionAccess
from workspaces.api.families import Family
from workspaces.api.idempotency import serve_once, wanted_key
from workspaces.api.parsers import StrictJSONParser
from workspaces.api.problems import INTERNAL, LengthRequired, problem_of
from workspaces.api.serializers import NoParameters
from workspaces.errors import Stale
from workspaces.models import Workspace
from workspaces.selectors import row_find, row_locked
from workspaces.services import Actor
from workspaces.wall.scope import narrow

ModelT = TypeVar("ModelT", bound=models.Model)
SerializerT = TypeVar("SerializerT", bound=Serializer)
_log = structlog.get_logger(__name__)


class ApiView(APIView):
    """A resource of a family. `needs` says for each method what a key's scopes and a member's role must cover."""

    family: ClassVar[Family]
    needs: ClassVar[dict[str, Need]] = {}
    # The fields of a row that changes over this address touch, for its ETag.
    edited: ClassVar[tuple[str, ...]] = ()

    authentication_classes = (ApiKeyAuthentication, SessionAccess)
    permission_classes = ()
    renderer_classes = (JSONRenderer,)
    parser_classes: tuple[type[BaseParser], ...] = (StrictJSONParser,)
    metadata_class = None

    @property
    def access(self) -> Access:
        """Who is calling."""
        return cast(Access, self.request.auth)

    @property
    def actor(self) -> Actor:
        """Who is calling, for services and the audit log."""
        return self.access.actor

    @property
    def need(self) -> Need:
        """What the present method asks for."""
        return self.needs[cast(str, self.request.method).replace("HEAD", "GET")]

    def enter(self, slug: str) -> Workspace:
        """The workspace with this slug, if the caller may do this there. Raises NotFound or PermissionRefused."""
        return self.access.enter(slug, self.need)

    def enter_named(self, slug: str | None) -> Workspace:
        """As `enter`; without a slug the caller's only workspace. Raises InvalidInput where that is unclear."""
        return self.access.enter_only(self.need) if slug is None else self.enter(slug)

    def find(self, model: type[ModelT], public_id: str, *related: str) -> ModelT:
        """A row by its public id, in a workspace where the caller may do this. Raises NotFound, PermissionRefused."""
        row = row_find(model, public_id, self.access.workspace_ids, *related)
        self.access.enter_owner_of(row.workspace_id, self.need)  # type: ignore[attr-defined]
        return row

    def query(self, serializer: type[Serializer]) -> dict[str, Any]:
        """The checked query string; unknown and repeated parameters are refused by name."""
        given = {name: values[0] if len(values) == 1 else values for name, values in self.request.query_params.lists()}
        return self._checked(serializer, given)

    def body(self, serializer: type[Serializer]) -> dict[str, Any]:
        """The checked body; unknown fields are refused by name. No parameter of the query string has a meaning here."""
        self.no_query()
        return self._checked(serializer, self.request.data)

    def _checked(self, serializer: type[Serializer], given: Any) -> dict[str, Any]:
        checked = serializer(data=given)
        checked.is_valid(raise_exception=True)
        self.going += deprecation.deprecations_in(serializer, given)
        return dict(checked.validated_data)

    def no_query(self) -> None:
        """Refuses every parameter of the query string, by name, where none has a meaning."""
        self.query(NoParameters)

    def base_revision(self, *, required: bool = True) -> int | None:
        """The revision that the request builds on, from If-Match; None for `*`. Raises 428 where it is left out."""
        return revisions.base_revision(self.request, required=required)

    @contextmanager
    def unless_changed(self, row: models.Model) -> Iterator[None]:
        """The block changes the row, and does so only while it is as If-Match says that it was read. Raises Stale."""
        if "If-Match" not in self.request.headers:
            yield
            return
        with transaction.atomic():
            if not revisions.names_state(self.request, self.tag_of(row_locked(row))):
                raise Stale("Somebody else changed it since you read it.")
            yield

    def tag_of(self, row: models.Model) -> str:
        """The ETag of what people edit of the row (`edited`)."""
        return revisions.state_tag(row, self.edited)

    def tagged(self, response: Response, row: models.Model) -> Response:
        """The answer about the row with its ETag."""
        response["ETag"] = self.tag_of(row)
        return response

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Response:
        """Which methods there are stands in the header Allow, as on every answer; nothing is looked up."""
        return Response(status=204)

    # --- how a request is served --------------------------------------------------------------------------------------

    def perform_authentication(self, request: Request) -> None:
        """Nobody gets further without being somebody, nor beyond their rate."""
        if not isinstance(request.auth, Access):
            raise NotAuthenticated
        narrow(*request.auth.workspace_ids)
        self.rate = rate_limits.count_request(request.auth)
        rate_limits.refuse_excess(self.rate)

    def check_permissions(self, request: Request) -> None:
        """A key without the scope is refused before it learns what exists."""
        if request.method and request.method.replace("HEAD", "GET") in self.needs:
            self.access.require_anywhere(self.need)
        if "Transfer-Encoding" in request.headers and not request.headers.get("Content-Length"):
            raise LengthRequired

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """DRF's dispatch, with idempotent POSTs."""
        self.args, self.kwargs = args, kwargs
        self.going: list[deprecation.Deprecation] = []
        self.request = self.initialize_request(request, *args, **kwargs)
        self.headers = self.default_response_headers
        response: HttpResponseBase
        try:
            self.initial(self.request, *args, **kwargs)
            key = wanted_key(self.request)
            if key is None:
                response = self._serve()
            else:
                response = serve_once(self.request, self.access, key, self._serve_rendered)
        except Exception as error:  # noqa: BLE001 - whatever it is, the answer has the family's shape
            response = self.handle_exception(error)
        return self.finalize_response(self.request, response, *args, **kwargs)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Response:
        """Adds what every answer carries; an answer that the caller has already is 304."""
        finished = super().finalize_response(request, response, *args, **kwargs)
        revisions.leave_out_known(request, finished)
        if (rate := getattr(self, "rate", None)) is not None:
            rate_limits.add_headers(finished, rate)
        method = deprecation.deprecation_of(self._handler())
        deprecation.add_headers(finished, [*self.going, *([method] if method else [])])
        # Answers belong to whoever asked: no cache in between may keep them.
        finished.headers.setdefault("Cache-Control", "no-store")
        return finished

    def handle_exception(self, exc: Exception) -> Response:
        """The family's answer to a refusal or a fault; faults are logged with their trace."""
        if isinstance(exc, AuthenticationFailed | NotAuthenticated):
            header = self.get_authenticate_header(self.request)
            exc.__dict__["auth_header"] = header
        problem = problem_of(exc)
        if problem is None:
            # As Django does for what leaves a view: the log line with the trace, and the metrics.
            got_request_exception.send(sender=type(self), request=self.request._request)
            problem = INTERNAL
        elif problem.kind.status >= INTERNAL.kind.status:
            _log.error("request_unavailable", error=repr(exc))
        status, body = self.family.error_shape(problem, self.request._request)
        response = Response(body, status=status, headers=dict(problem.headers))
        response.exception = True
        return response

    def _handler(self) -> Callable[..., Response] | None:
        method = cast(str, self.request.method).lower()
        return getattr(self, method, None) if method in self.http_method_names else None

    def _serve(self) -> Response:
        handler = self._handler() or self.http_method_not_allowed
        response: Response = handler(self.request, *self.args, **self.kwargs)
        return response

    def _serve_rendered(self) -> Response:
        """For a kept answer: a refusal is one too, and undoes what it has written as a fault does."""
        try:
            response = self._serve()
        except Exception as error:
            if (problem := problem_of(error)) is None or problem.kind.status >= INTERNAL.kind.status:
                raise
            response = self.handle_exception(error)
        response.accepted_renderer = JSONRenderer()
        response.accepted_media_type = "application/json"
        response.renderer_context = self.get_renderer_context()  # type: ignore[attr-defined]
        return response
