"""By what the contacts in a campaign can be found: what was chosen, and the choices in words. Reads nothing."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date

from django.http import QueryDict

from campaigns.models import ExecutionState
from campaigns.selectors import ANY_PORT, MESSAGE_FACTS, DayRange, NodeFunnel
from frontend.words import EXECUTION_STATE, reason_sentence

FILTERS = ("search", "state", "node", "port", "reason", "message", "from", "to")
_MESSAGES = {
    "sent": "Were sent it",
    "delivered": "It was delivered",
    "opened": "Opened it",
    "clicked": "Clicked in it",
    "replied": "Replied to it",
    "bounced": "It bounced",
    "complained": "Complained about it",
    "unsubscribed": "Unsubscribed by it",
    "dismissed": "Put it away unread",
}


def filters_of(query: QueryDict) -> dict[str, str]:
    """What was chosen; an unknown state, message or day, a way without its step, and days of neither don't count."""
    filters = {key: query.get(key, "").replace("\0", "").strip() for key in FILTERS}
    if filters["state"] not in ExecutionState.values:
        filters["state"] = ""
    if filters["message"] not in MESSAGE_FACTS:
        filters["message"] = ""
    if not filters["node"]:
        filters["port"] = ""
    days = days_of(filters) if filters["port"] or filters["message"] else DayRange()
    return filters | {"from": str(days.first or ""), "to": str(days.last or "")}


def days_of(filters: Mapping[str, str]) -> DayRange:
    """The days that were chosen, whichever was named first."""
    first, last = _day(filters["from"]), _day(filters["to"])
    return DayRange(last, first) if first and last and last < first else DayRange(first, last)


def _day(text: str) -> date | None:
    with suppress(ValueError):
        day = date.fromisoformat(text)
        return day if 2000 <= day.year < 2100 else None
    return None


def choices_of(
    funnel: Sequence[NodeFunnel], titles: Mapping[str, str], filters: Mapping[str, str]
) -> dict[str, list[tuple[str, str]]]:
    """What each filter may be set to, by its name in the page."""
    return {
        "state_choices": [(key, word.label) for key, word in EXECUTION_STATE.items()],
        "node_choices": list(titles.items()),
        "port_choices": port_choices(funnel, filters["node"]),
        "reason_choices": reason_choices(funnel, filters),
        "message_choices": message_choices(funnel, filters),
    }


def message_choices(funnel: Sequence[NodeFunnel], filters: Mapping[str, str]) -> list[tuple[str, str]]:
    """What can have become of the chosen step's message, or of any of the campaign's; nothing where none is sent."""
    chosen = [node for node in funnel if filters["node"] in ("", node.node)]
    sends = any(node.messages is not None for node in chosen)
    return list(_MESSAGES.items()) if sends or filters["message"] else []


def port_choices(funnel: Sequence[NodeFunnel], key: str) -> list[tuple[str, str]]:
    """How somebody can have left the chosen step; nothing where none is chosen."""
    if not key:
        return []
    ports = next((node.ports for node in funnel if node.node == key), ())
    branches = [(port.name, f"Went on by “{port.label or port.name}”") for port in ports] if len(ports) > 1 else []
    return [(ANY_PORT, "Came through"), *branches]


def reason_choices(funnel: Sequence[NodeFunnel], filters: Mapping[str, str]) -> list[tuple[str, str]]:
    """Why somebody ended: the reasons that there are (at the chosen step), the most frequent first."""
    counted: dict[str, int] = {}
    for node in funnel:
        if filters["node"] in ("", node.node):
            for end in node.ends:
                if end.reason:
                    counted[end.reason] = counted.get(end.reason, 0) + end.count
    # One that was asked for by a link is shown as chosen, whatever the counters say by now.
    reasons = sorted(counted, key=lambda reason: (-counted[reason], reason))
    chosen = [filters["reason"]] if filters["reason"] and filters["reason"] not in counted else []
    return [(reason, reason_sentence(reason)) for reason in (*chosen, *reasons)]
