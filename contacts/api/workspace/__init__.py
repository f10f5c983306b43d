"""Contacts and segments in the Workspace API (seed 000): what pickers and rule builders look up. Translation only."""
