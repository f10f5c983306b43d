"""What providers get of rendered messages of channels other than e-mail; composers make them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TextMessage:
    """A text message."""

    text: str
