"""Pydantic's errors in words of ours, one of each kind that people meet."""

from typing import Annotated, Any, Literal

import pytest
from pydantic import AfterValidator, Field, StrictBool, StrictFloat, StrictInt, StrictStr, TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from workspaces.pydantic_words import fault_words


def _refused(value: int) -> int:
    raise PydanticCustomError("too_long", "must be at most {limit} headers", {"limit": 50})


@pytest.mark.parametrize(
    ("shape", "value", "words"),
    [
        (StrictStr, 5, "must be a text"),
        (StrictInt, "5", "must be a whole number"),
        (StrictInt | StrictFloat, "5", "must be a number"),
        (StrictBool, 1, "must be true or false"),
        (None, 1, "must be left out"),
        (tuple[int, ...], "tea", "must be a list"),
        (dict[str, int], [], "must be an object"),
        (Literal["AND", "OR"], "and", "must be AND or OR"),
        (Annotated[str, Field(min_length=1)], "", "must not be empty"),
        (Annotated[str, Field(max_length=1_000)], "x" * 1_001, "is longer than 1,000 characters"),
        (Annotated[tuple[str, ...], Field(min_length=1)], [], "must hold at least 1"),
        (Annotated[list[str], Field(max_length=2)], ["a", "b", "c"], "must hold at most 2"),
        (Annotated[int, AfterValidator(_refused)], 1, "must be at most 50 headers"),
        (Annotated[int, Field(ge=1)], 0, "must be greater than or equal to 1"),
        (Annotated[float, Field(allow_inf_nan=False)], float("inf"), "must be a finite number"),
    ],
)
def test_each_is_a_sentence_that_begins_with_the_field(shape: Any, value: object, words: str) -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(shape).validate_python(value)
    assert fault_words(caught.value.errors(include_url=False)[0]) == words
