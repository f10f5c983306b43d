"""Text from outside, as PostgreSQL takes it."""

from workspaces.texts import storable


def test_what_cannot_be_stored_goes() -> None:
    assert storable("a\x00b") == "ab"
    assert storable("é\x00 \ud83d!") == "é ?!"
    assert storable("Zoë", 2) == "Zo"
