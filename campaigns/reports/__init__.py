"""Reads for people: progress, funnels, lists of executions, the journal of one contact."""
