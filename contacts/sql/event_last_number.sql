-- event_last_number: the last number that was drawn for an event of any workspace; 0 before the first.
SELECT coalesce(pg_sequence_last_value(pg_get_serial_sequence('contacts_event', 'id')::regclass), 0)
