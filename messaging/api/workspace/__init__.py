"""Senders in the Workspace API (seed 000). Translation only."""
