"""The calls of webhook nodes (docs/nodes.md): claimed from their outbox, made at least once, tried again, settled."""
