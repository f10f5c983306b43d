"""Django database engine on the embedded PostgreSQL, started when the first connection needs it."""
