"""Where the command keeps the key: a file of the user's that nobody else can read, below environment variables."""

import json
import os
import stat
from pathlib import Path

import click

from campanile._settings import KEY_VARIABLE, URL_VARIABLE

_MODE = 0o600


def config_path() -> Path:
    """The file, which may not be there yet. CAMPANILE_CONFIG names another one."""
    named = os.environ.get("CAMPANILE_CONFIG")
    return Path(named) if named else Path(click.get_app_dir("campanile")) / "config.json"


def config_read() -> dict[str, str]:
    """The key and the address, as far as the file holds them. Warns where others can read it."""
    path = config_path()
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return {}
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        click.echo(f"Warning: others can read {path}; try: chmod 600 {path}", err=True)
    try:
        found = json.loads(content)
    except ValueError:
        raise click.ClickException(f"{path} is damaged; remove it and log in again.") from None
    return {str(name): str(value) for name, value in found.items()} if isinstance(found, dict) else {}


def config_write(values: dict[str, str]) -> Path:
    """Replaces the file at once. It is never readable by others, not for a moment."""
    path = config_path()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _MODE)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(values, file, indent=2)
        file.write("\n")
    fresh.replace(path)
    return path


def credentials() -> tuple[str | None, str | None]:
    """Key and address: of the environment, else of the file. A key of the file is for the address beside it."""
    kept = config_read()
    key, url = os.environ.get(KEY_VARIABLE), os.environ.get(URL_VARIABLE)
    return key or kept.get("api_key"), url or kept.get("url")
