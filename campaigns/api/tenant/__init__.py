"""Campaigns in the tenant API (seed 001, API.md §1)."""
