"""What may end a rest before its moment, as executions carry it to their node. Texts of at most 32 characters."""

SKIPPED = "skipped"  # an operator cut it short
RULE = "rule"  # the rule came to hold
_EVENT = "event:"


def event_signal(event_id: int) -> str:
    """An event came; the id is that of its row."""
    return f"{_EVENT}{event_id}"


def is_skipped(signal: str) -> bool:
    """Whether an operator cut the rest short."""
    return signal == SKIPPED


def event_of(signal: str) -> int | None:
    """The row of the event that the signal tells of; None where it tells of something else."""
    return int(signal.removeprefix(_EVENT)) if signal.startswith(_EVENT) else None
