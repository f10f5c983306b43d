"""How the channel service's operations are described: its errors. One decorator per method."""

from rest_framework import serializers

from workspaces.api.codes import CODES
from workspaces.api.operations import EXAMPLE_REQUEST_ID, Describer, ErrorExample, ErrorText
from workspaces.api.problems import Kind


class ChannelErrorDetail(serializers.Serializer):
    """One wrong field."""

    field = serializers.CharField(help_text="Its path, such as `message.text`.")
    message = serializers.CharField()


class ChannelApiError(serializers.Serializer):
    """Every refusal."""

    error = serializers.CharField(help_text="The code to program against.")
    message = serializers.CharField()
    details = ChannelErrorDetail(many=True)
    request_id = serializers.CharField()


def _error(kind: Kind, text: ErrorText) -> ErrorExample:
    body = {
        "error": CODES[kind],
        "message": text.message,
        "details": list(text.details),
        "request_id": EXAMPLE_REQUEST_ID,
    }
    return ErrorExample(ChannelApiError, CODES[kind], body)


operation = Describer(_error, tag="Channel service")
