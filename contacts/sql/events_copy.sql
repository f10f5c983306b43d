-- events_copy: rows of events whose contacts are locked and whose keys are taken; PostgreSQL finds each one's month.
COPY contacts_event (id, workspace_id, contact_id, name, properties, occurred_at, created_at, key) FROM STDIN
