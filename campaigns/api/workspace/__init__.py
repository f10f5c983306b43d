"""Campaigns in the Workspace API (seed 000): what the browser's own pages use. Translation only."""
