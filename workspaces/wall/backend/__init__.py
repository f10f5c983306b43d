"""Django's engine for PostgreSQL, which keeps statements within the scope of `workspaces.wall.scope`."""
