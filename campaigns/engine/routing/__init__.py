"""Routing: from events and changes of segments to executions, and what was decided about each."""
