"""What rendering can refuse: a source that does not compile, and a mail that cannot be made. No other exception leaves
this package for a user's template or a contact's values.
"""


class SourceError(Exception):
    """A template part is not acceptable. `line` counts from 1 in the source that the user wrote, None for the whole."""

    def __init__(self, message: str, line: int | None = None, code: str = "invalid") -> None:
        super().__init__(message if line is None else f"line {line}: {message}")
        self.reason = message
        self.line = line
        self.code = code


class RenderFailed(Exception):
    """This version cannot be rendered for this contact; `reason` is fit for the journal, `field` names the part."""

    def __init__(self, reason: str, field: str = "", line: int | None = None) -> None:
        place = ", ".join(part for part in (field, f"line {line}" if line else "") if part)
        super().__init__(f"{place}: {reason}" if place else reason)
        self.reason = str(self)
        self.bare_reason = reason
        self.field = field
        self.line = line

    def in_field(self, field: str) -> "RenderFailed":
        """The same, naming the part of the content where it happened."""
        return RenderFailed(self.bare_reason, field, self.line)
