"""How a mail looks where mails are shown dark: for previews only, as no server knows what its readers have chosen."""

import re

_MEDIA = re.compile(r"@media[^{]*\(\s*prefers-color-scheme\s*:\s*(dark|light)\s*\)[^{]*\{", re.IGNORECASE)
# What programs do with a mail that has no dark colours: they turn it round, and leave pictures as they are.
_TURNED = (
    "<style>html{background:#fff;filter:invert(1) hue-rotate(180deg)}img{filter:invert(1) hue-rotate(180deg)}</style>"
)


def has_dark_colours(html: str) -> bool:
    """Whether the mail says how it wants to look in dark mode."""
    return any(match[1].lower() == "dark" for match in _MEDIA.finditer(html))


def as_in_dark_mode(html: str) -> str:
    """The HTML as it looks in dark mode, whatever the browser that shows it prefers."""
    if not has_dark_colours(html):
        before, head, after = html.partition("</head>")
        return f"{before}{_TURNED}{head}{after}" if head else _TURNED + html
    return _MEDIA.sub(lambda match: "@media all{" if match[1].lower() == "dark" else "@media not all{", html)


def as_by_day(html: str) -> str:
    """The HTML as it looks by day, whatever the browser that shows it prefers."""
    return _MEDIA.sub(lambda match: "@media not all{" if match[1].lower() == "dark" else "@media all{", html)
