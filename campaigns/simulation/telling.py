"""From journal lines and messages to steps: coming to rest at a node and leaving it is one step."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from campaigns.models import StepOutcome
from campaigns.reasons import reason_words
from campaigns.reports.journal import StepLine
from campaigns.simulation.answers import Hold, SimulatedMessage, SimulatedStep
from campaigns.simulation.walk import Letter

_RESTING = (StepOutcome.WAITING, StepOutcome.PARKED)
# Of codes that mean in a test something else than in a campaign.
_WORDS: Mapping[str, str] = {
    "accepted": "The message would be sent.",
    "had_turn": "A test does not queue: the contact goes through at once.",
    "webhook_succeeded": "A test does not call: the address is taken to have answered well.",
}


@dataclass(frozen=True, slots=True)
class _Rest:
    """A step whose contact still rests, and until when."""

    step: SimulatedStep
    until: datetime | None

    def ended(self, step: SimulatedStep) -> SimulatedStep:
        """The whole step: this one's coming, the other one's leaving."""
        waited = step.at if step.at > self.step.at else None
        return replace(step, at=self.step.at, waited_until=waited, message=self.step.message)


def steps_told(lines: Sequence[StepLine], letters: Sequence[Letter]) -> Iterator[SimulatedStep]:
    """The steps, in the order in which they happened."""
    waiting = list(letters)
    rest: _Rest | None = None
    for line in lines:
        step = _step(line)
        if line.outcome not in _RESTING:
            yield rest.ended(step) if rest is not None and rest.step.node == line.node else step
            rest = None
            continue
        if line.outcome == StepOutcome.PARKED and waiting and waiting[0].node == line.node:
            step = replace(step, message=_message(waiting.pop(0)))
        if rest is not None and line.outcome == StepOutcome.PARKED:
            # The first message did not go out; the next one is tried.
            yield replace(rest.ended(step), message=rest.step.message)
        elif rest is not None:
            step = replace(step, at=rest.step.at)
        rest = _Rest(step, _until(line))
    if rest is not None:
        yield replace(rest.step, waited_until=rest.until)


def _step(line: StepLine) -> SimulatedStep:
    words = line.words
    if line.reason in _WORDS:
        words = words.replace(reason_words(line.reason), _WORDS[line.reason])
    return SimulatedStep(
        node=line.node,
        node_name=line.node_name,
        type=line.type,
        at=line.at,
        waited_until=None,
        outcome=line.outcome,
        port=line.port,
        reason=line.reason,
        reason_words=words,
        values=line.seen,
    )


def _until(line: StepLine) -> datetime | None:
    until = line.detail.get("until")
    return datetime.fromisoformat(until) if isinstance(until, str) else None


def _message(letter: Letter) -> SimulatedMessage:
    rehearsal = letter.rehearsal
    mail = rehearsal.mail
    return SimulatedMessage(
        channel=letter.channel,
        message_type=letter.message_type,
        address=rehearsal.address,
        subject=mail.subject if mail else "",
        html=mail.html if mail else "",
        text=mail.text if mail else "",
        skip_reason=rehearsal.reason,
        skip_words=" ".join(filter(None, [reason_words(rehearsal.reason), rehearsal.detail]))
        if rehearsal.reason
        else "",
        holds=tuple(Hold(hold.at, hold.reason, reason_words(hold.reason)) for hold in rehearsal.holds),
    )
