"""What the segments' pages say: how fresh a segment is, its rule, and how it grew. Arranges, counts nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from campaigns.selectors import Grain, period_days
from contacts.models import Segment
from contacts.rules import parse, plain_words, segment_ids
from contacts.selectors import Freshness, SegmentFreshness, segment_growth, segment_list
from frontend.charts import Chart, chart_of

GROWTH_DAYS = 30
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class FreshnessWords:
    """A short label for a list, the whole sentence, and how far the filling is (None: it isn't being filled)."""

    label: str
    sentence: str
    percent: int | None = None


def freshness_words(fresh: SegmentFreshness, now: datetime) -> FreshnessWords:
    """How fresh a segment is, for people; times are local to the workspace."""
    since = _moment(fresh.as_of, now)
    match fresh.state:
        case Freshness.FILLING:
            percent = fresh.percent or 0
            sentence = f"Being filled: {percent} % of the contacts have been looked at."
            return FreshnessWords(f"Being filled, {percent} %", sentence, percent)
        case Freshness.CHECKED:
            often = "" if fresh.every is None else f", checked every {_span(fresh.every)}"
            return FreshnessWords(
                f"As of {since}", f"True as of {since}{often}. Changes of contacts are followed at once."
            )
        case Freshness.BEHIND:
            return FreshnessWords("Following changes", f"Following the latest changes; true as of {since}.")
        case Freshness.FROZEN:
            return FreshnessWords("By hand", f"Changes by hand only; last changed {since}." if since else "")
    return FreshnessWords("Up to date", "Up to date: every change of a contact is followed at once.")


def rule_sentence(segment: Segment) -> str:
    """The segment's rule as a sentence without its end, "" where it has none."""
    if not segment.rule:
        return ""
    others = segment_list(workspace=segment.workspace_id).filter(pk__in=segment_ids(segment.rule))
    words = plain_words(parse(segment.rule), {other.public_id: other.name for other in others})
    return words[:1].upper() + words[1:]


def growth_charts(segment: Segment, now: datetime) -> Sequence[Chart]:
    """Who entered and who left by day, where anybody did; and how many there were."""
    grown = segment_growth(segment=segment, now=now, days=GROWTH_DAYS)
    if not any(day.entered or day.left for day in grown):
        return ()
    period = period_days(timezone=segment.workspace.timezone, now=now, days=GROWTH_DAYS, grain=Grain.DAY)
    return (
        chart_of("Entered", [day.entered for day in grown], period),
        chart_of("Left", [day.left for day in grown], period),
    )


def _moment(at: datetime | None, now: datetime) -> str:
    """`12:03`, or `3 Mar, 12:03` for what is longer ago than a day."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    return f"{local:%H:%M}" if now - at < _DAY else f"{local:%-d %b, %H:%M}"


def _span(every: timedelta) -> str:
    minutes = max(1, round(every.total_seconds() / 60))
    return "minute" if minutes == 1 else f"{minutes} minutes"
