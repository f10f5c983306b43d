"""Random rules over the whole language, and random people for them: what the tests of rules draw from."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

# The day clocks go forward, the eve of a first of March in a common year, a leap day, and New Year's Eve; in Vienna
# it is a day later already at the second and the last.
MOMENTS = (
    datetime(2026, 3, 29, 12, tzinfo=UTC),
    datetime(2027, 2, 27, 23, 30, tzinfo=UTC),
    datetime(2028, 2, 29, 6, tzinfo=UTC),
    datetime(2026, 12, 31, 23, 30, tzinfo=UTC),
)
KEYS = ("plan", "visits", "active", "signed_up", "topics", 'it\'s "%s"')
TEXTS = (
    "pro",
    "Pro",
    "PROFESSIONAL",
    "free",
    "",
    "5",
    "true",
    "%",
    "%(r0)s",
    "a'b\\",
    "Straße",
    "日本",
    "ΟΔΟΣ",
    "İzmir",
)
DATES = (
    *("2026-03-29", "2026-03-28", "2026-02-30", "2026-13-01", "0000-01-01", "0001-01-01", "9999-12-31"),
    *("1992-02-29", "1990-02-28", "1990-03-01", "1988-01-01", "1990-12-31", "2031-03-30", "1992-02-28T23:30:00Z"),
    *("2026-03-29T12:00:00Z", "2026-03-29T12:00:00+00:00", "2026-03-29T14:30:00+02:30", "0001-01-01T00:00+14:00"),
    *("2026-03-22 11:59:59.999999", "2026-03-29T24:00:00Z", "2028-02-29", "next week", "2027-02-28T00:30+01:00"),
)
_TEXT = st.sampled_from((*TEXTS, *DATES))
VALUES = st.one_of(
    _TEXT,
    st.none(),
    st.booleans(),
    st.integers(-3, 7),
    st.sampled_from((0.5, 5.0, 0.1, 1e300, -1e-300)),
    st.lists(st.one_of(st.sampled_from(TEXTS), st.integers(0, 5)), max_size=3),
    st.just({"nested": "pro"}),
    st.just("long " * 60),
)
DOCUMENTS = st.dictionaries(
    st.sampled_from((*KEYS, "cart")),
    st.one_of(VALUES, st.dictionaries(st.sampled_from(("total", "items")), VALUES, max_size=2)),
    max_size=4,
)
NEEDLES = st.sampled_from([text for text in TEXTS if text] + ["ada@example.ORG", "example", "Ada", "οδο", "izm"])
NUMBERS = st.one_of(st.integers(-3, 7), st.sampled_from((0.5, 5.0, 0.1, 1e300, 10**30)))
WINDOWS = st.sampled_from(("1m", "24h", "7d", "99999w"))
# By operator, whatever is stored.
COMPARISONS = st.one_of(
    st.tuples(
        st.sampled_from(("equals", "not_equals", "contains", "not_contains", "starts_with", "ends_with")), NEEDLES
    ),
    st.tuples(
        st.sampled_from(("in", "not_in", "contains_any", "contains_all", "contains_none")),
        st.lists(NEEDLES, min_size=1, max_size=3),
    ),
    st.tuples(st.sampled_from(("=", "!=", "<", "<=", ">", ">=")), NUMBERS),
    st.tuples(st.just("between"), st.tuples(NUMBERS, NUMBERS).map(sorted)),
    st.tuples(st.just("is"), st.booleans()),
    st.tuples(
        st.sampled_from(("before", "after")), st.sampled_from(("2026-03-28", "2026-03-29", "2026-03-29T12:00:00Z"))
    ),
    st.tuples(st.just("on"), st.sampled_from(("2026-03-28", "2026-03-29", "2028-02-29"))),
    st.tuples(st.sampled_from(("within_last", "within_next", "older_than", "later_than")), WINDOWS),
    st.tuples(st.just("anniversary_within"), st.sampled_from((1, 3, 365))),
    st.tuples(st.sampled_from(("size_is", "size_at_least", "size_at_most")), st.integers(0, 3)),
    st.tuples(st.sampled_from(("is_set", "is_not_set", "anniversary_today")), st.none()),
)
FIELDS = st.sampled_from((*KEYS, "email", "first_name", "created_at", "phone"))
PATHS = st.sampled_from((*KEYS, "cart.total", "cart.items.0", "topics.-1", "topics. 1", "_webhook.crm.status"))
TAGS = ("vip", "Vip", "a,b", '"')


def _leaf(type_: str, **parts: Any) -> st.SearchStrategy[dict[str, Any]]:
    """A leaf of these parts; what is None is left out, a `comparison` is its operator and value."""

    def built(drawn: dict[str, Any]) -> dict[str, Any]:
        operator, value = drawn.pop("comparison", (drawn.get("operator"), drawn.get("value")))
        leaf = {"type": type_, **drawn, "operator": operator, "value": value}
        return {key: part for key, part in leaf.items() if part is not None}

    return st.fixed_dictionaries(
        {key: part if isinstance(part, st.SearchStrategy) else st.just(part) for key, part in parts.items()}
    ).map(built)


def _events() -> st.SearchStrategy[dict[str, Any]]:
    tests = st.builds(lambda field, test: {"field": field, "operator": test[0], "value": test[1]}, PATHS, COMPARISONS)
    which = st.none() | st.lists(tests, min_size=1, max_size=2).map(lambda found: {"filter": found})
    names = st.sampled_from(("ordered", "seen", "nothing"))
    counts = st.sampled_from(("did", "did_not", "did_exactly", "did_at_most"))
    moments = st.sampled_from(("first_within", "first_before", "last_within", "last_before"))
    return st.one_of(
        _leaf("event", field=names, operator=counts, value=which, window=st.none() | WINDOWS, count=st.integers(1, 3)),
        _leaf("event", field=names, operator=moments, value=which, window=WINDOWS),
    )


def _engagement(campaign: str, template: str) -> st.SearchStrategy[dict[str, Any]]:
    facts = ("sent", "delivered", "opened", "clicked", "replied", "bounced", "complained", "unsubscribed")
    which = st.fixed_dictionaries(
        {},
        optional={
            "campaign": st.just(campaign),
            "node": st.sampled_from(("s1", "s2")),
            "template": st.just(template),
            "channel": st.sampled_from(("email", "sms")),
            "by": st.sampled_from(("people", "anybody")),
            "link": st.sampled_from(("/PRICING", "example.org", "nowhere")),
        },
    )
    operators = st.sampled_from(("is", "is_not", "is_exactly", "is_at_most"))
    return _leaf(
        "engagement",
        field=st.sampled_from(facts),
        operator=operators,
        value=st.none() | which,
        window=st.none() | WINDOWS,
        count=st.integers(1, 2),
    )


def leaves(segment: str, campaign: str, template: str) -> dict[str, st.SearchStrategy[dict[str, Any]]]:
    """Any leaf at all, by type; the operators need not fit what is stored."""
    return {
        "attribute": _leaf("attribute", field=FIELDS, comparison=COMPARISONS),
        "tag": st.one_of(
            _leaf("tag", operator=st.sampled_from(("has", "has_not")), value=st.sampled_from(TAGS)),
            _leaf(
                "tag",
                operator=st.sampled_from(("has_any", "has_all", "has_none")),
                value=st.lists(st.sampled_from(TAGS), min_size=1, max_size=2),
            ),
        ),
        "score": st.one_of(
            _leaf("score", operator=st.sampled_from(("=", "!=", "<", "<=", ">", ">=")), value=st.integers(-1, 2)),
            _leaf("score", operator="between", value=st.just([0, 2])),
        ),
        "segment": _leaf("segment", operator=st.sampled_from(("in", "not_in")), value=segment),
        "consent": _leaf(
            "consent",
            field=st.sampled_from(("email.marketing", "sms.transactional")),
            operator=st.sampled_from(("is", "is_not")),
            value=st.sampled_from(("granted", "denied", "unknown")),
        ),
        "channel": _leaf(
            "channel",
            field=st.sampled_from(("email", "sms", "push")),
            operator=st.sampled_from(("is", "is_not")),
            value=st.sampled_from(("reachable", "suppressed")),
        ),
        "event": _events(),
        "engagement": _engagement(campaign, template),
        "trigger": _leaf("trigger", field=PATHS, comparison=COMPARISONS),
        "webhook": _leaf(
            "webhook", field=st.sampled_from(("crm.status", "crm.plan", "other.x")), comparison=COMPARISONS
        ),
    }


def trees(leaf: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """Rules of some of these leaves, nested at will."""

    def groups(children: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
        return st.fixed_dictionaries(
            {"condition": st.sampled_from(("AND", "OR")), "rules": st.lists(children, min_size=1, max_size=3)},
            optional={"not": st.booleans()},
        )

    return groups(st.recursive(leaf, groups, max_leaves=12))


_AGES = st.sampled_from((0, 1, 60, 86_400, 7 * 86_400, 90 * 86_400))
_HAPPENED = (
    *("delivered_at", "opened_at", "clicked_at", "replied_at", "bounced_at", "complained_at", "unsubscribed_at"),
    *("machine_opened_at", "machine_clicked_at"),
)
PEOPLE = st.fixed_dictionaries(
    {
        "attributes": st.dictionaries(st.sampled_from(KEYS), VALUES),
        "tags": st.lists(st.sampled_from(TAGS), unique=True, max_size=3),
        "score": st.integers(-2, 3),
        "first_name": st.sampled_from(("", "Ada", "ada", "%s")),
        "email": st.sampled_from((None, "Ada@Example.org")),
        "age": _AGES,
        "member": st.booleans(),
        "suppressed": st.booleans(),
        "erased": st.booleans(),
        "consents": st.dictionaries(
            st.sampled_from(("email.marketing", "sms.transactional")), st.sampled_from(("granted", "denied"))
        ),
        "events": st.lists(st.tuples(st.sampled_from(("ordered", "seen")), _AGES, DOCUMENTS), max_size=4),
        "messages": st.lists(
            st.fixed_dictionaries(
                {
                    "node": st.sampled_from(("s1", "s2")),
                    "state": st.sampled_from(("accepted", "skipped")),
                    "ours": st.booleans(),
                    "age": _AGES,
                    "links": st.lists(
                        st.tuples(
                            st.sampled_from(("https://a.example/Pricing?x=1", "https://example.org/")),
                            _AGES,
                            st.booleans(),
                        ),
                        max_size=2,
                        unique_by=lambda link: link[0],
                    ),
                    "happened": st.dictionaries(st.sampled_from(_HAPPENED), _AGES, max_size=3),
                }
            ),
            max_size=3,
        ),
    }
)
