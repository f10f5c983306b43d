"""Faults of a flow in words: names instead of ids, whatever shape the message has."""

import pytest

from frontend.flow_faults import refusal_lines

NAMES = {"s": "Welcome mail", "w": "Wait"}


@pytest.mark.parametrize(
    ("message", "line"),
    [
        ("Node 's': template: required", "“Welcome mail”: the template is missing"),
        ("Node 's': static_segment: required", "“Welcome mail”: the static segment is missing"),
        ("Node 'w': Port 'next' leads nowhere.", "“Wait”: Port 'next' leads nowhere."),
        ("The steps 's' and 'w' form a loop.", "The steps “Welcome mail” and “Wait” form a loop."),
        ("Node 'gone': rule: required", "“gone”: the rule is missing"),
        ("there is nobody in the audience", "there is nobody in the audience"),
    ],
)
def test_steps_are_called_by_their_names(message: str, line: str) -> None:
    assert refusal_lines([message], NAMES) == [line]
