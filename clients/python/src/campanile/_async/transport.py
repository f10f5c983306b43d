"""Sends calls: over one connection pool, repeated where that helps."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import httpx2

from campanile._answers import already_done, failed, judged, read
from campanile._calls import Call
from campanile._settings import Settings

T = TypeVar("T")


class AsyncTransport:
    """Every resource of a client sends its calls through this."""

    def __init__(
        self,
        settings: Settings,
        http: httpx2.AsyncClient | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.settings = settings
        self._http = http or httpx2.AsyncClient(timeout=settings.timeout)
        self._sleep = sleep

    async def send(self, call: Call[T]) -> T:
        """The answer. Raises AuthError, ApiError, NetworkError."""
        attempt, unsure = 0, False
        while True:
            try:
                response = await self._request(call)
            except httpx2.RequestError as error:
                verdict, unsure = failed(call, error, self.settings, attempt), True
            else:
                if already_done(call, response, unsure):
                    return call.read(None)
                judgement = judged(call, response, self.settings, attempt)
                if judgement is None:
                    return read(call, response)
                verdict, unsure = judgement, unsure or response.status_code >= 500
            if verdict.wait is None:
                raise verdict.problem
            await self._sleep(verdict.wait)
            attempt += 1

    async def aclose(self) -> None:
        """Closes the connections."""
        await self._http.aclose()

    async def _request(self, call: Call[Any]) -> httpx2.Response:
        headers = {**self.settings.headers, **call.headers}
        if call.idempotency_key:
            headers["Idempotency-Key"] = call.idempotency_key
        options: dict[str, Any] = {"params": call.parameters(), "timeout": self.settings.timeout}
        if call.upload:
            call.upload.file.seek(0)
            options["files"] = {"file": (call.upload.filename, call.upload.file)}
            options["data"] = dict(call.upload.fields)
        elif (content := call.content()) is not None:
            headers["Content-Type"] = "application/json"
            options["content"] = content
        begun = time.monotonic()
        request = self._http.build_request(call.method, self.settings.base_url + call.path, headers=headers, **options)
        response = await self._http.send(request, stream=True)
        # A large file may take longer on its way to the server.
        until = (time.monotonic() if call.upload else begun) + self.settings.timeout
        try:
            return httpx2.Response(
                response.status_code,
                headers=response.headers,
                content=await self._content(response, until),
                request=request,
            )
        finally:
            await response.aclose()

    async def _content(self, response: httpx2.Response, until: float) -> bytes:
        """The body as it was sent. The timeout of the connection begins anew with each part of it; this one doesn't."""
        content = bytearray()
        async for part in response.aiter_raw():
            content += part
            if time.monotonic() > until:
                raise httpx2.ReadTimeout("The answer did not end in time.", request=response.request)
        return bytes(content)
