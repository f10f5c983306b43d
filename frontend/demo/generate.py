"""Writes contacts.csv, the demo's 5,000 contacts and a few dozen bad rows; the same file every time.

Run as `python -m frontend.demo.generate` after changing it. Addresses are at the domains that RFC 2606 reserves, so
that no mail to them can ever reach anybody.
"""

import csv
import random
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

CONTACTS_CSV = Path(__file__).with_name("contacts.csv")
CONTACTS = 5_000
BAD_ROWS = 40
COLUMNS = (
    "email", "first_name", "last_name", "timezone", "plan", "seats", "signed_up_on", "newsletter_weekly", "tags",
    "consent_email_marketing",
)  # fmt: skip
Row = dict[str, str]

# Time zone → first names, last names; a few regions, so that local times differ.
REGIONS: tuple[tuple[int, tuple[str, ...], str, str], ...] = (
    (
        24,
        ("Europe/Vienna", "Europe/Berlin", "Europe/Zurich"),
        "Anna Lukas Marie Felix Lena Jonas Sophie Paul Katharina Maximilian Johanna Elias Theresa Moritz Clara Jakob",
        "Huber Gruber Wagner Müller Pichler Schneider Fischer Weber Bauer Keller Hofer Schmid Vogel Lang Brunner",
    ),
    (
        20,
        ("America/New_York", "America/Chicago", "America/Los_Angeles"),
        "Olivia Liam Emma Noah Ava Ethan Mia Mason Grace Logan Harper Lucas Ella Jack Zoe Owen Nora Caleb",
        "Carter Bennett Reed Hayes Foster Brooks Parker Coleman Sullivan Murphy Price Ward Ellis Fisher Grant Hunter",
    ),
    (
        16,
        ("Europe/London", "Europe/Dublin"),
        "Amelia Oliver Isla George Freya Harry Poppy Arthur Niamh Cian Aoife Callum Imogen Rory Beatrice Alfie",
        "Hughes Walsh Byrne Edwards Thompson Clarke Evans Doyle Marsh Barlow Whitfield Kerr Pryce Nolan Ashby Hale",
    ),
    (
        14,
        ("Europe/Madrid", "America/Mexico_City", "America/Bogota"),
        "Lucía Mateo Sofía Diego Valentina Santiago Camila Andrés Martina Javier Elena Pablo Carmen Álvaro Inés Raúl",
        "García Fernández Moreno Navarro Castillo Ortega Vargas Ríos Herrera Peña Salazar Molina Cruz Campos Vega",
    ),
    (
        10,
        ("Asia/Kolkata",),
        "Aarav Priya Rohan Ananya Arjun Diya Vikram Meera Karan Isha Nikhil Kavya Rahul Sneha Aditya Pooja",
        "Sharma Patel Iyer Reddy Kapoor Nair Gupta Menon Joshi Desai Bose Rao Chopra Kulkarni Mehta Pillai",
    ),
    (
        9,
        ("Asia/Tokyo", "Asia/Singapore"),
        "Haruto Yui Sota Aoi Ren Hina Kaito Sakura Wei Mei Jun Li Hui Kenji Emi Daiki",
        "Sato Suzuki Tanaka Watanabe Ito Yamamoto Nakamura Kobayashi Tan Lim Lee Wong Chen Goh Ng Kato",
    ),
    (
        7,
        ("Africa/Lagos", "Africa/Nairobi", "Africa/Johannesburg"),
        "Chinedu Amara Tunde Ngozi Wanjiru Kamau Achieng Thabo Lerato Sipho Zanele Ife Emeka Nia Baraka Naledi",
        "Okafor Adeyemi Eze Mwangi Otieno Njoroge Dlamini Nkosi Botha Abiola Obi Kariuki Moyo Bello Ndlovu Kimani",
    ),
)
DOMAINS = ("example.com", "example.net", "example.org")
TAGS = (("beta", 0.08), ("webinar", 0.15), ("partner", 0.05), ("trade-fair", 0.11))
FIRST_SIGN_UP = date(2024, 1, 8)


def main() -> None:
    """Rewrites the file beside this script."""
    with CONTACTS_CSV.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(demo_rows())


def demo_rows() -> list[Row]:
    """Every row in file order: the good ones, with the bad ones scattered among them."""
    chance = random.Random(20)  # noqa: S311 - a fixed seed is the point
    good = list(_good_rows(chance))
    rows = list(good)
    for number in range(BAD_ROWS):
        rows.insert(chance.randrange(200, len(rows)), _bad_row(number, good, chance))
    return rows


def _good_rows(chance: random.Random) -> Iterator[Row]:
    taken: set[str] = set()
    while len(taken) < CONTACTS:
        _, zones, first_names, last_names = chance.choices(REGIONS, weights=[region[0] for region in REGIONS])[0]
        first, last = chance.choice(first_names.split()), chance.choice(last_names.split())
        email = _address(first, last, taken, chance)
        taken.add(email)
        yield _row(email, first, last, chance.choice(zones), chance)


def _row(email: str, first: str, last: str, zone: str, chance: random.Random) -> Row:
    plan = chance.choices(("free", "pro", "enterprise"), weights=(60, 31, 9))[0]
    seats = {"free": 1, "pro": chance.randint(2, 25), "enterprise": chance.randint(40, 900)}[plan]
    return {
        "email": email,
        "first_name": first,
        "last_name": last,
        "timezone": zone,
        "plan": plan,
        "seats": str(seats),
        "signed_up_on": (FIRST_SIGN_UP + timedelta(days=chance.randrange(650))).isoformat(),
        "newsletter_weekly": chance.choice(("true", "false")),
        "tags": ";".join(tag for tag, probability in TAGS if chance.random() < probability),
        "consent_email_marketing": "granted" if chance.random() < 0.94 else "denied",
    }


def _address(first: str, last: str, taken: set[str], chance: random.Random) -> str:
    local = f"{_ascii(first)}.{_ascii(last)}"
    domain = chance.choice(DOMAINS)
    number = 1
    email = f"{local}@{domain}"
    while email in taken:
        number += 1
        email = f"{local}{number}@{domain}"
    return email


def _bad_row(number: int, good: list[Row], chance: random.Random) -> Row:
    row = dict(chance.choice(good))
    kind = number % 5
    if kind == 0:
        row["email"] = row["email"].replace("@", " at ")
    elif kind == 1:
        row["email"] = row["email"].upper()
    elif kind == 2:
        row["email"] = row["email"].split("@")[0] + "@"
    elif kind == 3:
        row["email"] = ""
    else:
        row["email"] = f"new.{number}@example.com"
        row["timezone"] = "Europe/Atlantis"
    return row


def _ascii(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.lower().replace("ß", "ss"))
    return "".join(char for char in plain if char.isascii() and char.isalpha())


if __name__ == "__main__":
    main()
