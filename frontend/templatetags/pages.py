"""Template filters and tags of the pages: numbers, shares, and icons."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import SupportsFloat

from django import template
from django.db.models import Model
from django.template import Context
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timesince import timesince

from contacts.rules import value_words
from frontend import reading
from frontend.icons import ICONS
from frontend.words import humanised

register = template.Library()
register.filter("humanised", humanised)


@register.inclusion_tag("frontend/made_from.html", takes_context=True)
def made_from(context: Context, row: Model) -> dict[str, object]:
    """What the form around it is made from, and whether somebody else was first."""
    request = context["request"]
    return {"state": reading.made_from(request, row), "is_stale": reading.is_stale(request), "path": request.path}


@register.filter
def grouped(value: int | None) -> str:
    """48210 → 48,210; nothing for None."""
    return "" if value is None else f"{value:,}"


@register.filter
def money(value: Decimal) -> str:
    """1234.5 → 1,234.50; with up to six places where they say something."""
    places = max(2, -int(value.normalize().as_tuple().exponent)) if value else 2
    return f"{value:,.{places}f}"


@register.filter
def share(part: SupportsFloat, whole: SupportsFloat) -> str:
    """How much `part` is of `whole`, e.g. `12 %` or `0.4 %`; a dash when the whole is nothing."""
    if not float(whole):
        return "–"
    percent = 100 * float(part) / float(whole)
    return f"{percent:.1f} %" if 0 < percent < 10 else f"{percent:.0f} %"


@register.filter
def ago(moment: datetime) -> str:
    """How long ago it was, e.g. `2 hours, 5 minutes ago`; `just now` for less than a minute."""
    now = timezone.now()
    return "just now" if now - moment < timedelta(minutes=1) else f"{timesince(moment, now)} ago"


@register.filter
def change(ratio: float) -> str:
    """How much more or less, e.g. `+80 %`, `−3.5 %`."""
    percent = 100 * ratio
    words = f"{abs(percent):.1f} %" if abs(percent) < 10 else f"{abs(percent):,.0f} %"
    return words if words == "0.0 %" else f"{'+' if percent > 0 else '−'}{words}"


@register.filter
def chance(probability: float) -> str:
    """A probability, e.g. `93 %`; one is never told as sure as 0 % or 100 %."""
    if not 0.001 <= probability <= 0.999:
        return "< 0.1 %" if probability < 0.5 else "> 99.9 %"
    return f"{100 * probability:.1f} %"


@register.filter
def plain(value: object) -> str:
    """An attribute's value as people write it: Yes and No, lists with commas."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


register.filter("found", value_words)


@register.simple_tag
def icon(name: str, classes: str = "size-5") -> SafeString:
    """An inline icon that screen readers skip."""
    paths = format_html_join("", '<path d="{}"/>', ((path,) for path in ICONS[name]))
    return format_html(
        '<svg class="{} shrink-0" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.7" '
        'stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">{}</svg>',
        classes,
        paths,
    )
