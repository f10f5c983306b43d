"""One cell at a time: a value from outside as it is stored, or `Unfit` with the reason. Services and imports share it.

Pure: no database, no DNS.
"""

import json
import re
from collections.abc import Iterable
from typing import Any

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from contacts.models import AttributeKind
from workspaces.timezones import known_timezones

# What nearly every address looks like; email-validator, which is 100 times slower, sees the others.
_PLAIN_EMAIL = re.compile(
    r"(?=.{6,254}\Z)[A-Za-z0-9](?:[A-Za-z0-9_+-]|\.(?!\.)){0,62}(?<!\.)@"
    r"(?:[A-Za-z0-9](?:(?:[A-Za-z0-9]|-(?!-)){0,61}[A-Za-z0-9])?\.)+(?!test|invalid|local|localhost|onion|arpa)[A-Za-z]{2,24}\Z"
)
# And most of these: a short one in small letters, seen in half of the time. It is stored as it is.
_PLAINEST_EMAIL = re.compile(
    r"[a-z0-9]+(?:[._+-][a-z0-9]+)*@"
    r"(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+(?!test|invalid|local|localhost|onion|arpa)[a-z]{2,24}"
)
_SHORT_EMAIL = 63
_PHONE_NOISE = re.compile(r"[ ()./\u00a0-]")
_PHONE = re.compile(r"\+[1-9]\d{6,14}")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d{1,10})?")
_DATE = re.compile(
    r"(?!0000)\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
    r"(?:[T ](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,6})?)?(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)?)?"
)
_TRUTHS = {"true": True, "yes": True, "false": False, "no": False}
_LONGEST = 4_000
_LONGEST_EMAIL = 320
_LONGEST_PHONE = 40
MAX_TAG = 64


class Unfit(ValueError):
    """The value can't be stored; `code` is stable, the text is for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def clean_text(text: str, limit: int) -> str:
    """`text` without blanks around it."""
    text = text.strip()
    if len(text) > limit:
        raise Unfit("too_long", f"is longer than {limit} characters")
    if "\x00" in text:
        raise Unfit("nul", "holds a NUL character")
    return text


def clean_email(text: str) -> str:
    """The address with its domain in lower case. Whether mail arrives there is not asked."""
    text = text.strip()
    if len(text) <= _SHORT_EMAIL and _PLAINEST_EMAIL.fullmatch(text):
        return text
    if _PLAIN_EMAIL.match(text):
        local, _, domain = text.partition("@")
        return f"{local}@{domain.lower()}"
    if len(text) > _LONGEST_EMAIL:
        raise Unfit("email", "is no e-mail address: it is too long")
    try:
        return validate_email(text, check_deliverability=False, test_environment=False).normalized
    except EmailNotValidError as error:
        raise Unfit("email", f"is no e-mail address: {str(error).rstrip('.')}") from None


def clean_phone(text: str, country: str = "") -> str:
    """The number as E.164. It must start with + unless `country` (two letters) says where such numbers are dialled."""
    if _PHONE.fullmatch(text):
        return text
    digits = _PHONE_NOISE.sub("", text.strip())
    if _PHONE.fullmatch(digits):
        return digits
    if not country:
        raise Unfit("phone", "is no international phone number such as +43 664 1234567")
    try:
        number = phonenumbers.parse(digits[:_LONGEST_PHONE], country)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or number.extension or not phonenumbers.is_possible_number(number):
        raise Unfit("phone", f"is no phone number, neither in {country} nor with a country before it")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def clean_country(text: str) -> str:
    """The two letters of a country that has phone numbers, in capitals; "" stays. Raises Unfit."""
    country = text.strip().upper()
    if country and country not in phonenumbers.SUPPORTED_REGIONS:
        raise Unfit("country", "is no country, as two letters such as AT")
    return country


def clean_timezone(text: str) -> str:
    """An IANA name."""
    text = text.strip()
    if text and text not in known_timezones():
        raise Unfit("timezone", "is no IANA time zone such as Europe/Vienna")
    return text


def clean_score(value: str | int) -> int:
    """A whole number that fits the column."""
    try:
        score = int(value)
    except ValueError:
        raise Unfit("number", "is no whole number") from None
    if not -(1 << 31) <= score < 1 << 31:
        raise Unfit("number", "is out of range")
    return score


def clean_tag(text: str) -> str:
    """One tag."""
    tag = clean_text(text, MAX_TAG)
    if not tag:
        raise Unfit("tag", "is empty")
    return tag


def clean_tags(tags: Iterable[str]) -> list[str]:
    """Tags without repetitions, sorted."""
    return sorted({clean_tag(tag) for tag in tags})


def kind_of_text(text: str) -> AttributeKind:
    """What kind a cell's text would be on its own."""
    if _NUMBER.fullmatch(text):
        return AttributeKind.NUMBER
    if _DATE.fullmatch(text):
        return AttributeKind.DATE
    return AttributeKind.BOOLEAN if text.lower() in _TRUTHS else AttributeKind.TEXT


def kind_of(value: object) -> AttributeKind:
    """What kind a JSON value is; texts are told apart by how they look."""
    if isinstance(value, bool):
        return AttributeKind.BOOLEAN
    if isinstance(value, int | float):
        return AttributeKind.NUMBER
    if isinstance(value, list):
        return AttributeKind.LIST
    return AttributeKind.DATE if isinstance(value, str) and _DATE.fullmatch(value) else AttributeKind.TEXT


def typed_cell(kind: AttributeKind | str, text: str) -> Any:
    """A cell's text as a JSON value of the attribute's kind. Raises Unfit."""
    if kind == AttributeKind.TEXT:
        return text if len(text) <= _LONGEST and "\x00" not in text else clean_text(text, _LONGEST)
    if kind == AttributeKind.NUMBER and _NUMBER.fullmatch(text):
        return json.loads(text)
    if kind == AttributeKind.BOOLEAN and text.lower() in _TRUTHS:
        return _TRUTHS[text.lower()]
    if kind == AttributeKind.DATE and _DATE.fullmatch(text):
        return text
    if kind == AttributeKind.LIST:
        return [clean_text(item, _LONGEST) for item in re.split(r"[;|]", text) if item.strip()]
    raise Unfit(str(kind), f"is no {kind}, as this attribute's values are")


def clean_attribute(kind: AttributeKind | str, value: Any) -> Any:
    """A JSON value of the attribute's kind; a text is read as a cell would be. Raises Unfit."""
    if isinstance(value, str):
        return typed_cell(kind, clean_text(value, _LONGEST))
    if kind_of(value) != kind or not isinstance(value, bool | int | float | list):
        raise Unfit(str(kind), f"is no {kind}, as this attribute's values are")
    if isinstance(value, list):
        return [clean_text(item, _LONGEST) if isinstance(item, str) else _refuse_item() for item in value]
    if value != value or value in (float("inf"), float("-inf")):
        raise Unfit("number", "is no finite number")
    return value


def _refuse_item() -> Any:
    raise Unfit("list", "must be a list of texts")
