"""How long lists and single things of the API take beside 1,000,000 contacts, over HTTP, one worker, one client.

The workspace is a busy one: executions, messages, events, members and the audit log by the hundred thousand. The 95th
of a hundred answers counts; of all other GETs of the description that of the slowest. What idempotency keys and rate
limits add to a request is measured beside it.
"""

import json
import statistics
import time
from collections.abc import Callable, Sequence
from http.client import HTTPConnection
from uuid import UUID

from django.db import connection

from bench.busy import fill, furnished
from bench.database import analyze, execute_autocommit, insert_contacts, make_index, scalar, without_indexes
from bench.fixtures import ACTOR, make_workspace, pure_flow
from bench.harness import Row, limit_row, rate_row
from bench.serving import serving
from campaigns.services import campaign_create
from contacts.models import ContactTotal
from contacts.services import EventIn, events_record
from tests.acceptance.described import Operation, operations
from tests.acceptance.worlds import World
from workspaces.ids import encode
from workspaces.models import Scope, Workspace
from workspaces.services import Actor, api_key_create
from workspaces.services.rate_windows import request_count

CONTACTS = 1_000_000
SAMPLE, FEW, SLOWEST, PAGE = 100, 5, 10, 20
LIMIT_MS, ADDED_MS, AS_FAST = 60.0, 2.0, 0.8
_TENANT, _CONTACTS = "/api/v1/tenant", "contacts_contact"
# No lists: a file that nobody has made, all that is known of a person in one file, and what *planning* measures, which
# is counted over a sample of the contacts.
_ELSEWHERE = ("exports/{export_id}/file", "contact_id}/export", "/review", "/estimate")
# Every twentieth contact has one of 200 tags, as the planner knows of tables in use.
_TAGS = """
UPDATE contacts_contact SET tags = ARRAY['tag' || abs(hashtext(email) / 20) % 200] WHERE hashtext(email) % 20 = 0
"""


class _Caller:
    """One client with a key over one connection."""

    def __init__(self, client: HTTPConnection, key: str) -> None:
        self.client = client
        self.headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> tuple[float, dict[str, object]]:
        """Milliseconds until the whole answer was there, and the answer."""
        content = None if body is None else json.dumps(body)
        started = time.perf_counter()
        self.client.request(method, path, content, {**self.headers, **headers})
        response = self.client.getresponse()
        answer = response.read()
        took = (time.perf_counter() - started) * 1_000
        assert response.status < 300, answer[:500]
        return took, json.loads(answer)

    def times(self, path: str, sample: int = SAMPLE) -> list[float]:
        """What each of a sample took, after some that warm up."""
        for _ in range(5):
            self.ask("GET", path)
        return [self.ask("GET", path)[0] for _ in range(sample)]


def measure() -> Sequence[Row]:
    """Lists and details, the 20th page against the first, and what keys and limits add."""
    workspace = make_workspace("lists")
    world = furnished(workspace)
    indexes = without_indexes(_CONTACTS)
    # Nobody is told of each of them, as endpoints and segments would be; how many there are is said at once.
    execute_autocommit("ALTER TABLE {} DISABLE TRIGGER USER", _CONTACTS)
    insert_contacts(workspace.pk, CONTACTS)
    execute_autocommit("ALTER TABLE {} ENABLE TRIGGER USER", _CONTACTS)
    ContactTotal.objects.create(workspace=workspace, count=CONTACTS)
    with connection.cursor() as cursor:
        cursor.execute(_TAGS)
    for name, definition in indexes.items():
        make_index(name, _CONTACTS, definition)
    analyze(_CONTACTS)
    fill(workspace)
    paths = _paths(workspace, world)
    _, key = api_key_create(workspace=workspace, name="bench", scopes=list(Scope), actor=Actor.system("bench"))
    with serving("config.wsgi:application") as web:
        caller = _Caller(web.connect(), key)
        rows = [
            limit_row(f"{name}, 1,000,000 contacts, p95", "ms", [_p95(caller.times(path))], LIMIT_MS)
            for name, path in paths.items()
        ]
        return [*rows, _every(caller, world), _deep(caller), _idempotency(caller), _rate()]


def _every(caller: _Caller, world: World) -> Row:
    """The slowest of all lists and details of the description: those that seem slow at first are looked at well."""
    paths = {each.label: each.asked(world) for each in operations() if _is_measured(each)}
    first = {label: statistics.median(caller.times(path, FEW)) for label, path in paths.items()}
    slow = sorted(first, key=lambda label: -first[label])[:SLOWEST]
    found = {label: _p95(caller.times(paths[label])) for label in slow}
    slow.sort(key=lambda label: -found[label])
    print("\n" + "\n".join(f"  {found[label]:6.1f} ms p95  {label}" for label in slow))
    return limit_row(f"slowest p95 of all {len(paths)} lists and details", "ms", [found[slow[0]]], LIMIT_MS)


def _is_measured(operation: Operation) -> bool:
    return operation.method == "GET" and not operation.path.endswith(_ELSEWHERE)


def _paths(workspace: Workspace, world: World) -> dict[str, str]:
    """What is asked for, by its name in the table."""
    someone = {"email": f"person{CONTACTS // 2}@example.com"}
    middle = scalar("SELECT id FROM contacts_contact WHERE email = %(email)s", someone)
    contact = encode("ct", UUID(str(middle)))
    events_record(workspace_id=workspace.pk, events=[EventIn(middle, "ordered") for _ in range(1_000)])
    for number in range(50):
        campaign_create(workspace=workspace, name=f"Campaign {number}", actor=ACTOR, document=pure_flow())
    analyze("contacts_event", "campaigns_campaign", "campaigns_flowversion")
    one = f"{_TENANT}/campaigns/{world['campaign']}"
    return {
        "list of contacts": f"{_TENANT}/contacts?limit=20",
        "list of contacts with a rare tag": f"{_TENANT}/contacts?tag=tag7",
        "search of contacts": f"{_TENANT}/contacts?search=person4242",
        "one contact": f"{_TENANT}/contacts/{contact}",
        "list of leads": f"{_TENANT}/leads?limit=20",
        "contacts of the pages' API, counted": f"/api/workspaces/{workspace.slug}/contacts?limit=20",
        "list of events": f"{_TENANT}/events?limit=20",
        "list of segments": f"{_TENANT}/segments?limit=20",
        "one segment": f"{_TENANT}/segments/{world['segment']}",
        "list of campaigns": f"{_TENANT}/campaigns?workspace={workspace.slug}",
        "one campaign": one,
        "executions of a campaign": f"{one}/executions",
        "messages": f"{_TENANT}/messages?limit=20",
        "audit log": f"{_TENANT}/audit-log?limit=20",
        "conversations": f"{_TENANT}/inbox/threads?limit=20",
    }


def _p95(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def _deep(caller: _Caller) -> Row:
    """The 20th page by cursor against the first, in turn."""
    first = f"{_TENANT}/contacts?limit=20"
    address = first
    for _ in range(PAGE - 1):
        described = caller.ask("GET", address)[1]["pagination"]
        assert isinstance(described, dict)
        address = f"{first}&cursor={described['next_cursor']}"
    deep, shallow = _in_turn(lambda: caller.ask("GET", address)[0], lambda: caller.ask("GET", first)[0])
    pages = [[1_000 / took for took in times] for times in (deep, shallow)]
    return rate_row("20th page of contacts vs the first", "pages/s", pages[0], pages[1], AS_FAST)


def _idempotency(caller: _Caller) -> Row:
    """A request that writes, with a key of its own and without one."""
    numbers = iter(range(10 * SAMPLE))

    def write(**headers: str) -> float:
        body = {"email": "person7@example.com", "first_name": f"Ada {next(numbers)}"}
        return caller.ask("POST", f"{_TENANT}/contacts", body, **headers)[0]

    with_key, without = _in_turn(lambda: write(**{"Idempotency-Key": f"bench-{next(numbers)}"}), write)
    added = statistics.median(mine - theirs for mine, theirs in zip(with_key, without, strict=True))
    return limit_row("what an Idempotency-Key adds to a request", "ms", [max(added, 0.01)], ADDED_MS)


def _rate() -> Row:
    """Counting a request, as every one is."""

    def count() -> float:
        started = time.perf_counter()
        request_count(subject="bench", limit=1_000_000, seconds=60)
        return (time.perf_counter() - started) * 1_000

    count()
    return limit_row("what the rate limit adds to a request", "ms", [count() for _ in range(10 * SAMPLE)], ADDED_MS)


def _in_turn(ours: Callable[[], float], theirs: Callable[[], float]) -> tuple[list[float], list[float]]:
    """Both one after the other, so that a machine that slows down slows both."""
    pairs = [(ours(), theirs()) for _ in range(SAMPLE)]
    return [mine for mine, _ in pairs], [other for _, other in pairs]
