"""Noting changes of contacts joins the rows before and after first, and judges them then (ADR 0026).

Nothing is known of rows that a trigger is handed but their number, so any condition beside the join may make the
planner compare each with each. OFFSET 0 keeps the others out of the join.
"""

from django.db import migrations

_REPLACE = """
CREATE OR REPLACE FUNCTION contacts_webhook_updated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT workspaces_webhooks_wanted('{contact.updated}') THEN
        RETURN NULL;
    END IF;
    EXECUTE $sql$
        INSERT INTO workspaces_webhookevent (workspace_id, kind, contact_id, data, happened_at)
        SELECT c.workspace_id, w.kind, c.id, jsonb_build_object(
                   'id', c.id, 'external_id', c.external_id, 'email', c.email, 'phone', c.phone,
                   'first_name', c.first_name, 'last_name', c.last_name, 'timezone', c.timezone,
                   'attributes', c.attributes, 'tags', c.tags, 'score', c.score, 'created_at', c.created_at,
                   'changed', c.changed),
               c.changed_at
        FROM (
            SELECT a.*, array_remove(ARRAY[
                       CASE WHEN b.external_id IS DISTINCT FROM a.external_id THEN 'external_id' END,
                       CASE WHEN b.email IS DISTINCT FROM a.email THEN 'email' END,
                       CASE WHEN b.phone IS DISTINCT FROM a.phone THEN 'phone' END,
                       CASE WHEN b.first_name <> a.first_name THEN 'first_name' END,
                       CASE WHEN b.last_name <> a.last_name THEN 'last_name' END,
                       CASE WHEN b.timezone <> a.timezone THEN 'timezone' END,
                       CASE WHEN b.attributes <> a.attributes THEN 'attributes' END,
                       CASE WHEN b.tags <> a.tags THEN 'tags' END,
                       CASE WHEN b.score <> a.score THEN 'score' END], NULL) AS changed
            FROM fresh a JOIN stale b ON b.id = a.id
            OFFSET 0
        ) c
        JOIN workspaces_webhooks_listened() w ON w.workspace_id = c.workspace_id AND w.kind = 'contact.updated'
        WHERE c.changed <> '{}'
        ORDER BY c.id
    $sql$;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = (("contacts", "0006_contact_totals"),)

    # The function before notes the same, only slower: there is nothing to undo.
    operations = (migrations.RunSQL(_REPLACE, migrations.RunSQL.noop),)
