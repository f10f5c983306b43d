"""How the Runtime API's operations are described: its errors. One decorator per method."""

from rest_framework import serializers

from workspaces.api.codes import CODES
from workspaces.api.operations import Describer, ErrorExample, ErrorText
from workspaces.api.problems import Kind


class RuntimeErrorDetail(serializers.Serializer):
    """One wrong field."""

    field = serializers.CharField(help_text="Its path, such as `contact_ids[3]`.")
    message = serializers.CharField()


class RuntimeApiError(serializers.Serializer):
    """Every refusal."""

    error = serializers.CharField(help_text="The code to program against.")
    message = serializers.CharField()
    details = RuntimeErrorDetail(many=True)


def _error(kind: Kind, text: ErrorText) -> ErrorExample:
    body = {"error": CODES[kind], "message": text.message, "details": list(text.details)}
    return ErrorExample(RuntimeApiError, CODES[kind], body)


operation = Describer(_error, tag="Runtime")
