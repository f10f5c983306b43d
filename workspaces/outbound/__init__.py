"""Outbound webhooks: events go to endpoints that a workspace has named, signed, at least once (ADR 0026).

Recording is done by the database where things happen; here the kinds of events are listed, and deliveries are claimed,
made and settled. Calls of webhook nodes are another matter: `campaigns.webhooks`.
"""
