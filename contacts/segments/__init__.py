"""Segment membership: kept up to date by `refresh`, the first stage of the river. Segments are made by services."""
