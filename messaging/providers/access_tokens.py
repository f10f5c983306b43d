"""Access tokens of OAuth 2.0 (RFC 6749): asked for by one POST, kept while they hold, read by many threads.

What is posted (a refresh token, a client's secret, a signed assertion) is the caller's.
"""

import threading
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from typing import Any
from urllib.parse import urlencode

from messaging.providers.base import ProviderUnavailable
from messaging.providers.http_api import Request, ask, json_of
from workspaces.http import Answer, Client

_LIFE = 3_600
# Seconds; a token is not used to its last moment.
_RESERVE = 600
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class TokenSource:
    """The present token, fetched anew before it ends.

    `renewed` is the refresh token that the server gave in place of the one it was asked with; "" where it gave none.
    """

    def __init__(self, url: str, form: Callable[[], Mapping[str, str]]) -> None:
        self._url = url
        self._form = form
        self._lock = threading.Lock()
        self._until = 0.0
        self.token = ""  # nosec B105
        self.renewed = ""

    def refresh(self, client: Client) -> None:
        """Fetches a token where there is none that holds for some minutes. Raises ProviderUnavailable."""
        with self._lock:
            if time.monotonic() < self._until:
                return
            form = dict(self._form())
            if self.renewed:
                form["refresh_token"] = self.renewed
            asked_at = time.monotonic()
            said = json_of(_asked(client, Request("POST", self._url, _FORM, urlencode(form).encode())))
            token, life = said.get("access_token"), said.get("expires_in", _LIFE)
            if not isinstance(token, str) or not token or not isinstance(life, int):
                raise ProviderUnavailable("no access token: the answer holds none")
            self.token, self._until = token, asked_at + max(life - _RESERVE, life / 2)
            self.renewed = _replacing(said, form) or self.renewed

    def fetched(self) -> str:
        """A token that holds, by a connection of its own where one must be asked for. Raises ProviderUnavailable."""
        with closing(Client()) as client:
            self.refresh(client)
        return self.token

    def forget(self) -> None:
        """The token is not accepted: the next one is a new one."""
        self._until = 0.0


def _asked(client: Client, wanted: Request) -> Answer:
    try:
        return ask(client, wanted, words=_refusal)
    except ProviderUnavailable as error:
        raise ProviderUnavailable(f"no access token: {error.detail}") from error


def _replacing(said: Mapping[str, Any], form: Mapping[str, str]) -> str:
    given = said.get("refresh_token")
    return given if isinstance(given, str) and "refresh_token" in form and given != form["refresh_token"] else ""


def _refusal(answer: Answer) -> str:
    """RFC 6749, 5.2: a word, and a sentence for people."""
    said = json_of(answer)
    words = [str(said[name]) for name in ("error", "error_description") if isinstance(said.get(name), str)]
    text = ": ".join(words) or answer.body[:200].decode("utf-8", "replace")
    return f"{answer.status} {' '.join(text.split())[:300]}".strip()
