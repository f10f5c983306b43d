"""Serializers that refuse what they don't know, by name."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError

_NAME_SHOWN = 64
UNKNOWN_FIELD = "unknown field"


class StrictSerializer(serializers.Serializer):
    """A body, or a query string, in which every name must be a known one."""

    def to_internal_value(self, data: Any) -> Any:
        """The checked values. Unknown names are reported together with what else is wrong."""
        if not isinstance(data, Mapping):
            return super().to_internal_value(data)
        writable = {name for name, field in self.fields.items() if not field.read_only}
        unknown = {
            str(name)[:_NAME_SHOWN]: [ErrorDetail(UNKNOWN_FIELD, code="unknown")]
            for name in data
            if name not in writable
        }
        try:
            checked = super().to_internal_value(data)
        except ValidationError as error:
            found = error.detail if isinstance(error.detail, dict) else {"non_field_errors": error.detail}
            raise ValidationError({**found, **unknown}) from error
        if unknown:
            raise ValidationError(unknown)
        return checked


class NoParameters(StrictSerializer):
    """The query string of an operation that takes none."""


class StrictText(serializers.CharField):
    """Text that must be given as text: no number or truth value is turned into one."""

    default_error_messages = {"not_text": "must be a text"}

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("not_text")
        return str(super().to_internal_value(data))


class JSONObject(serializers.DictField):
    """An object whose inside somebody else checks."""
