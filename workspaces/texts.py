"""Text from outside."""


def storable(text: str, length: int | None = None) -> str:
    """The text as PostgreSQL takes it, in text and in JSON: without NUL and halves of characters; cut to `length`."""
    if not text.isascii():
        text = text.encode("utf-8", "replace").decode()
    return text.replace("\x00", "")[:length]
