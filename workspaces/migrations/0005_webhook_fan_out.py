"""Each event that is recorded gets a delivery for each endpoint that wants it, in the same statement (ADR 0026).

The functions that record events ask `workspaces_webhooks_wanted` first, so that nothing else is done where nobody
listens, and join those who listen, so that only what is wanted is kept. They plan their statements anew each time
(EXECUTE): a plan made for one row would take hours for 5,000.
"""

from django.db import migrations

_CREATE = """
CREATE FUNCTION workspaces_webhooks_wanted(kinds text[]) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM workspaces_webhookendpoint WHERE enabled AND events && kinds::varchar[])
$$;

CREATE FUNCTION workspaces_webhooks_listened() RETURNS TABLE (workspace_id uuid, kind varchar) LANGUAGE sql STABLE AS $$
    SELECT DISTINCT workspace_id, unnest(events) FROM workspaces_webhookendpoint WHERE enabled
$$;

CREATE FUNCTION workspaces_webhooks_fan_out() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE $sql$
        INSERT INTO workspaces_webhookdelivery (workspace_id, endpoint_id, event_id)
        SELECT f.workspace_id, p.id, f.id
        FROM fresh f
        JOIN workspaces_webhookendpoint p
          ON p.workspace_id = f.workspace_id AND p.enabled AND f.kind = ANY (p.events)
        ORDER BY f.id, p.id
    $sql$;
    RETURN NULL;
END $$;

CREATE TRIGGER workspaces_webhookevent_fan_out AFTER INSERT ON workspaces_webhookevent
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION workspaces_webhooks_fan_out();
"""

_DROP = """
DROP TRIGGER workspaces_webhookevent_fan_out ON workspaces_webhookevent;
DROP FUNCTION workspaces_webhooks_fan_out();
DROP FUNCTION workspaces_webhooks_listened();
DROP FUNCTION workspaces_webhooks_wanted(text[]);
"""


class Migration(migrations.Migration):
    dependencies = (("workspaces", "0004_outbound_webhooks"),)

    operations = (migrations.RunSQL(_CREATE, _DROP),)
