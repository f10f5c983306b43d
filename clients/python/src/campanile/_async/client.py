"""The client: one connection pool and the resources that share it."""

from typing import Self

import httpx2

from campanile._async.campaign import AsyncCampaigns
from campanile._async.contacts import AsyncContacts
from campanile._async.events import AsyncEvents
from campanile._async.imports import AsyncImports
from campanile._async.segments import AsyncSegments
from campanile._async.templates import AsyncTemplates
from campanile._async.transport import AsyncTransport
from campanile._settings import RETRY_DELAYS, TIMEOUT, settings_of


class AsyncClient:
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
        http: httpx2.AsyncClient | None = None,
    ) -> None:
        transport = AsyncTransport(settings_of(api_key, base_url, timeout, retries), http)
        self._transport = transport
        self.campaign = AsyncCampaigns(transport)
        self.contacts = AsyncContacts(transport)
        self.events = AsyncEvents(transport)
        self.imports = AsyncImports(transport)
        self.segments = AsyncSegments(transport)
        self.templates = AsyncTemplates(transport)

    @property
    def base_url(self) -> str:
        """The server's address."""
        return self._transport.settings.base_url

    async def aclose(self) -> None:
        """Closes the connections."""
        await self._transport.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *reason: object) -> None:
        await self.aclose()

    def __repr__(self) -> str:
        return f"<campanile.AsyncClient {self.base_url}>"
