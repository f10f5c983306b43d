"""Writes docs/reference: one page for every entry of every registry, made from docstrings, schemas and test data.

A developer's tool: `python -m scripts.reference`. A test compares the pages with what it would write.
"""
