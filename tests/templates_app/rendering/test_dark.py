"""Previews in dark mode and by day, whatever the browser prefers."""

from templates_app.rendering.dark import as_by_day, as_in_dark_mode, has_dark_colours

OWN = "<head><style>@media (prefers-color-scheme: dark) { p { color: #fff } }</style></head><p>x</p>"


def test_a_mail_with_dark_colours_shows_them_and_only_then():
    assert has_dark_colours(OWN)
    assert "@media all{ p { color: #fff } }" in as_in_dark_mode(OWN)
    assert "@media not all{ p { color: #fff } }" in as_by_day(OWN)


def test_what_is_for_bright_screens_only_goes():
    html = "<style>@media screen and (prefers-color-scheme:light){p{color:#000}}</style>"
    assert "@media all{p{color:#000}}" in as_by_day(html)
    assert not has_dark_colours(html)


def test_a_mail_without_dark_colours_is_turned_round():
    dark = as_in_dark_mode("<html><head></head><body><p>x</p></body></html>")
    assert dark.startswith("<html><head><style>html{")
    assert "filter:invert(1)" in dark
    assert as_by_day("<p>x</p>") == "<p>x</p>"
    assert as_in_dark_mode("<p>x</p>").endswith("</style><p>x</p>")
