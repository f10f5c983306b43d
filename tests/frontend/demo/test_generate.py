"""The shipped file is what the script writes: 5,000 people with their own addresses, and some rows that are wrong."""

import csv
from collections import Counter
from zoneinfo import available_timezones

from frontend.demo.generate import BAD_ROWS, COLUMNS, CONTACTS, CONTACTS_CSV, DOMAINS, demo_rows


def test_the_shipped_file_is_the_generated_one() -> None:
    with CONTACTS_CSV.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == COLUMNS
    assert rows == demo_rows()
    assert len(rows) == CONTACTS + BAD_ROWS


def test_addresses_can_reach_nobody() -> None:
    domains = Counter(row["email"].rpartition("@")[2].lower() for row in demo_rows() if row["email"])
    assert {domain for domain, count in domains.items() if count > BAD_ROWS} == set(DOMAINS)


def test_all_but_a_few_time_zones_exist() -> None:
    known = available_timezones()
    unknown = [row["timezone"] for row in demo_rows() if row["timezone"] not in known]
    assert unknown == ["Europe/Atlantis"] * (BAD_ROWS // 5)
