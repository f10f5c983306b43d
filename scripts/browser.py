"""Finds a Chromium for the browser tests, or gets one. Raises when there is none: those tests are not optional."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


class NoBrowser(RuntimeError):
    """No Chromium was found and none could be installed."""


def find_chromium() -> Path:
    """The browser's program: $CHROMIUM, the path, Playwright's cache, Debian's package (as root), Playwright's own."""
    for source in (_named, _on_path, _in_playwright_cache, _debian_package, _playwright_download):
        found = source()
        if found is not None:
            return found
    raise NoBrowser("No Chromium: install one, or name one in the environment variable CHROMIUM.")


def launch_arguments() -> list[str]:
    """Arguments for a quiet browser; sandboxed, except as root, where Chromium refuses to start with its sandbox."""
    arguments = [
        "--headless=new",
        "--disable-gpu",
        "--disable-background-networking",
        "--no-first-run",
        "--disable-sync",
    ]
    return [*arguments, "--no-sandbox"] if os.geteuid() == 0 else arguments


def _named() -> Path | None:
    named = os.environ.get("CHROMIUM")
    if not named:
        return None
    if not os.access(named, os.X_OK):
        raise NoBrowser(f"CHROMIUM names {named}, which is not a program.")
    return Path(named)


def _on_path() -> Path | None:
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    return Path(found) if found else None


def _in_playwright_cache() -> Path | None:
    cache = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    return next(iter(sorted(cache.glob("chromium-*/chrome-linux*/chrome"), reverse=True)), None)


def _debian_package() -> Path | None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    return _after(["apt-get", "update"], ["apt-get", "install", "--yes", "chromium"], look=_on_path)


def _playwright_download() -> Path | None:
    return _after([sys.executable, "-m", "playwright", "install", "chromium"], look=_in_playwright_cache)


def _after(*commands: list[str], look: Callable[[], Path | None]) -> Path | None:
    """Run the commands until one fails, then look again."""
    for command in commands:
        if subprocess.run(command, capture_output=True, check=False).returncode:
            return None
    return look()
