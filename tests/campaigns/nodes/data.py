"""Test data of every node type: configs that are right, with their summary and ports, and configs that are wrong.

`test_registry` fails for a registered type that has no entry here.
"""

from dataclasses import dataclass, field
from typing import Any

TEMPLATE = "tpl_01h455vb4pex5vsknk084sn02q"
SECOND_TEMPLATE = "tpl_01h455vb4pex5vsknk084sn02r"
SENDER = "snd_01h455vb4pex5vsknk084sn02q"
SEGMENT = "seg_01h455vb4pex5vsknk084sn02q"
CAMPAIGN = "cmp_01h455vb4pex5vsknk084sn02q"
RULE = {"condition": "AND", "rules": [{"type": "tag", "operator": "has", "value": "vip"}]}


@dataclass(frozen=True)
class Good:
    """A valid config with the summary and the ports it must have."""

    config: dict[str, Any]
    summary: str
    ports: tuple[str, ...] = ("next",)


@dataclass(frozen=True)
class Bad:
    """An invalid config: the paths of its errors (relative to the config), and whether something is merely missing."""

    config: dict[str, Any]
    paths: tuple[str, ...]
    missing: bool = False


@dataclass(frozen=True)
class NodeData:
    """The test data of one type."""

    good: list[Good]
    bad: list[Bad] = field(default_factory=list)


def variants(*weights: int) -> list[dict[str, Any]]:
    """Variants A, B, … with these weights."""
    return [{"port": port, "name": f"Variant {port}", "weight": w} for port, w in zip("ABCDE", weights, strict=False)]


def branches(*ports: str) -> list[dict[str, Any]]:
    """Branches of a switch with these ports."""
    return [{"port": port, "name": f"Branch {port}", "rule": RULE} for port in ports]


UNKNOWN = Bad({"nonsense": 1}, ("nonsense",))
UNKNOWN_SEGMENT = Bad({"segment": SEGMENT, "nonsense": 1}, ("nonsense",))

NODES: dict[str, NodeData] = {
    "trigger_manual": NodeData([Good({}, "When started by hand")], [UNKNOWN]),
    "trigger_event": NodeData(
        [
            Good({"event": "ordered"}, "When a contact does “ordered”"),
            Good({"event": "ordered", "filter": None}, "When a contact does “ordered”"),
            Good({"event": "ordered", "filter": RULE}, "When a contact does “ordered” and a filter holds"),
        ],
        [
            Bad({}, ("event",), missing=True),
            Bad({"event": ""}, ("event",)),
            Bad({"event": 7}, ("event",)),
            Bad({"event": "x" * 121}, ("event",)),
            Bad({"event": "order\x00ed"}, ("event",)),
            Bad({"event": "ordered", "filter": "total > 5"}, ("filter",)),
            Bad({"event": "ordered", "nonsense": 1}, ("nonsense",)),
        ],
    ),
    "trigger_segment_entry": NodeData(
        [Good({"segment": SEGMENT}, "When a contact enters the segment")],
        [Bad({}, ("segment",), missing=True), Bad({"segment": TEMPLATE}, ("segment",)), UNKNOWN_SEGMENT],
    ),
    "trigger_segment_exit": NodeData(
        [Good({"segment": SEGMENT}, "When a contact leaves the segment")],
        [Bad({}, ("segment",), missing=True), Bad({"segment": TEMPLATE}, ("segment",)), UNKNOWN_SEGMENT],
    ),
    "trigger_api": NodeData([Good({}, "When triggered over the API")], [UNKNOWN]),
    "trigger_scheduled": NodeData(
        [
            Good({"at": "2026-12-01T09:00"}, "At 2026-12-01 09:00 (workspace’s time)"),
            Good({"at": "2026-12-01T09:00", "timezone": "contact"}, "At 2026-12-01 09:00 (each contact’s time)"),
            Good({"at": "2026-12-01T09:00", "timezone": "UTC"}, "At 2026-12-01 09:00 (UTC)"),
            Good({"at": "2026-12-01T09:00:00+01:00", "segment": SEGMENT}, "At 2026-12-01 09:00 (workspace’s time)"),
            Good(
                {"rrule": "FREQ=WEEKLY;BYDAY=MO;BYHOUR=9", "timezone": "Europe/Vienna"},
                "Repeating: FREQ=WEEKLY;BYDAY=MO;BYHOUR=9 (Europe/Vienna)",
            ),
        ],
        [
            Bad({}, ("",), missing=True),
            Bad({"at": "2026-12-01T09:00", "rrule": "FREQ=DAILY"}, ("",)),
            Bad({"at": "2026-12-01T09:00Z", "timezone": "contact"}, ("",)),
            Bad({"at": "2026-12-01T09:00", "timezone": ""}, ("timezone",)),
            Bad({"at": "tomorrow"}, ("at",)),
            Bad({"at": 1_764_000_000}, ("at",)),
            Bad({"at": "1999-12-01T09:00"}, ("at",)),
            Bad({"at": "9999-12-31T23:59:59"}, ("at",)),
            Bad({"rrule": "FREQ=SECONDLY"}, ("rrule",)),
            Bad({"rrule": "every day"}, ("rrule",)),
            Bad({"rrule": ""}, ("rrule",)),
            Bad({"rrule": "FREQ=DAILY", "timezone": "Mars/Olympus"}, ("timezone",)),
            Bad({"rrule": "FREQ=DAILY", "timezone": "../../etc/passwd"}, ("timezone",)),
            Bad({"rrule": "FREQ=DAILY", "segment": "tpl_01h455vb4pex5vsknk084sn02q"}, ("segment",)),
        ],
    ),
    "send": NodeData(
        [
            Good({"channel": "email", "template": TEMPLATE}, "Send email"),
            Good(
                {
                    "channel": "email",
                    "template": TEMPLATE,
                    "sender": SENDER,
                    "on_ineligible": "continue",
                    "fallback": None,
                },
                "Send email",
            ),
            Good(
                {"channel": "sms", "template": TEMPLATE, "fallback": {"channel": "email", "template": TEMPLATE}},
                "Send sms, else email",
            ),
            Good({"channel": "sms", "template": "01890a5d-ac96-774b-bcce-b302099a8057"}, "Send sms"),
            Good({"channel": "email", "template": TEMPLATE, "spread_hours": 24}, "Send email"),
            Good(
                {
                    "channel": "email",
                    "template": TEMPLATE,
                    "rotation": {"templates": [{"template": SECOND_TEMPLATE, "weight": 3}], "leave_out_failing": True},
                },
                "Send email, one of 2 templates",
            ),
            Good(
                {
                    "channel": "email",
                    "template": TEMPLATE,
                    "rotation": {"senders": [{"sender": SENDER, "weight": 1}]},
                },
                "Send email",
            ),
        ],
        [
            Bad({}, ("channel", "template"), missing=True),
            Bad({"channel": "pigeon", "template": TEMPLATE}, ("channel",)),
            Bad({"channel": "email", "template": "welcome"}, ("template",)),
            Bad({"channel": "email", "template": 7}, ("template",)),
            Bad({"channel": "email", "template": SENDER}, ("template",)),
            Bad({"channel": "email", "template": TEMPLATE, "sender": "x"}, ("sender",)),
            Bad({"channel": "email", "template": TEMPLATE, "spread_hours": 0}, ("spread_hours",)),
            Bad({"channel": "email", "template": TEMPLATE, "spread_hours": 169}, ("spread_hours",)),
            Bad(
                {"channel": "email", "template": TEMPLATE, "rotation": {"senders": [{"sender": SENDER, "weight": 0}]}},
                ("rotation.senders[0].weight",),
            ),
            Bad({"channel": "email", "template": TEMPLATE, "on_ineligible": "wait"}, ("on_ineligible",)),
            Bad({"channel": "email", "template": TEMPLATE, "fallback": "sms"}, ("fallback",)),
            Bad(
                {"channel": "email", "template": TEMPLATE, "fallback": {"channel": "pigeon", "template": SENDER}},
                ("fallback.channel", "fallback.template"),
            ),
            Bad(
                {"channel": "email", "template": TEMPLATE, "fallback": {"channel": "sms"}},
                ("fallback.template",),
                missing=True,
            ),
        ],
    ),
    "wait": NodeData(
        [
            Good({"duration": {"value": 1, "unit": "days"}}, "Wait 1 day"),
            Good({"duration": {"value": 60, "unit": "months"}}, "Wait 60 months"),
            Good({"duration": {"value": 157_680_000, "unit": "seconds"}}, "Wait 157680000 seconds"),
            Good({"until": "2026-12-24T18:00"}, "Wait until 2026-12-24 18:00"),
            Good({"until": "2026-12-24T18:00:00Z"}, "Wait until 2026-12-24 18:00 (UTC)"),
            Good({"local_time": "09:00"}, "Wait until 09:00"),
            Good({"local_time": "09:00", "weekdays": ["mon", "fri"]}, "Wait until 09:00 on mon, fri"),
            Good({"weekdays": ["sat", "sun"]}, "Wait until sat, sun"),
            Good({"window": {"start": "22:00", "end": "06:00"}}, "Wait until between 22:00 and 06:00"),
            Good({"attribute": "renewal"}, "Wait until renewal"),
            Good({"attribute": "renewal", "offset": {"value": -3, "unit": "days"}}, "Wait until 3 days before renewal"),
            Good({"event": "ordered"}, "Wait for “ordered”, at most 30 days", ("next", "timeout")),
            Good(
                {"event": "ordered", "filter": RULE, "timeout": {"value": 3, "unit": "hours"}},
                "Wait for “ordered” and a filter, at most 3 hours",
                ("next", "timeout"),
            ),
            Good({"rule": RULE}, "Wait until a rule holds, at most 30 days", ("next", "timeout")),
            Good(
                {"rule": RULE, "timeout": {"value": 1, "unit": "days"}},
                "Wait until a rule holds, at most 1 day",
                ("next", "timeout"),
            ),
        ],
        [
            Bad({}, ("",), missing=True),
            Bad({"duration": {"value": 1}}, ("duration.unit",), missing=True),
            Bad({"duration": {"value": 0, "unit": "days"}}, ("duration.value",)),
            Bad({"duration": {"value": -1, "unit": "days"}}, ("duration.value",)),
            Bad({"duration": {"value": "3", "unit": "days"}}, ("duration.value",)),
            Bad({"duration": {"value": 1.5, "unit": "days"}}, ("duration.value",)),
            Bad({"duration": {"value": True, "unit": "days"}}, ("duration.value",)),
            Bad({"duration": {"value": 1, "unit": "fortnights"}}, ("duration.unit",)),
            Bad({"duration": {"value": 61, "unit": "months"}}, ("duration",)),
            Bad({"duration": {"value": 10**30, "unit": "seconds"}}, ("duration",)),
            Bad({"duration": "3 days"}, ("duration",)),
            Bad({"duration": {"value": 1, "unit": "days"}, "until": "2026-01-01"}, ("",)),
            Bad({"until": "tomorrow"}, ("until",)),
            Bad({"until": "1999-01-01T00:00"}, ("until",)),
            Bad({"until": 1_764_000_000}, ("until",)),
            Bad({"local_time": "9:00"}, ("local_time",)),
            Bad({"local_time": "24:00"}, ("local_time",)),
            Bad({"weekdays": []}, ("weekdays",)),
            Bad({"weekdays": ["monday"]}, ("weekdays[0]",)),
            Bad({"weekdays": ["mon", "mon"]}, ("weekdays",)),
            Bad({"window": {"start": "09:00"}}, ("window.end",), missing=True),
            Bad({"window": {"start": "09:00", "end": "09:00"}}, ("window",)),
            Bad({"local_time": "08:00", "window": {"start": "09:00", "end": "17:00"}}, ("",)),
            Bad({"local_time": "09:00", "attribute": "renewal"}, ("",)),
            Bad({"attribute": "x y"}, ("attribute",)),
            Bad({"attribute": "renewal", "offset": {"value": 61, "unit": "months"}}, ("offset",)),
            Bad({"offset": {"value": 1, "unit": "days"}}, ("",), missing=True),
            Bad({"until": "2026-01-01", "offset": {"value": 1, "unit": "days"}}, ("",)),
            Bad({"event": "ordered", "rule": RULE}, ("",)),
            Bad({"event": ""}, ("event",)),
            Bad({"event": "x" * 121}, ("event",)),
            Bad({"event": "x\x00"}, ("event",)),
            Bad({"event": 7}, ("event",)),
            Bad({"event": "ordered", "filter": "vip"}, ("filter",)),
            Bad({"filter": RULE}, ("",), missing=True),
            Bad({"rule": RULE, "filter": RULE}, ("",)),
            Bad({"rule": [RULE]}, ("rule",)),
            Bad({"rule": RULE, "timeout": {"value": 61, "unit": "months"}}, ("timeout",)),
            Bad({"rule": RULE, "timeout": 3}, ("timeout",)),
            Bad({"timeout": {"value": 1, "unit": "days"}}, ("",), missing=True),
            Bad({"local_time": "09:00", "timeout": {"value": 1, "unit": "days"}}, ("",)),
        ],
    ),
    "throttle": NodeData(
        [
            Good({"count": 100, "per": "minute"}, "At most 100 a minute"),
            Good({"count": 1, "per": "hour"}, "At most 1 an hour"),
            Good({"count": 1_000_000, "per": "day"}, "At most 1000000 a day"),
        ],
        [
            Bad({}, ("count", "per"), missing=True),
            Bad({"count": 0, "per": "day"}, ("count",)),
            Bad({"count": 1_000_001, "per": "day"}, ("count",)),
            Bad({"count": "5", "per": "day"}, ("count",)),
            Bad({"count": 1.5, "per": "day"}, ("count",)),
            Bad({"count": 5, "per": "week"}, ("per",)),
            Bad({"count": 5, "per": "day", "nonsense": 1}, ("nonsense",)),
        ],
    ),
    "condition": NodeData(
        [
            Good({"rule": RULE}, "If a rule matches", ("yes", "no")),
            Good({"rule": {"condition": "OR", "rules": [RULE, RULE]}}, "If any of 2 rules match", ("yes", "no")),
            Good({"rule": {"condition": "AND", "rules": [RULE] * 3}}, "If all of 3 rules match", ("yes", "no")),
            Good({"rule": {"rules": 7}}, "If a rule matches", ("yes", "no")),
        ],
        [Bad({}, ("rule",), missing=True), Bad({"rule": "vip"}, ("rule",)), Bad({"rule": [RULE]}, ("rule",))],
    ),
    "switch": NodeData(
        [
            Good({"branches": branches("a", "b")}, "Switch: Branch a / Branch b / else", ("a", "b", "else")),
            Good(
                {"branches": [{"port": port, "rule": RULE} for port in "abcdefgh"]},
                "Switch: a / b / c / d / e / f / g / h / else",
                (*"abcdefgh", "else"),
            ),
        ],
        [
            Bad({}, ("branches",), missing=True),
            Bad({"branches": branches("a")}, ("branches",)),
            Bad({"branches": branches(*"abcdefghi")}, ("branches",)),
            Bad({"branches": branches("a", "else")}, ("branches[1].port",)),
            Bad({"branches": branches("a", "b c")}, ("branches[1].port",)),
            Bad({"branches": [*branches("a"), {"port": "b", "rule": "vip"}]}, ("branches[1].rule",)),
            Bad({"branches": [*branches("a"), {"port": "b"}]}, ("branches[1].rule",), missing=True),
            Bad({"branches": [*branches("a"), {"port": "b", "rule": RULE, "weight": 1}]}, ("branches[1].weight",)),
        ],
    ),
    "ab_test": NodeData(
        [
            Good({"variants": variants(50, 50)}, "A/B test: Variant A 50 % / Variant B 50 %", ("A", "B")),
            Good(
                {"variants": variants(34, 33, 33), "holdout": 10},
                "A/B test: Variant A 34 % / Variant B 33 % / Variant C 33 %",
                ("A", "B", "C"),
            ),
            Good(
                {"variants": [{"port": "x", "weight": 99}, {"port": "y", "weight": 1}]},
                "A/B test: x 99 % / y 1 %",
                ("x", "y"),
            ),
        ],
        [
            Bad({}, ("variants",), missing=True),
            Bad({"variants": variants(99)}, ("variants",)),
            Bad({"variants": variants(20, 20, 20, 20, 20)}, ("variants",)),
            Bad({"variants": variants(0, 99)}, ("variants[0].weight",)),
            Bad({"variants": [*variants(50), {"port": "no way", "weight": 50}]}, ("variants[1].port",)),
            Bad({"variants": [*variants(50), {"port": "B", "weight": 50, "color": "red"}]}, ("variants[1].color",)),
            Bad({"variants": variants(50, 50), "holdout": 91}, ("holdout",)),
        ],
    ),
    "tag": NodeData(
        [
            Good({"action": "add", "tag": "vip"}, "Add tag “vip”"),
            Good({"action": "remove", "tag": "vip"}, "Remove tag “vip”"),
        ],
        [
            Bad({}, ("action", "tag"), missing=True),
            Bad({"action": "toggle", "tag": "vip"}, ("action",)),
            Bad({"action": "add", "tag": "  "}, ("tag",)),
            Bad({"action": "add", "tag": "x" * 65}, ("tag",)),
        ],
    ),
    "set_field": NodeData(
        [
            Good({"field": "plan", "value": "gold"}, "Set plan to “gold”"),
            Good({"field": "visits", "value": 7}, "Set visits to “7”"),
            Good({"field": "plan", "value": None}, "Clear plan"),
            Good(
                {"field": "greeting", "value": "Hi {{ contact.first_name }}"},
                "Set greeting to “Hi {{ contact.first_name }}”",
            ),
        ],
        [
            Bad({}, ("field", "value"), missing=True),
            Bad({"field": "plan; drop table", "value": 1}, ("field",)),
            Bad({"field": "x" * 65, "value": 1}, ("field",)),
            Bad({"field": "attributes.plan", "value": 1}, ("field",)),
            Bad({"field": "score", "value": 1}, ("field",)),
            Bad({"field": "plan", "value": {"a": 1}}, ("value",)),
            Bad({"field": "plan", "value": "x" * 10_001}, ("value",)),
        ],
    ),
    "update_score": NodeData(
        [
            Good({"delta": 5}, "Add 5 to the score"),
            Good({"delta": -1_000_000_000}, "Take 1000000000 from the score"),
            Good({"value": 0}, "Set the score to 0"),
        ],
        [
            Bad({}, ("",), missing=True),
            Bad({"delta": 1, "value": 1}, ("",)),
            Bad({"delta": 0}, ("",)),
            Bad({"delta": 1.5}, ("delta",)),
            Bad({"delta": "5"}, ("delta",)),
            Bad({"value": 1_000_000_001}, ("value",)),
        ],
    ),
    "segment_add": NodeData(
        [Good({"segment": SEGMENT}, "Add to a segment")],
        [Bad({}, ("segment",), missing=True), Bad({"segment": TEMPLATE}, ("segment",)), UNKNOWN_SEGMENT],
    ),
    "segment_remove": NodeData(
        [Good({"segment": SEGMENT}, "Remove from a segment")],
        [Bad({}, ("segment",), missing=True), Bad({"segment": TEMPLATE}, ("segment",)), UNKNOWN_SEGMENT],
    ),
    "notify_inbox": NodeData(
        [
            Good({"subject": "Call {{ contact.first_name }}"}, "Notify the inbox: “Call {{ contact.first_name }}”"),
            Good({"subject": "Call", "body": "Now.", "assignee": "ada@example.com"}, "Notify ada@example.com: “Call”"),
        ],
        [
            Bad({}, ("subject",), missing=True),
            Bad({"subject": " "}, ("subject",)),
            Bad({"subject": "x" * 201}, ("subject",)),
            Bad({"subject": "x", "body": "x" * 10_001}, ("body",)),
            Bad({"subject": "x", "assignee": "Ada"}, ("assignee",)),
            Bad({"subject": "x", "assignee": 7}, ("assignee",)),
        ],
    ),
    "webhook": NodeData(
        [
            Good(
                {
                    "url": "https://example.com/hook?c={{ email | url_encode }}",
                    "method": "PUT",
                    "headers": {"X-Source": "campanile", "Authorization": "Bearer {{ secrets.crm }}"},
                    "body": {"mail": "{{ email }}", "score": "{{ contact.score }}", "tags": ["{{ trigger.tag }}", 1]},
                    "secret": "crm-signing",
                    "save_as": "crm",
                    "values": {"tier": "customer.tier", "first": "items.0.id"},
                    "timeout": 5,
                    "attempts": 3,
                    "backoff": 30,
                },
                "PUT example.com",
                ("success", "failure"),
            ),
            Good({"url": "http://example.com:8080"}, "POST example.com:8080", ("success", "failure")),
            Good({"url": "https://example.com", "body": "a={{ email }}"}, "POST example.com", ("success", "failure")),
            Good({"url": "https://[2001:db8::1]/x", "method": "GET"}, "GET [2001:db8::1]", ("success", "failure")),
        ],
        [
            Bad({}, ("url",), missing=True),
            Bad({"url": "example.com/hook"}, ("url",)),
            Bad({"url": "ftp://example.com/"}, ("url",)),
            Bad({"url": "https://"}, ("url",)),
            Bad({"url": "https://example.com:99999/"}, ("url",)),
            Bad({"url": "https://example.com:x/"}, ("url",)),
            Bad({"url": "https://ada:pw@example.com/"}, ("url",)),
            Bad({"url": "https://{{ trigger.host }}/"}, ("url",)),
            Bad({"url": "https://example.com/a b"}, ("url",)),
            Bad({"url": "https://example.com/" + "x" * 2_000}, ("url",)),
            Bad({"url": 7}, ("url",)),
            Bad({"url": "https://example.com", "method": "TRACE"}, ("method",)),
            Bad({"url": "https://example.com", "method": "GET", "body": {}}, ("",)),
            Bad({"url": "https://example.com", "body": 7}, ("body",)),
            Bad({"url": "https://example.com", "body": "x" * 100_001}, ("body",)),
            Bad({"url": "https://example.com", "headers": {"Host": "x"}}, ("headers",)),
            Bad({"url": "https://example.com", "headers": {"Transfer-Encoding": "chunked"}}, ("headers",)),
            Bad({"url": "https://example.com", "headers": {"webhook-id": "x"}}, ("headers",)),
            Bad({"url": "https://example.com", "headers": {"X A": "x"}}, ("headers",)),
            Bad({"url": "https://example.com", "headers": {"X-A": "x\r\nX-B: y"}}, ("headers",)),
            Bad({"url": "https://example.com", "headers": {"X-A": "é"}}, ("headers",)),
            Bad({"url": "https://example.com", "headers": {"X-A": "x", "x-a": "y"}}, ("headers",)),
            Bad({"url": "https://example.com", "headers": {f"X-{n}": "x" for n in range(21)}}, ("headers",)),
            Bad({"url": "https://example.com", "headers": {"X-A": 7}}, ("headers.X-A",)),
            Bad({"url": "https://example.com", "headers": {"X-A": "{{ email }}"}}, ("headers",)),
            Bad({"url": "https://example.com", "headers": {"X-A": "{{ secrets.A B }}"}}, ("headers",)),
            Bad({"url": "https://example.com", "secret": "Not A Name"}, ("secret",)),
            Bad({"url": "https://example.com", "save_as": "a.b"}, ("save_as",)),
            Bad({"url": "https://example.com", "values": {"a": "b"}}, ("",), missing=True),
            Bad({"url": "https://example.com", "save_as": "a", "values": {"status": "b"}}, ("values",)),
            Bad({"url": "https://example.com", "save_as": "a", "values": {"b c": "b"}}, ("values",)),
            Bad({"url": "https://example.com", "save_as": "a", "values": {"b": "c..d"}}, ("values",)),
            Bad({"url": "https://example.com", "save_as": "a", "values": {"b": ""}}, ("values",)),
            Bad(
                {"url": "https://example.com", "save_as": "a", "values": {f"b{n}": "c" for n in range(11)}}, ("values",)
            ),
            Bad({"url": "https://example.com", "timeout": 0}, ("timeout",)),
            Bad({"url": "https://example.com", "timeout": 31}, ("timeout",)),
            Bad({"url": "https://example.com", "timeout": "5"}, ("timeout",)),
            Bad({"url": "https://example.com", "attempts": 11}, ("attempts",)),
            Bad({"url": "https://example.com", "backoff": 0}, ("backoff",)),
        ],
    ),
    "jump": NodeData(
        [Good({"campaign": CAMPAIGN}, "Go on in another campaign", ())],
        [
            Bad({}, ("campaign",), missing=True),
            Bad({"campaign": SEGMENT}, ("campaign",)),
            Bad({"campaign": CAMPAIGN, "nonsense": 1}, ("nonsense",)),
        ],
    ),
    "end": NodeData([Good({}, "End", ())], [UNKNOWN]),
}
