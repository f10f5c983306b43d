"""Numbers, shares and icons."""

import pytest

from frontend.icons import ICONS
from frontend.pages import MAILBOX, SECTIONS
from frontend.templatetags.pages import grouped, icon, plain, share


def test_grouped() -> None:
    assert [grouped(0), grouped(48210), grouped(None)] == ["0", "48,210", ""]


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [(0, 0, "–"), (5, 0, "–"), (0, 10, "0 %"), (1, 300, "0.3 %"), (1, 8, "12 %"), (10, 10, "100 %")],
)
def test_share(part: int, whole: int, words: str) -> None:
    assert share(part, whole) == words


def test_plain() -> None:
    assert [plain(True), plain(False), plain(["a", 2]), plain(1.5)] == ["Yes", "No", "a, 2", "1.5"]


def test_icons_are_hidden_from_screen_readers() -> None:
    assert icon("mail", "size-4").startswith('<svg class="size-4 shrink-0"')
    assert 'aria-hidden="true"' in icon("mail")


def test_every_section_has_its_icon() -> None:
    assert {section.icon for section in (*SECTIONS, MAILBOX)} <= set(ICONS)
