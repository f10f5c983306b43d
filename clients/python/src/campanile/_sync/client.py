# Written by `python -m scripts.client_sync` from its namesake in `_async`; change that one.
"""The client: one connection pool and the resources that share it."""

from typing import Self

import httpx2

from campanile._settings import RETRY_DELAYS, TIMEOUT, settings_of
from campanile._sync.campaign import Campaigns
from campanile._sync.contacts import Contacts
from campanile._sync.events import Events
from campanile._sync.imports import Imports
from campanile._sync.segments import Segments
from campanile._sync.templates import Templates
from campanile._sync.transport import Transport


class Client:
    """A workspace's API. `api_key` and `base_url` come from CAMPANILE_API_KEY and CAMPANILE_URL where left out.

    Calls wait `timeout` seconds for an answer and are repeated up to `retries` times, after 1, 2 and 4 seconds or when
    the server says so, on 429, 5xx and network errors. Close the client, or use it in a `with` block.
    """

    def __init__(
        self,
        api_key: str | None = None,
        *,
        base_url: str | None = None,
        timeout: float = TIMEOUT,
        retries: int = len(RETRY_DELAYS),
        http: httpx2.Client | None = None,
    ) -> None:
        transport = Transport(settings_of(api_key, base_url, timeout, retries), http)
        self._transport = transport
        self.campaign = Campaigns(transport)
        self.contacts = Contacts(transport)
        self.events = Events(transport)
        self.imports = Imports(transport)
        self.segments = Segments(transport)
        self.templates = Templates(transport)

    @property
    def base_url(self) -> str:
        """The server's address."""
        return self._transport.settings.base_url

    def close(self) -> None:
        """Closes the connections."""
        self._transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *reason: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<campanile.Client {self.base_url}>"
