"""Loads the named SQL statements that stand in `<package>/sql/<name>.sql`."""

from functools import cache
from importlib.resources import files


@cache
def load(package: str, name: str) -> str:
    """The text of `<package>/sql/<name>.sql`; its comment header says what it does and which plan it counts on."""
    return files(package).joinpath("sql", f"{name}.sql").read_text(encoding="utf-8")
