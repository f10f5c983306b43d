"""Serializers that refuse what they don't know, by name."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError

_NAME_SHOWN = 64
UNKNOWN_FIELD = "unknown field"


class StrictSerializer(serializers.Serializer):
    """A body, or a query string, in which every name must be a known one. Refused choices are told what is allowed."""

    def get_fields(self) -> dict[str, serializers.Field]:
        """The declared fields; each that chooses says from what."""
        fields: dict[str, serializers.Field] = super().get_fields()
        for field in fields.values():
            _tell_choices(field)
        return fields

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


class StrictInteger(serializers.IntegerField):
    """A whole number that must be given as a number, not as a text of digits."""

    default_error_messages = {"invalid": "must be a whole number"}

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, str):
            self.fail("invalid")
        return int(super().to_internal_value(data))


class StrictDecimal(serializers.DecimalField):
    """A number that must be given as a number, not as a text of digits."""

    default_error_messages = {"invalid": "must be a number"}

    def to_internal_value(self, data: Any) -> Decimal:
        if isinstance(data, str | bool):
            self.fail("invalid")
        return Decimal(super().to_internal_value(data))


class StrictFlag(serializers.BooleanField):
    """True or false that must be given as such: no 1, no "yes"."""

    default_error_messages = {"invalid": "must be true or false"}

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid")
        return data


class Moment(serializers.DateTimeField):
    """A date-time with its offset from UTC: nobody knows which moment one without it means."""

    default_error_messages = {"no_zone": "must name its zone, as 2026-01-31T09:00:00Z or 2026-01-31T10:00:00+01:00 do"}

    def enforce_timezone(self, value: datetime) -> datetime:
        if timezone.is_naive(value):
            self.fail("no_zone")
        return super().enforce_timezone(value)


class JSONObject(serializers.DictField):
    """An object whose inside somebody else checks."""


def _tell_choices(field: serializers.Field) -> None:
    """Also of what a list or an object holds. DRF's own words name what was sent alone."""
    if isinstance(field, serializers.ChoiceField):
        allowed = ", ".join(str(choice) for choice in field.choices).replace("{", "{{").replace("}", "}}")
        field.error_messages["invalid_choice"] = f"must be one of {allowed}"
    elif isinstance(field, serializers.ListField | serializers.DictField):
        _tell_choices(field.child)
