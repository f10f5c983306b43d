"""Times of day in forms: as browsers show them, and as settings spell them."""

from datetime import time

from django import forms


def times_as_inputs(form: forms.Form, *names: str) -> None:
    """Lets the browser show these fields as times of day."""
    for name in names:
        form.fields[name].widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


def time_of(clock: str | None) -> time | None:
    """`21:00` as a time of day."""
    return None if clock is None else time.fromisoformat(clock)
