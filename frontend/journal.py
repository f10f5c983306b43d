"""The lines of an execution's journal as pages show them."""

from collections.abc import Iterable, Mapping

from django.utils.dateparse import parse_datetime

from campaigns.nodes.waiting.event import WAIT_EVENT
from campaigns.nodes.waiting.rule import WAIT_RULE
from campaigns.selectors import StepLine

_DOTS = {"completed": "bg-success", "failed": "bg-error", "skipped": "bg-warning"}


def journal_lines(lines: Iterable[StepLine], titles: Mapping[str, str] | None = None) -> list[dict[str, object]]:
    """Each line with the title of its node, the colour of its dot, and the end of its wait where it is one.

    `latest`: the wait may be over before.
    """
    named = titles or {}
    return [
        {
            "line": line,
            "title": named.get(line.node, line.node_name),
            "dot": _DOTS.get(line.outcome, "bg-primary"),
            "until": parse_datetime(str(line.detail.get("until", ""))),
            "latest": line.reason in (WAIT_EVENT, WAIT_RULE),
        }
        for line in lines
    ]
