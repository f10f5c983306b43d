"""Asking for consent in the tenant API."""
