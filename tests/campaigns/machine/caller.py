"""Addresses that answer by a script, in place of the HTTP client; keeps a record of what was answered well."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from tests.campaigns.machine.crash import Mortality
from workspaces.http import Answer, CallFailed, Failure


class Reply(StrEnum):
    """What becomes of the next call."""

    WELL = "well"
    BUSY = "busy"  # to be tried again
    REDIRECT = "redirect"
    GONE = "gone"
    SILENT = "silent"  # no answer in time
    PRIVATE = "private"  # an address that is not called
    KILL_BEFORE = "kill before"  # the worker dies before the call is made
    KILL_AFTER = "kill after"  # the call was made, and the worker dies before it knows


_STATUS = {Reply.WELL: 200, Reply.BUSY: 503, Reply.REDIRECT: 302, Reply.GONE: 404}
_FAILURES = {Reply.SILENT: Failure.TIMEOUT, Reply.PRIVATE: Failure.ADDRESS_REFUSED}


class ScriptedCaller:
    """Does what `script` says, call after call; answers well once the script is at its end."""

    def __init__(self, mortality: Mortality) -> None:
        self._mortality = mortality
        self.reset()

    def reset(self) -> None:
        """As new."""
        self.script: list[Reply] = []
        self.answered: set[str] = set()

    def __call__(self, method: str, url: str, *, headers: Mapping[str, str], **rest: Any) -> Answer:
        reply = self.script.pop(0) if self.script else Reply.WELL
        if reply is Reply.KILL_BEFORE:
            self._mortality.die()
        if reply in _FAILURES:
            raise CallFailed(_FAILURES[reply], "by script")
        if reply in (Reply.WELL, Reply.KILL_AFTER):
            self.answered.add(headers["webhook-id"])
        if reply is Reply.KILL_AFTER:
            self._mortality.die()
        return Answer(_STATUS[reply], {}, b'{"answer": 42}')
