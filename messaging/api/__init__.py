"""The families of URLs that messaging serves a part of."""
