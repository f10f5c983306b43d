"""What a review is made of: frozen values."""

from dataclasses import dataclass

from campaigns.estimate import Estimate


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that forbids a launch, or that should be known before it; a node and a template where it is about one.

    `code` is for machines, `message` a sentence for people.
    """

    code: str
    message: str
    node: str | None = None
    template: str | None = None


@dataclass(frozen=True, slots=True)
class QuietTimes:
    """When marketing waits, by each contact's clock; `source`: campaign or workspace."""

    start: str
    end: str
    source: str


@dataclass(frozen=True, slots=True)
class Running:
    """Who is on the way, and what publishing the draft would do to them: pinned they stay, moved they stand as told."""

    contacts: int
    stay: int
    move: int
    leave: int
    effect: str


@dataclass(frozen=True, slots=True)
class Review:
    """The whole review. With blockers a launch would be refused."""

    estimate: Estimate
    blockers: tuple[Remark, ...]
    warnings: tuple[Remark, ...]
    quiet_hours: QuietTimes | None
    running: Running

    @property
    def can_launch(self) -> bool:
        """Whether nothing stands in the way."""
        return not self.blockers
