"""The filters that templates may use: an allow-list. Those that can grow a value compute its length before making it.

What is missing on purpose: `safe` (would let a contact's value through unescaped), base64 and escapejs.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import partial
from typing import Any
from urllib.parse import quote, quote_plus
from zoneinfo import ZoneInfo

from liquid.builtin.filters import array, math, misc, string
from liquid.environment import Environment
from liquid.exceptions import FilterArgumentError
from liquid.undefined import is_undefined
from markupsafe import Markup, escape

from templates_app.rendering.limits import MAX_ITEMS
from templates_app.rendering.values import require_length, text_of

Filter = Callable[..., object]

_MARKUP = re.compile(r"<[^<>]*>")
_DATE_FORMAT = re.compile(r"(?:[^%]|%-?[aAbBcdDeFHIjklmMpPrRsSTuUVwWxXyYZzn%])*")
_MAX_DATE_FORMAT = 100


def append(left: str, right: object) -> str:
    """`{{ "a" | append: "b" }}` → ab"""
    other = text_of(right)
    require_length(len(left) + len(other))
    return left + other


def prepend(left: str, right: object) -> str:
    """`{{ "b" | prepend: "a" }}` → ab"""
    other = text_of(right)
    require_length(len(left) + len(other))
    return other + left


def replace(left: str, old: object, new: object = "") -> str:
    """Every occurrence; one `replace` in a chain could otherwise multiply the text's length."""
    searched, given = text_of(old), text_of(new)
    require_length(len(left) + left.count(searched) * (len(given) - len(searched)))
    return left.replace(searched, given)


def replace_first(left: str, old: object, new: object = "") -> str:
    """The first occurrence only."""
    return left.replace(text_of(old), text_of(new), 1)


def remove(left: str, old: object) -> str:
    """Every occurrence."""
    return left.replace(text_of(old), "")


def remove_first(left: str, old: object) -> str:
    """The first occurrence only."""
    return left.replace(text_of(old), "", 1)


def split(left: str, separator: object = "") -> list[str]:
    """A list of at most MAX_ITEMS parts; single characters when there is no separator."""
    by = text_of(separator)
    parts = list(left[: MAX_ITEMS + 1]) if not by else left.split(None if by == " " else by, MAX_ITEMS + 1)
    return parts if left else []


def join(left: object, separator: object = " ") -> str:
    """The items of a list as one text."""
    items = [text_of(item) for item in _items(left)]
    between = text_of(separator)
    require_length(sum(map(len, items)) + len(between) * len(items))
    return between.join(items)


def concat(left: object, right: object) -> list[object]:
    """One list after another."""
    if not isinstance(right, list | tuple):
        raise FilterArgumentError("expects a list", token=None)
    return [*_items(left), *right]


def uniq(left: object) -> list[object]:
    """Without repetitions, in order."""
    seen: set[object] = set()
    kept = []
    for item in _items(left):
        key = repr(item) if isinstance(item, Mapping | list) else item
        if key not in seen:
            seen.add(key)
            kept.append(item)
    return kept


def strip_html(left: str) -> str:
    """Without anything that looks like a tag."""
    return _MARKUP.sub("", left)


def newline_to_br(left: str) -> str:
    """Lines as the reader typed them, for HTML."""
    return Markup("<br />\n").join(escape(left).splitlines())


def newlines_kept(left: str) -> str:
    """`newline_to_br` where there is no HTML: as it is."""
    return left


def strip_newlines(left: str) -> str:
    """On one line."""
    return left.replace("\r", "").replace("\n", "")


def url_encode(left: str) -> str:
    """For a query string's value."""
    return quote_plus(left)


def url_escape(left: str) -> str:
    """For a path: blanks become %20."""
    return quote(left)


def format_date(left: object, pattern: object = "%d %B %Y", zone: object = None) -> str:
    """A date, ISO text, epoch seconds or "now" by a strftime pattern, in a time zone when one is named (else UTC).

    Text that is not a date is passed on unchanged.
    """
    form = text_of(pattern)
    if len(form) > _MAX_DATE_FORMAT or not _DATE_FORMAT.fullmatch(form):
        raise FilterArgumentError(f"does not know the format {str(form)[:40]!r}", token=None)
    moment = _moment(left)
    if moment is None:
        return text_of(left)
    name = text_of(zone)
    if name and isinstance(moment, datetime):
        moment = moment.astimezone(_zone(name))
    return moment.strftime(form)


def to_json(left: object) -> str:
    """The value as JSON, `null` where there is none."""
    text = json.dumps(left, ensure_ascii=False, default=_json_default)
    require_length(len(text))
    return text


def _json_default(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return None if is_undefined(value) else text_of(value)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise FilterArgumentError(f"does not know the time zone {str(name)[:60]!r}", token=None) from None


def _moment(value: object) -> datetime | date | None:
    if isinstance(value, date):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return _from_epoch(value)
    text = value.strip() if isinstance(value, str) else ""
    if text in ("now", "today"):
        return datetime.now(UTC)
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        return None
    return parsed if parsed.tzinfo is not None or len(text) <= 10 else parsed.replace(tzinfo=UTC)


def _from_epoch(seconds: int) -> datetime | None:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError, ValueError):
        return None


def _items(value: object) -> Sequence[object]:
    if isinstance(value, list | tuple):
        return value
    if value is None or (isinstance(value, Mapping) and not value):
        return []
    return [value]


TEXT_FILTERS: dict[str, Filter] = {
    "append": append,
    "capitalize": string.capitalize,
    "downcase": string.downcase,
    "escape": string.escape,
    "lstrip": string.lstrip,
    "newline_to_br": newline_to_br,
    "prepend": prepend,
    "remove": remove,
    "remove_first": remove_first,
    "replace": replace,
    "replace_first": replace_first,
    "rstrip": string.rstrip,
    "split": split,
    "squish": string.squish,
    "strip": string.strip,
    "strip_html": strip_html,
    "strip_newlines": strip_newlines,
    "truncate": string.truncate,
    "truncatewords": string.truncatewords,
    "upcase": string.upcase,
    "url_encode": url_encode,
    "url_escape": url_escape,
}

VALUE_FILTERS: dict[str, Filter] = {
    "abs": math.abs_,
    "at_least": math.at_least,
    "at_most": math.at_most,
    "ceil": math.ceil,
    "compact": array.compact,
    "concat": concat,
    "date": format_date,
    "default": misc.default,
    "divided_by": math.divided_by,
    "first": array.first,
    "floor": math.floor,
    "join": join,
    "json": to_json,
    "last": array.last,
    "map": array.map_,
    "minus": math.minus,
    "modulo": math.modulo,
    "plus": math.plus,
    "reverse": array.reverse,
    "round": math.round_,
    "size": misc.size,
    "slice": string.slice_,
    "sort": array.sort,
    "sort_natural": array.sort_natural,
    "sum": array.sum_,
    "times": math.times,
    "uniq": uniq,
    "where": array.where,
}


def install(environment: Environment) -> None:
    """Replaces an environment's filters by the allow-list. Those of TEXT_FILTERS always get text on their left."""
    environment.filters = {}
    chosen = {name: _on_text(_bound(environment, func)) for name, func in TEXT_FILTERS.items()}
    chosen |= {name: _bound(environment, func) for name, func in VALUE_FILTERS.items()}
    if not environment.autoescape:
        chosen["newline_to_br"] = _on_text(newlines_kept)
    for name, func in chosen.items():
        environment.add_filter(name, func)


def _bound(environment: Environment, func: Filter) -> Filter:
    return partial(func, environment=environment) if getattr(func, "with_environment", False) else func


def _on_text(func: Filter) -> Filter:
    def on_text(left: object, *args: Any, **kwargs: Any) -> object:
        return func(text_of(left), *args, **kwargs)

    return on_text
