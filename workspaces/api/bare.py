"""Problems as the families write them whose answers have no envelope (runtime API, channel service), and their
description."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from rest_framework import serializers

from workspaces.api.codes import CODES
from workspaces.api.operations import EXAMPLE_REQUEST_ID, ErrorExample, ErrorText
from workspaces.api.problems import Kind, Problem
from workspaces.api.request_id import request_id


class BareErrorDetail(serializers.Serializer):
    """One wrong field."""

    field = serializers.CharField(help_text="Its path, such as `contact_ids[3]`.")
    message = serializers.CharField()


class BareError(serializers.Serializer):
    """Every refusal."""

    error = serializers.CharField(help_text="The code to program against.")
    message = serializers.CharField()
    details = BareErrorDetail(many=True)
    request_id = serializers.CharField(help_text="Also in the header X-Request-Id and in our logs.")


def bare_error(problem: Problem, request: HttpRequest) -> tuple[int, Mapping[str, Any]]:
    """Status and body: `{"error", "message", "details": [{field, message}], "request_id"}`."""
    body = {
        "error": CODES[problem.kind],
        "message": problem.message,
        "details": [{"field": each.field, "message": each.message} for each in problem.details],
        "request_id": request_id(request),
    }
    return problem.kind.status, body


def bare_error_example(kind: Kind, text: ErrorText) -> ErrorExample:
    """An error of this kind for the description."""
    body = {
        "error": CODES[kind],
        "message": text.message,
        "details": list(text.details),
        "request_id": EXAMPLE_REQUEST_ID,
    }
    return ErrorExample(BareError, CODES[kind], body)
