"""Loads the named SQL statements that stand in `<package>/sql/<name>.sql`."""

from functools import cache
from importlib.resources import files


@cache
def load(package: str, name: str) -> str:
    """The statement in `<package>/sql/<name>.sql`; its comment header says what it does and which plan it counts on.

    Of its comments only the first line, which names it to whoever watches the database: the others would be parsed each
    time, and psycopg remembers only short statements.
    """
    first, *lines = files(package).joinpath("sql", f"{name}.sql").read_text(encoding="utf-8").splitlines()
    return "\n".join([first, *(line for line in lines if not line.lstrip().startswith("--"))])
