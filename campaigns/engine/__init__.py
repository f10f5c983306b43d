"""The engine: claims due executions in sets and flows them through their plans (DESIGN §6, ADR 0002)."""
