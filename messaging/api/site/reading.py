"""What pages send about messages. Each `…_of` reads the object of a call and raises InvalidInput for what is none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contacts.api.site.calls import require_fields
from messaging.site.feed import MARKS, MOST
from workspaces.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Subscribing:
    """A visitor's browser, and whether they said yes to marketing."""

    token: str
    endpoint: str
    keys: Mapping[str, Any]
    marketing: bool


@dataclass(frozen=True, slots=True)
class Ending:
    """A visitor's browser that takes no more messages."""

    token: str
    endpoint: str


@dataclass(frozen=True, slots=True)
class Asking:
    """A visitor who looks at their messages; `have` is the version that the page shows."""

    token: str
    have: str


@dataclass(frozen=True, slots=True)
class Marking:
    """What a visitor did with their messages, by their ids; `everything`: all that are there were read."""

    token: str
    marks: Mapping[str, Sequence[str]]
    everything: bool


def nothing_of(body: Mapping[str, Any]) -> None:
    """A call that says nothing but its key."""
    require_fields(body)


def subscribing_of(body: Mapping[str, Any]) -> Subscribing:
    """`{"token", "subscription": {"endpoint", "keys"}, "marketing"}`."""
    require_fields(body, "token", "subscription", optional=("marketing",))
    given, marketing = body["subscription"], body.get("marketing", False)
    if not isinstance(given, dict) or not isinstance(marketing, bool):
        raise InvalidInput.of("subscription", "must be an object, and marketing true or false")
    endpoint, keys = given.get("endpoint"), given.get("keys")
    if not isinstance(endpoint, str) or not isinstance(keys, dict):
        raise InvalidInput.of("subscription", "must hold endpoint and keys")
    return Subscribing(text_of(body, "token"), endpoint, keys, marketing)


def ending_of(body: Mapping[str, Any]) -> Ending:
    """`{"token", "endpoint"}`."""
    require_fields(body, "token", "endpoint")
    return Ending(text_of(body, "token"), text_of(body, "endpoint"))


def asking_of(body: Mapping[str, Any]) -> Asking:
    """`{"token", "have"}`."""
    require_fields(body, "token", optional=("have",))
    return Asking(text_of(body, "token"), text_of(body, "have") if "have" in body else "")


def marking_of(body: Mapping[str, Any]) -> Marking:
    """`{"token", "seen", "read", "dismissed"}`: lists of ids, and "all" for `read`."""
    require_fields(body, "token", optional=MARKS)
    everything = body.get("read") == "all"
    given = {name: body.get(name, []) for name in MARKS if not (everything and name == "read")}
    for name, ids in given.items():
        if not isinstance(ids, list) or len(ids) > MOST or not all(isinstance(each, str) for each in ids):
            raise InvalidInput.of(name, f"must be a list of at most {MOST} ids")
    return Marking(text_of(body, "token"), given, everything)


def text_of(body: Mapping[str, Any], name: str) -> str:
    """One field that is text."""
    value = body[name]
    if not isinstance(value, str) or "\x00" in value:
        raise InvalidInput.of(name, "must be text")
    return value
