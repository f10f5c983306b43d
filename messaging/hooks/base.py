"""What a vendor's hook is: how its calls are proved to be the vendor's, and what its bodies report.

Pure: no database. What was reported is kept by receiving.py and applied by stage.py.
"""

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar

from django.utils.dateparse import parse_datetime
from pydantic import BaseModel

from messaging.providers.base import Account

# No vendor's event is nested deeper or says more in one call.
MOST_REPORTS = 2_000
TEXT_LENGTH, SUBJECT_LENGTH, NAME_LENGTH, DETAIL_LENGTH = 20_000, 200, 120, 500


class Fact(StrEnum):
    """What happened, by the provider's word."""

    DELIVERED = "delivered"  # the receiver's side has it
    BOUNCED = "bounced"  # never delivered, and the address is no good
    SOFT_BOUNCED = "soft_bounced"  # never delivered, and the address may be good another time
    READ = "read"  # the receiver looked at it
    COMPLAINED = "complained"  # the receiver called it spam
    UNSUBSCRIBED = "unsubscribed"  # no more marketing, please
    SUBSCRIBED = "subscribed"  # marketing again
    OPTED_OUT = "opted_out"  # no more messages on this channel at all
    OPTED_IN = "opted_in"  # messages again
    LEFT = "left"  # the chat was ended: the bot is blocked
    RECEIVED = "received"  # somebody wrote


class NotTheVendor(Exception):
    """The call is not proved to be the vendor's, or too old; the text is for the log, never for the caller."""


class Unreadable(Exception):
    """The call is the vendor's, but its body is none that we know."""


class Later(Exception):
    """What the call is about can't be asked for now; its vendor calls again."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a hook. `url` is the public address with its query, as the vendor knows it; headers in lower case."""

    url: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    form: Mapping[str, str]

    def json(self) -> Any:
        """The body's document. Raises Unreadable."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            raise Unreadable("no JSON") from None

    def document(self) -> dict[str, Any]:
        """The body's JSON object. Raises Unreadable."""
        found = self.json()
        if not isinstance(found, dict):
            raise Unreadable("no JSON object")
        return found


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody wrote; `answers` is the provider's name, or ours, of the message that it answers.

    `automatic`: a machine wrote it, such as a note of absence. `mail_id` is a mail's own Message-ID.
    """

    text: str
    subject: str = ""
    name: str = ""
    answers: str = ""
    automatic: bool = False
    mail_id: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """One thing that happened. `key` is the same however often it is reported; `message` is our id of the message.

    `rest` is the vendor's name of what its calls leave out, and `Hook.completed` asks for.
    """

    key: str
    fact: Fact
    message: str = ""
    address: str = ""
    at: datetime | None = None
    detail: str = ""
    written: Written | None = None
    rest: str = ""


@dataclass(frozen=True, slots=True)
class TemplateTold:
    """What became of a template that the provider keeps; `state` is "" where its list has to be asked."""

    name: str
    language: str
    state: str
    reason: str
    at: datetime | None


class Hook(ABC):
    """A vendor's calls. `steps` tells people what to set up at the vendor, `{url}` being the address."""

    provider: ClassVar[str]
    Secrets: ClassVar[type[BaseModel]]
    steps: ClassVar[Sequence[str]]
    max_bytes: ClassVar[int] = 1_000_000
    # What vendors want to hear: most take any success.
    answer: ClassVar[tuple[str, str]] = ("text/plain", "")

    @abstractmethod
    def verify(self, call: Call, secrets: Any, now: datetime) -> None:
        """Raises NotTheVendor, or Unreadable where the proof is in a body that can't be read."""

    @abstractmethod
    def read(self, call: Call, config: Mapping[str, Any]) -> list[Report]:
        """What a verified call reports about the sender with these settings; what is of no use is left out.

        Raises Unreadable.
        """

    def completed(self, reports: Sequence[Report], account: Account) -> list[Report]:
        """The reports with what their vendor tells by its API only. Raises Later."""
        return list(reports)

    def templates(self, call: Call, config: Mapping[str, Any]) -> list[TemplateTold]:
        """What a verified call tells of templates that this sender's provider keeps. Raises Unreadable."""
        return []

    def greet(self, call: Call) -> None:
        """What a verified call asks for before its vendor reports anything. Raises Unreadable."""
        return

    def challenge(self, call: Call, secrets: Any) -> str:
        """The answer to a GET by which the vendor tries the address. Raises NotTheVendor."""
        raise NotTheVendor("this vendor does not ask by GET")


def text_of(data: Any, *path: str | int) -> str:
    """The text at a place in a document, or a number as text; "" where there is none."""
    found = value_of(data, *path)
    if isinstance(found, bool) or not isinstance(found, str | int | float):
        return ""
    return str(found)


def value_of(data: Any, *path: str | int) -> Any:
    """What stands at a place in a document; None where there is nothing."""
    for step in path:
        if isinstance(step, str) and isinstance(data, Mapping):
            data = data.get(step)
        elif isinstance(step, int) and isinstance(data, list) and len(data) > step:
            data = data[step]
        else:
            return None
    return data


def objects_of(data: Any, *path: str | int) -> list[dict[str, Any]]:
    """The objects of the list at a place in a document."""
    found = value_of(data, *path)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def moment_of(value: Any) -> datetime | None:
    """A moment as vendors write it: seconds since 1970, as number or text, or ISO 8601; None for anything else."""
    try:
        if isinstance(value, str) and not value.replace(".", "", 1).isdecimal():
            found = parse_datetime(value)
            return found if found is None or found.tzinfo else found.replace(tzinfo=UTC)
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            return datetime.fromtimestamp(float(value), tz=UTC)
    except (ValueError, OverflowError, OSError):
        pass
    return None


def check_fresh(stamp: str, now: datetime, tolerance: timedelta) -> None:
    """Refuses a signed moment that is too far from now. Raises NotTheVendor."""
    moment = moment_of(stamp) if stamp.isdecimal() else None
    if moment is None or abs(now - moment) > tolerance:
        raise NotTheVendor("the signed moment is missing or too far from now")
