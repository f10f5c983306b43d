"""The second wall between workspaces: row-level security in PostgreSQL (ADR 0025).

The first wall are querysets that refuse to run unscoped (`workspaces.tenancy`). This one stands in the database, so it
also holds what is written as SQL: a statement sees the rows of the workspaces in its scope, and no others.
"""
