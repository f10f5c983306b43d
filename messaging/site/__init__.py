"""Contacts as visitors of websites: who proves to be one, and their browsers."""
