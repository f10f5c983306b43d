"""Faults of a flow in words: names instead of ids, whatever shape the message has."""

import pytest

from frontend.flow_faults import refusal_lines

NAMES = {"s": "Welcome mail", "w": "Wait"}


@pytest.mark.parametrize(
    ("message", "line"),
    [
        ("Node 's': “Template” is still empty.", "“Welcome mail”: “Template” is still empty."),
        ("Node 'w': All its ways lead to 's'.", "“Wait”: All its ways lead to “Welcome mail”."),
        ("The steps 's' and 'w' form a loop.", "The steps “Welcome mail” and “Wait” form a loop."),
        ("Node 'gone': “Rule” is still empty.", "“gone”: “Rule” is still empty."),
        ("there is nobody in the audience", "there is nobody in the audience"),
    ],
)
def test_steps_are_called_by_their_names(message: str, line: str) -> None:
    assert refusal_lines([message], NAMES) == [line]
