"""A world without a database for tests of node types: answers are set, effects are written down."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any
from uuid import UUID

from campaigns.nodes import registry
from campaigns.nodes.base import Batch, CampaignInfo, CompiledNode, Outcomes
from campaigns.nodes.judgement import Judgement
from campaigns.nodes.passage import Passage
from workspaces.ids import uuid7

NOW = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
CAMPAIGN = CampaignInfo(UUID(int=1), UUID(int=2), UUID(int=3))


@dataclass
class FakeWorld:
    """`matches` are the rows that match any rule; `refuses` the rows whose value is refused; `unrendered` fail.

    `gone`: what the node refers to was deleted. `came`: what is told of awaited events. `answers`: per row, of entering
    elsewhere. `had`: from which sender a row's contact heard before; `failing`: senders that do."""

    matches: Collection[int] = ()
    refuses: Mapping[int, str] = field(default_factory=dict)
    unrendered: Mapping[int, str] = field(default_factory=dict)
    gone: bool = False
    answers: Sequence[str] = ()
    time_zones: Sequence[tzinfo] = ()
    texts: Sequence[str | None] = ()
    came: Mapping[int, Mapping[str, object]] = field(default_factory=dict)
    had: Mapping[int, UUID] = field(default_factory=dict)
    failing: Collection[UUID] = ()
    calls: list[tuple[Any, ...]] = field(default_factory=list)

    def matching(self, batch: Batch[Any], rule: Mapping[str, object]) -> Collection[int]:
        self.calls.append(("matching", rule))
        return self.matches

    def judge(self, batch: Batch[Any], rule: Mapping[str, object]) -> Judgement:
        self.calls.append(("judge", rule))
        return Judgement(sorted(self.matches), [f"[{row % 3}]" for row in range(len(batch))])

    def zones(self, batch: Batch[Any]) -> Sequence[tzinfo]:
        return self.time_zones or [UTC] * len(batch)

    def dates(self, batch: Batch[Any], attribute: str) -> Sequence[str | None]:
        return self.texts or [None] * len(batch)

    def awaited_events(self, batch: Batch[Any], rows: Sequence[int]) -> Mapping[int, Mapping[str, object]]:
        self.calls.append(("awaited_events", list(rows)))
        return {row: told for row, told in self.came.items() if row in rows}

    def throttle(self, batch: Batch[Any], rows: Sequence[int], count: int, period: timedelta) -> Passage:
        self.calls.append(("throttle", list(rows), count, period))
        waiting = [row for row in rows if row not in self.matches]
        return Passage(sorted(self.matches), waiting, [batch.now + period] * len(waiting), [batch.now] * len(waiting))

    def senders_of(self, batch: Batch[Any], rows: Sequence[int], senders: Sequence[UUID]) -> Mapping[int, UUID]:
        self.calls.append(("senders_of", list(rows), list(senders)))
        return self.had

    def senders_failing(self, senders: Sequence[UUID]) -> Collection[UUID]:
        return self.failing

    def tag_add(self, batch: Batch[Any], tag: str) -> None:
        self.calls.append(("tag_add", list(batch.contact_ids), tag))

    def tag_remove(self, batch: Batch[Any], tag: str) -> None:
        self.calls.append(("tag_remove", list(batch.contact_ids), tag))

    def update_score(self, batch: Batch[Any], *, delta: int | None, value: int | None) -> None:
        self.calls.append(("update_score", list(batch.contact_ids), delta, value))

    def segment_add(self, batch: Batch[Any], segment_id: UUID) -> bool:
        self.calls.append(("segment_add", list(batch.contact_ids), segment_id))
        return not self.gone

    def segment_remove(self, batch: Batch[Any], segment_id: UUID) -> bool:
        self.calls.append(("segment_remove", list(batch.contact_ids), segment_id))
        return not self.gone

    def enroll_elsewhere(
        self, batch: Batch[Any], campaign_id: UUID, contexts: Sequence[Mapping[str, object]]
    ) -> Sequence[str]:
        self.calls.append(("enroll_elsewhere", list(batch.contact_ids), campaign_id, list(contexts)))
        return self.answers

    def inbox_open(
        self, batch: Batch[Any], subjects: Sequence[str], bodies: Sequence[str], assignee: str | None
    ) -> None:
        self.calls.append(("inbox_open", list(batch.contact_ids), list(subjects), list(bodies), assignee))

    def set_field(
        self, batch: Batch[Any], field: str, rows: Sequence[int], values: Sequence[object]
    ) -> Mapping[int, str]:
        self.calls.append(("set_field", field, dict(zip(rows, values, strict=True))))
        return self.refuses

    def payloads(self, batch: Batch[Any], body: object) -> tuple[Sequence[str], Mapping[int, str]]:
        self.calls.append(("payloads", list(batch.contact_ids), body))
        return ["" if row in self.unrendered else f"body {row}" for row in range(len(batch))], self.unrendered

    def render(self, batch: Batch[Any], source: str) -> tuple[Sequence[str], Mapping[int, str]]:
        return ["" if row in self.unrendered else f"text {row}" for row in range(len(batch))], self.unrendered


def batch_at(
    type_key: str,
    config: dict[str, Any],
    size: int,
    *,
    world: FakeWorld | None = None,
    resumed: int = 0,
    outcomes: Outcomes | None = None,
    signals: Sequence[str] | None = None,
    key: str = "n1",
    versions: Mapping[UUID, UUID] | None = None,
    contact_ids: Sequence[UUID] | None = None,
    campaign: CampaignInfo = CAMPAIGN,
) -> Batch[Any]:
    """A batch of `size` arrivals at a node whose ports all lead to `after`."""
    node_type = registry.get(type_key)
    parsed = node_type.Config.model_validate(config)
    targets = {port.name: "after" for port in node_type.ports(parsed)}
    node = CompiledNode(key, node_type, parsed, targets, 0, versions=versions or {})
    return Batch(
        node=node,
        campaign=campaign,
        now=NOW,
        world=world or FakeWorld(),
        execution_ids=range(100, 100 + size),
        contact_ids=contact_ids if contact_ids is not None else [uuid7() for _ in range(size)],
        visits=[1] * size,
        contexts=[{}] * size,
        resumed_count=resumed,
        outcomes=outcomes,
        signals=signals if signals is not None else [""] * resumed,
    )
