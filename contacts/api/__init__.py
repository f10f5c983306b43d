"""The API families' endpoints for contacts and events: one folder per family, translations only."""
