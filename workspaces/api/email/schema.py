"""How the e-mail API's operations are described: its envelopes and errors. One decorator per method."""

from functools import cache

from drf_spectacular.utils import inline_serializer
from rest_framework import serializers

from workspaces.api.codes import CODES
from workspaces.api.email.errors import email_status
from workspaces.api.operations import EXAMPLE_REQUEST_ID, AnySerializer, Describer, ErrorExample, ErrorText
from workspaces.api.paging import Pagination
from workspaces.api.problems import Kind


class EmailErrorDetail(serializers.Serializer):
    """One wrong field."""

    field = serializers.CharField(help_text="Its path, such as `template_ids[1]`.")
    message = serializers.CharField()


class _EmailErrorBody(serializers.Serializer):
    code = serializers.CharField(help_text="To program against, such as `validation_error`.")
    message = serializers.CharField()
    details = EmailErrorDetail(many=True)
    request_id = serializers.CharField(help_text="Also in the header X-Request-Id and in our logs.")


class EmailApiError(serializers.Serializer):
    """Every refusal."""

    ok = serializers.BooleanField(default=False)
    error = _EmailErrorBody()


@cache
def envelope(name: str, **parts: AnySerializer) -> serializers.Serializer:
    """`{"ok": true, …}` with these parts, as a component called `name`."""
    fields = {key: part() if isinstance(part, type) else part for key, part in parts.items()}
    return inline_serializer(name, {"ok": serializers.BooleanField(default=True), **fields})


@cache
def page_envelope(name: str, key: str, rows: type[serializers.Serializer]) -> serializers.Serializer:
    """`{"ok": true, "<key>": […], "pagination": {…}}` as a component called `name`."""
    fields = {"ok": serializers.BooleanField(default=True), key: rows(many=True), "pagination": Pagination()}
    return inline_serializer(name, fields)


def _error(kind: Kind, text: ErrorText) -> ErrorExample:
    error = {
        "code": CODES[kind],
        "message": text.message,
        "details": list(text.details),
        "request_id": EXAMPLE_REQUEST_ID,
    }
    return ErrorExample(EmailApiError, CODES[kind], {"ok": False, "error": error}, status=email_status(kind))


operation = Describer(_error, tag="E-mail")
