"""Throttles: how many may go through a node in a span of time, and whose turn it is."""
