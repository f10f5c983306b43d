"""What the demo workspace holds: its mails, segments, and the flow of the Welcome series. Data only, no writes."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

WORKSPACE_SLUG = "demo"
WORKSPACE_NAME = "Fieldnotes demo"
WORKSPACE_TIMEZONE = "Europe/Vienna"
USER_EMAIL = "demo@campanile.example"
CAMPAIGN_NAME = "Welcome series"
SENDER_NAME = "Local mailbox"
SENDER_FROM = ("Fieldnotes", "hello@fieldnotes.example")
MAILS = Path(__file__).with_name("mails")


@dataclass(frozen=True, slots=True)
class DemoMail:
    """A template of the demo; its body is mails/<key>.json, as blocks with their theme, or mails/<key>.mjml."""

    key: str
    name: str
    subject: str
    preheader: str

    def content(self) -> dict[str, Any]:
        """The content as the template service takes it."""
        blocks = MAILS / f"{self.key}.json"
        if blocks.exists():
            body = json.loads(blocks.read_text(encoding="utf-8"))
        else:
            body = {"mjml": (MAILS / f"{self.key}.mjml").read_text(encoding="utf-8")}
        return {"subject": self.subject, "preheader": self.preheader, **body}


@dataclass(frozen=True, slots=True)
class DemoSegment:
    """A segment of the demo and its rule."""

    key: str
    name: str
    rule: dict[str, Any]


DEMO_MAILS = (
    DemoMail(
        "welcome", "Welcome", "Welcome to Fieldnotes, {{ contact.first_name }}", "Three things for your first day"
    ),
    DemoMail("tour", "Product tour", "A tour of Fieldnotes in three minutes", "What teams like yours use most"),
    DemoMail("offer", "First-week offer", "{{ contact.first_name }}, 20 % off your first year", "A thank-you"),
)
PAYING = DemoSegment(
    "paying",
    "Paying customers",
    {
        "condition": "OR",
        "rules": [{"type": "attribute", "field": "plan", "operator": "in", "value": ["pro", "enterprise"]}],
    },
)
RECENT = DemoSegment(
    "recent",
    "Recent sign-ups",
    {
        "condition": "AND",
        "rules": [{"type": "attribute", "field": "signed_up_on", "operator": "after", "value": "2024-03-01"}],
    },
)
DEMO_SEGMENTS = (PAYING, RECENT)


def demo_flow(*, templates: dict[str, str], sender: str, paying: str) -> dict[str, Any]:
    """The flow of the Welcome series. Ids are public ids; `templates` maps the mails' keys to theirs.

    Waits are of seconds, so that somebody who watches sees the whole way in a few minutes.
    """

    def send(key: str, name: str, template: str) -> dict[str, Any]:
        config = {"channel": "email", "template": templates[template], "sender": sender, "on_ineligible": "end"}
        return {"id": key, "type": "send", "name": name, "config": config}

    def wait(key: str, seconds: int) -> dict[str, Any]:
        return {"id": key, "type": "wait", "config": {"duration": {"value": seconds, "unit": "seconds"}}}

    opened = {"type": "engagement", "field": "opened", "operator": "is", "value": {"node": "welcome"}}
    is_paying = {"type": "segment", "operator": "in", "value": paying}
    variants = [
        {"port": "A", "name": "Tour", "weight": 40},
        {"port": "B", "name": "Offer", "weight": 30},
        {"port": "C", "name": "Tour later", "weight": 30},
    ]
    nodes = [
        {"id": "start", "type": "trigger_manual", "config": {}},
        send("welcome", "Welcome mail", "welcome"),
        wait("pause", 20),
        {
            "id": "interested",
            "type": "condition",
            "name": "Paying, or opened the welcome mail?",
            "config": {"rule": {"condition": "OR", "rules": [is_paying, opened]}},
        },
        {"id": "test", "type": "ab_test", "name": "Tour, offer, or tour later?", "config": {"variants": variants}},
        send("tour", "Tour at once", "tour"),
        send("offer", "First-week offer", "offer"),
        wait("later", 15),
        send("tour_later", "Tour a little later", "tour"),
        {"id": "welcomed", "type": "tag", "config": {"action": "add", "tag": "welcomed"}},
        {"id": "nurture", "type": "tag", "config": {"action": "add", "tag": "nurture"}},
        {"id": "end", "type": "end", "config": {}},
    ]
    ways = (
        "start next welcome", "welcome next pause", "pause next interested",
        "interested yes test", "interested no nurture",
        "test A tour", "test B offer", "test C later", "later next tour_later",
        "tour next welcomed", "offer next welcomed", "tour_later next welcomed",
        "welcomed next end", "nurture next end",
    )  # fmt: skip
    edges = [dict(zip(("source", "port", "target"), way.split(), strict=True)) for way in ways]
    return {"nodes": nodes, "edges": edges}
