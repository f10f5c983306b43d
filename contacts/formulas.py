"""Cells that spreadsheets would run: made harmless on the way out, and what they were again on the way in."""

# What spreadsheets take for the beginning of a formula. A leading apostrophe has them show the text instead.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def neutralised(cell: str) -> str:
    """The cell so that no spreadsheet runs it as a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def restored(cell: str) -> str:
    """What `neutralised` was given; any other cell is left as it is."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell
