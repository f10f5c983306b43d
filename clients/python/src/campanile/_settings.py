"""Where the server is and who calls: from arguments, else from the environment."""

import os
import re
from dataclasses import dataclass, field

from campanile.errors import CampanileError
from campanile.version import __version__

KEY_VARIABLE, URL_VARIABLE = "CAMPANILE_API_KEY", "CAMPANILE_URL"
DEFAULT_URL = "http://localhost:8000"
TIMEOUT = 30.0
RETRY_DELAYS = (1.0, 2.0, 4.0)
# A server that asks for more patience than this is asked again by whoever called, not by a call that hangs.
LONGEST_WAIT = 120.0
_KEY = re.compile(r"[\x21-\x7e]{1,512}")
_URL = re.compile(r"https?://[^\s/?#]+(/[^\s?#]*)?")


@dataclass(frozen=True, slots=True)
class Settings:
    """What every call of a client has in common. The key is left out of its repr."""

    base_url: str
    timeout: float
    retries: int
    api_key: str = field(repr=False)

    @property
    def headers(self) -> dict[str, str]:
        """Sent with every call."""
        return {
            "Authorization": f"Bearer {self.api_key}",
            "Accept": "application/json",
            "User-Agent": f"campanile-python/{__version__}",
        }


def settings_of(api_key: str | None, base_url: str | None, timeout: float, retries: int) -> Settings:
    """The checked settings. Raises CampanileError that never repeats the key."""
    key = (api_key if api_key is not None else os.environ.get(KEY_VARIABLE, "")).strip()
    if not key:
        raise CampanileError(f"An API key is needed: pass api_key, or set {KEY_VARIABLE}.")
    if not _KEY.fullmatch(key):
        raise CampanileError("The API key holds characters that no key has.")
    url = (base_url or os.environ.get(URL_VARIABLE) or DEFAULT_URL).strip().rstrip("/")
    if not _URL.fullmatch(url) or "@" in url:
        raise CampanileError("base_url must be the server's address, such as https://campaigns.example.com")
    if timeout <= 0 or not 0 <= retries <= len(RETRY_DELAYS):
        raise CampanileError(f"timeout must be positive, retries 0 to {len(RETRY_DELAYS)}.")
    return Settings(url, timeout, retries, key)
