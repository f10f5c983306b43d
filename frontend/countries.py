"""Countries by name, for choices. Names are those of the time zone database."""

from functools import cache
from importlib.resources import files

import phonenumbers


@cache
def countries() -> tuple[tuple[str, str], ...]:
    """(code, name) of every country that has phone numbers, by name."""
    lines = files("tzdata").joinpath("zoneinfo", "iso3166.tab").read_text(encoding="utf-8").splitlines()
    named = [tuple(line.split("\t", 1)) for line in lines if line and not line.startswith("#")]
    known = [(code, name) for code, name in named if code in phonenumbers.SUPPORTED_REGIONS]
    return tuple(sorted(known, key=lambda each: each[1]))
