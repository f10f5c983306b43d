"""A contact's timeline: what the apps tell of it, merged, in a marketer's words, with what each line leads to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.dateparse import parse_datetime

from campaigns.models import Campaign
from campaigns.selectors import campaign_names, contact_steps_timeline
from contacts.models import Contact, ContactImport, Event, Segment
from contacts.selectors import contact_timeline, score_rule_names
from frontend.score_words import score_source_words, signed
from frontend.words import MESSAGE_STATE, reason_sentence, word_for
from messaging.selectors import contact_messages_timeline
from workspaces.channels import Channel, MessageType
from workspaces.ids import encode, encode_row
from workspaces.models import Workspace
from workspaces.timelines import Asked, TimelineItem, merged, place_of

PAGE = 30
# What can be chosen, and the kinds of lines that it means.
FILTERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "events": ("Events", ("event",)),
    "messages": ("Messages", ("message",)),
    "steps": ("Steps of campaigns", ("step",)),
    "segments": ("Segments", ("segment",)),
    "consent": ("Consent", ("consent",)),
    "score": ("Score", ("score",)),
    "record": ("Imports and merges", ("imported", "merged", "known")),
}
_TELLERS = (contact_timeline, contact_messages_timeline, contact_steps_timeline)
_FACTS = {
    "delivered": ("Delivered", "good"),
    "opened": ("Opened", "good"),
    "clicked": ("Clicked", "good"),
    "replied": ("Replied", "good"),
    "bounced": ("Bounced", "bad"),
    "complained": ("Complained", "bad"),
    "unsubscribed": ("Unsubscribed", "warn"),
    "dismissed": ("Put away unread", "warn"),
}
_OUTCOMES = {"completed": ("Reached the end", "good"), "failed": ("Failed", "bad"), "skipped": ("Ended early", "warn")}


@dataclass(frozen=True, slots=True)
class Line:
    """One line: a badge, what it is about (a link where there is somewhere to go), and a sentence."""

    at: datetime
    label: str
    tone: str
    text: str
    url: str = ""
    more: str = ""


@dataclass(frozen=True, slots=True)
class Timeline:
    """A page of lines; `before` leads to the older ones, "" where there are none."""

    lines: tuple[Line, ...]
    before: str


def timeline_of(workspace: Workspace, contact: Contact, *, chosen: str = "", before: str = "") -> Timeline:
    """The lines of one contact behind `before`, narrowed to a key of FILTERS. Raises InvalidInput for a bad place.

    A fixed number of queries, whatever there is to tell.
    """
    kinds = FILTERS[chosen][1] if chosen in FILTERS else None
    asked = Asked(PAGE + 1, kinds, place_of(before)) if before else Asked(PAGE + 1, kinds)
    items, cursor = merged([teller(contact, asked) for teller in _TELLERS], PAGE)
    words = _Words(workspace, contact, items)
    return Timeline(tuple(words.line(item) for item in items), cursor)


class _Words:
    """The words of a page of items; the names of their campaigns are looked up once."""

    def __init__(self, workspace: Workspace, contact: Contact, items: list[TimelineItem]) -> None:
        self.contact, self.slug = contact, workspace.slug
        streams = {UUID(item.data["stream"]) for item in items if "stream" in item.data}
        self.campaigns = campaign_names(workspace=workspace, ids=streams)
        rules = {key for item in items if item.kind == "score" for key in item.data["parts"] or ()}
        self.rules = score_rule_names(workspace=workspace, ids=rules)

    def line(self, item: TimelineItem) -> Line:
        """How one item reads."""
        data = item.data
        match item.kind:
            case "event":
                return Line(item.at, "Event", "neutral", data["name"], self._event(item))
            case "consent":
                return self._consent(item)
            case "segment":
                entered = data["way"] == "entered"
                label, tone = ("Entered", "good") if entered else ("Left", "neutral")
                segment = encode(Segment.ID_PREFIX, UUID(data["segment"]))
                return Line(item.at, label, tone, f"Segment “{data['name']}”", self._to("segment", segment))
            case "score":
                return self._score(item)
            case "merged":
                return Line(item.at, "Merged", "neutral", "Another contact of the same person was merged into this one")
            case "imported":
                url = self._to("import", encode(ContactImport.ID_PREFIX, UUID(data["import"])))
                return Line(item.at, "Imported", "neutral", data["file"], url, f"In row {data['row']:,} of the file.")
            case "known":
                return Line(item.at, "Known", "neutral", "Became a contact")
            case "step":
                label, tone = _OUTCOMES.get(data["outcome"], ("Step", "neutral"))
                url = self._to("journal", data["campaign"], data["execution"])
                return Line(item.at, label, tone, f"{data['campaign_name']}: {data['node_name']}", url, data["words"])
        return self._message(item)

    def _message(self, item: TimelineItem) -> Line:
        data = item.data
        campaign = encode(Campaign.ID_PREFIX, UUID(data["stream"]))
        name = self.campaigns.get(campaign, "")
        url = self._to("contact_why", self.contact.public_id, campaign) if name else ""
        about = data["template"] or Channel(data["channel"]).label
        text = f"{name}: {about}" if name else about
        if item.kind in _FACTS:
            label, tone = _FACTS[item.kind]
            return Line(item.at, label, tone, text, url)
        state = word_for(MESSAGE_STATE, data["state"])
        more = reason_sentence(data["reason"]) if data["reason"] else ""
        return Line(item.at, state.label, state.tone, text, url, more)

    def _consent(self, item: TimelineItem) -> Line:
        data = item.data
        given = data["state"] == "granted"
        about = f"{MessageType(data['message_type']).label} by {Channel(data['channel']).label}"
        source = _source(data)
        label, tone = ("Consent given", "good") if given else ("Consent refused", "bad")
        return Line(item.at, label, tone, about, "", source)

    def _score(self, item: TimelineItem) -> Line:
        data = item.data
        before, after = data["before"], data["after"]
        tone = "good" if after > before else "neutral"
        parts = (data["parts"] or {}).items()
        named = [f"“{self.rules.get(key, 'a rule of before')}” {signed(by)}" for key, by in parts]
        more = f"By {', '.join(named)}." if named else f"{score_source_words(data['source'])}."
        return Line(item.at, "Score", tone, f"{signed(after - before)} points: {before:,} → {after:,}", "", more)

    def _event(self, item: TimelineItem) -> str:
        created = parse_datetime(item.data["created_at"])
        if created is None:
            return ""
        return self._to("contact_event", self.contact.public_id, encode_row(Event.ID_PREFIX, item.key, created))

    def _to(self, name: str, *ids: str) -> str:
        return reverse(f"frontend:{name}", args=[self.slug, *ids])


def _source(data: Mapping[str, Any]) -> str:
    """Where consent came from, as people would say it."""
    head = str(data["source"]).partition(":")[0]
    words = {
        "import": "By an import.",
        "api": "Over the API.",
        "unsubscribe": "By unsubscribing.",
        "reply": "By an answer such as STOP or START.",
        "provider": "Told by the provider.",
        "bulk": "Written down for many at once.",
        "page": "Written down by hand.",
    }
    return words.get(head, "")
