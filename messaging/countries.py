"""Which country a number belongs to, for prices."""

from functools import lru_cache

import phonenumbers


@lru_cache(maxsize=65_536)
def country_of(address: str) -> str:
    """The ISO 3166 code of an E.164 number's country; empty for anything else, and for numbers of no country."""
    if not address.startswith("+"):
        return ""
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(address)) or ""
    except phonenumbers.NumberParseException:
        return ""
