"""Wait until a rule holds for the contact, or until the time is up."""

from collections.abc import Mapping, Sequence
from typing import Any

from campaigns.nodes.base import Batch
from campaigns.nodes.judgement import values_detail
from campaigns.nodes.moves import Moves, Subscription
from campaigns.nodes.parts import Port
from campaigns.nodes.waiting.duration import Duration
from campaigns.nodes.waiting.event import LONGEST, TIMEOUT, WAIT_TIMEOUT
from campaigns.nodes.waiting.kind import WAIT_OVER, WaitKind, go_at_once
from campaigns.nodes.waiting.signals import RULE, SKIPPED

WAIT_RULE, RULE_HELD = "wait_rule", "rule_held"


class RuleWait(WaitKind):
    """Rests until the rule holds, and goes on by `next`; by `timeout` when the time is up first.

    For whom it holds on arrival goes on at once. A rule that held for a moment while nobody looked has not been seen.
    """

    ports = (Port("next", "Rule holds"), TIMEOUT)

    def __init__(self, rule: Mapping[str, Any], timeout: Duration | None) -> None:
        self._rule = rule
        self._timeout = timeout or LONGEST

    def arrive(self, batch: Batch[Any], rows: Sequence[int], moves: Moves) -> None:
        """One end for all for whom it does not hold yet, and a subscription each."""
        holding = {rows[place] for place in batch.world.matching(batch.of(rows), self._rule)}
        others = [row for row in rows if row not in holding] if holding else rows
        go_at_once(batch, sorted(holding), moves, reason=WAIT_RULE, signal=RULE)
        moves.wait(self._timeout.until(batch.now), others, reason=WAIT_RULE, subscribe=Subscription("rule"))

    def resume(self, batch: Batch[Any], rows: Sequence[int], moves: Moves) -> None:
        """By `next` for whom it came to hold, also in the last moment, or whose wait an operator cut short."""
        moves.to("next", [row for row in rows if batch.signals[row] == SKIPPED], reason=WAIT_OVER)
        asked = [row for row in rows if batch.signals[row] != SKIPPED]
        if not asked:
            return
        said = batch.world.judge(batch.of(asked), self._rule)
        details = values_detail(said.seen)
        held = set(said.rows) | {place for place, row in enumerate(asked) if batch.signals[row] == RULE}
        for port, reason, places in (
            ("next", RULE_HELD, sorted(held)),
            ("timeout", WAIT_TIMEOUT, [place for place in range(len(asked)) if place not in held]),
        ):
            rows_there = [asked[place] for place in places]
            moves.to(port, rows_there, reason=reason, details=[details[place] for place in places])

    def words(self) -> str:
        """`until a rule holds, at most 3 days`."""
        return f"until a rule holds, at most {self._timeout.words()}"
