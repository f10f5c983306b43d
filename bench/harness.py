"""Rows, medians and the table. Suites say what is measured, baselines what it is held against."""

import json
import statistics
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

REPEATS = 5


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    `value` and `baseline` are in `unit`; `ratio` is written so that larger is better; `floor` is what it must reach.
    """

    name: str
    value: float
    unit: str
    baseline: float
    ratio: float
    floor: float

    @property
    def reached(self) -> bool:
        """Whether the ratio is at or above its floor."""
        return self.ratio >= self.floor


def rate_row(name: str, unit: str, ours: Sequence[float], baseline: Sequence[float], floor: float) -> Row:
    """A row of rates (larger is better): medians of both, and the median of the ratios pair by pair.

    Pairs were measured one right after the other, so a machine that slows down slows both sides of a ratio.
    """
    ratio = statistics.median(mine / theirs for mine, theirs in zip(ours, baseline, strict=True))
    return Row(name, statistics.median(ours), unit, statistics.median(baseline), ratio, floor)


def limit_row(name: str, unit: str, values: Sequence[float], limit: float) -> Row:
    """A row with an upper limit: the ratio is limit / value and must reach 1."""
    value = statistics.median(values)
    return Row(name, value, unit, limit, limit / value, 1.0)


def target_row(name: str, unit: str, rates: Sequence[float], target: float) -> Row:
    """A row of rates with a target: the ratio is rate / target and must reach 1."""
    rate = statistics.median(rates)
    return Row(name, rate, unit, target, rate / target, 1.0)


def pairs(
    ours: Callable[[], float], baseline: Callable[[], float], repeats: int = REPEATS
) -> tuple[list[float], list[float]]:
    """Runs both in turn, `repeats` times after one warm-up of each, and returns their results."""
    ours()
    baseline()
    results = [(ours(), baseline()) for _ in range(repeats)]
    return [mine for mine, _ in results], [theirs for _, theirs in results]


def table(rows: Sequence[Row]) -> str:
    """The rows as a Markdown table."""
    lines = ["| measure | ours | baseline | unit | ratio | floor | |", "|---|---:|---:|---|---:|---:|---|"]
    for row in rows:
        verdict = "reached" if row.reached else "MISSED"
        lines.append(
            f"| {row.name} | {_number(row.value)} | {_number(row.baseline)} | {row.unit} "
            f"| {row.ratio:.2f} | {row.floor:g} | {verdict} |"
        )
    return "\n".join(lines)


def write_results(rows: Sequence[Row], path: Path) -> None:
    """`{"rows": [{name, value, unit, baseline, ratio, floor}]}`."""
    path.write_text(json.dumps({"rows": [asdict(row) for row in rows]}, indent=2) + "\n", encoding="utf-8")


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
