"""Numbers, shares and icons."""

from datetime import timedelta

import pytest
from django.utils import timezone

from frontend.icons import ICONS
from frontend.pages import MAILBOX, SECTIONS
from frontend.templatetags.pages import ago, chance, change, grouped, icon, plain, share


def test_grouped() -> None:
    assert [grouped(0), grouped(48210), grouped(None)] == ["0", "48,210", ""]


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [(0, 0, "–"), (5, 0, "–"), (0, 10, "0 %"), (1, 300, "0.3 %"), (1, 8, "12 %"), (10, 10, "100 %")],
)
def test_share(part: int, whole: int, words: str) -> None:
    assert share(part, whole) == words


@pytest.mark.parametrize(
    ("ratio", "words"), [(0.8, "+80 %"), (-0.035, "−3.5 %"), (0.0, "0.0 %"), (-0.0001, "0.0 %"), (26.2, "+2,620 %")]
)
def test_change(ratio: float, words: str) -> None:
    assert change(ratio) == words


def test_a_chance_is_never_told_as_certain() -> None:
    assert [chance(one) for one in (0.0, 0.0004, 0.5, 0.9996, 1.0)] == [
        "< 0.1 %",
        "< 0.1 %",
        "50.0 %",
        "> 99.9 %",
        "> 99.9 %",
    ]


def test_ago() -> None:
    now = timezone.now()
    words = [ago(now - timedelta(seconds=seconds)) for seconds in (-5, 59, 60, 7_505)]
    assert words == ["just now", "just now", "1\xa0minute ago", "2\xa0hours, 5\xa0minutes ago"]


def test_plain() -> None:
    assert [plain(True), plain(False), plain(["a", 2]), plain(1.5)] == ["Yes", "No", "a, 2", "1.5"]


def test_icons_are_hidden_from_screen_readers() -> None:
    assert icon("mail", "size-4").startswith('<svg class="size-4 shrink-0"')
    assert 'aria-hidden="true"' in icon("mail")


def test_every_section_has_its_icon() -> None:
    assert {section.icon for section in (*SECTIONS, MAILBOX)} <= set(ICONS)
