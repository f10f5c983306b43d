"""The registry of attributes beyond its rows: their indexes, who uses them, what contacts have of them."""
