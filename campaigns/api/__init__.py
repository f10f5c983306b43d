"""The API families' campaign endpoints: one folder per family, translations only. No query and no write lives here."""
