"""The pages' icons: path data of 24 × 24 line drawings."""

ICONS: dict[str, tuple[str, ...]] = {
    "home": ("M3 11 12 4l9 7", "M6 9v11h12V9", "M10 20v-6h4v6"),
    "megaphone": ("M4 10v4h4l8 5V5L8 10z", "M19 9a4 4 0 0 1 0 6", "M8 14v5h3v-3.5"),
    "people": (
        "M9 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8z",
        "M2.5 21a6.5 6.5 0 0 1 13 0",
        "M16 3.5a4 4 0 0 1 0 7",
        "M18 15a6.5 6.5 0 0 1 3.5 6",
    ),
    "segment": ("M12 3a9 9 0 1 0 9 9h-9z", "M16 3.8A9 9 0 0 1 20.2 8H16z"),
    "template": ("M5 3h14v18H5z", "M9 8h6", "M9 12h6", "M9 16h3"),
    "mail": ("M3 6h18v13H3z", "m3 7 9 7 9-7"),
    "inbox": ("M4 4h16l1 10v6H3v-6z", "M3 14h5l1.5 3h5L16 14h5"),
    "play": ("M7 4v16l13-8z",),
    "pause": ("M8 5v14", "M16 5v14"),
    "search": ("M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14z", "m16 16 5 5"),
    "menu": ("M4 6h16", "M4 12h16", "M4 18h16"),
    "back": ("M19 12H5", "m11 6-6 6 6 6"),
    "leave": ("M14 4H5v16h9", "M10 12h11", "m17 8 4 4-4 4"),
    "upload": ("M12 16V4", "m7 9 5-5 5 5", "M4 16v4h16v-4"),
    "alert": ("M12 3 2 20h20z", "M12 10v4", "M12 17h.01"),
    "check": ("m4 12 6 6L20 6",),
    "chart": ("M4 20h16", "M7 16v-5", "M12 16V5", "M17 16V9"),
    "plus": ("M12 5v14", "M5 12h14"),
    "circle": ("M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16z",),
    "bell": ("M6 17V11a6 6 0 0 1 12 0v6l2 2H4z", "M10 21h4", "M12 3v2"),
}
