"""The families of URLs that templates serve a part of."""
