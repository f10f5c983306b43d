"""What the serializers of bodies refuse, and in which words."""

from decimal import Decimal
from typing import Any

import pytest
from rest_framework import serializers

from workspaces.api.serializers import StrictDecimal, StrictFlag, StrictInteger, StrictSerializer


class Body(StrictSerializer):
    """One field of each kind."""

    count = StrictInteger(required=False, min_value=1)
    price = StrictDecimal(required=False, max_digits=6, decimal_places=2)
    on = StrictFlag(required=False)
    way = serializers.ChoiceField(choices=["{left}", "right"], required=False)
    ways = serializers.ListField(child=serializers.ChoiceField(choices=[1, 2]), required=False)


def test_what_is_of_its_type_is_taken() -> None:
    body = Body(data={"count": 7, "price": 1.25, "on": False, "way": "right", "ways": [2]})
    assert body.is_valid()
    assert body.validated_data == {"count": 7, "price": Decimal("1.25"), "on": False, "way": "right", "ways": [2]}


@pytest.mark.parametrize(
    ("field", "values", "words"),
    [
        ("count", ["7", 7.5, True, [], None], "must be a whole number"),
        ("price", ["7", True, "x"], "must be a number"),
        ("on", ["true", 1, 0, "", []], "must be true or false"),
        ("way", ["up", 7, ["right"]], "must be one of {left}, right"),
    ],
)
def test_nothing_is_taken_for_something_of_another_type(field: str, values: list[Any], words: str) -> None:
    for value in values:
        body = Body(data={field: value})
        assert not body.is_valid()
        assert body.errors == {field: [words if value is not None else "This field may not be null."]}


def test_choices_in_lists_say_what_is_allowed() -> None:
    body = Body(data={"ways": [1, 3]})
    assert not body.is_valid()
    assert body.errors == {"ways": {1: ["must be one of 1, 2"]}}
