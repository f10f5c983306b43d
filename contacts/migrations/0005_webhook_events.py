"""Contacts and segments tell webhook endpoints what happens, in the transaction in which it does (ADR 0026)."""

from django.db import migrations

_CREATE = """
CREATE FUNCTION contacts_webhook_created() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT workspaces_webhooks_wanted('{contact.created}') THEN
        RETURN NULL;
    END IF;
    EXECUTE $sql$
        INSERT INTO workspaces_webhookevent (workspace_id, kind, contact_id, data, happened_at)
        SELECT c.workspace_id, w.kind, c.id, jsonb_build_object(
                   'id', c.id, 'external_id', c.external_id, 'email', c.email, 'phone', c.phone,
                   'first_name', c.first_name, 'last_name', c.last_name, 'timezone', c.timezone,
                   'attributes', c.attributes, 'tags', c.tags, 'score', c.score, 'created_at', c.created_at),
               c.created_at
        FROM fresh c
        JOIN workspaces_webhooks_listened() w ON w.workspace_id = c.workspace_id AND w.kind = 'contact.created'
        ORDER BY c.id
    $sql$;
    RETURN NULL;
END $$;

CREATE FUNCTION contacts_webhook_updated() RETURNS trigger LANGUAGE plpgsql AS $$
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
                   'changed', array_remove(ARRAY[
                       CASE WHEN b.external_id IS DISTINCT FROM c.external_id THEN 'external_id' END,
                       CASE WHEN b.email IS DISTINCT FROM c.email THEN 'email' END,
                       CASE WHEN b.phone IS DISTINCT FROM c.phone THEN 'phone' END,
                       CASE WHEN b.first_name <> c.first_name THEN 'first_name' END,
                       CASE WHEN b.last_name <> c.last_name THEN 'last_name' END,
                       CASE WHEN b.timezone <> c.timezone THEN 'timezone' END,
                       CASE WHEN b.attributes <> c.attributes THEN 'attributes' END,
                       CASE WHEN b.tags <> c.tags THEN 'tags' END,
                       CASE WHEN b.score <> c.score THEN 'score' END], NULL)),
               c.changed_at
        FROM fresh c
        JOIN stale b ON b.id = c.id
        JOIN workspaces_webhooks_listened() w ON w.workspace_id = c.workspace_id AND w.kind = 'contact.updated'
        WHERE (b.external_id, b.email, b.phone, b.first_name, b.last_name, b.timezone, b.attributes, b.tags, b.score)
              IS DISTINCT FROM
              (c.external_id, c.email, c.phone, c.first_name, c.last_name, c.timezone, c.attributes, c.tags, c.score)
        ORDER BY c.id
    $sql$;
    RETURN NULL;
END $$;

CREATE FUNCTION contacts_webhook_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT workspaces_webhooks_wanted('{segment.entered,segment.left}') THEN
        RETURN NULL;
    END IF;
    EXECUTE $sql$
        INSERT INTO workspaces_webhookevent (workspace_id, kind, contact_id, data, happened_at)
        SELECT t.workspace_id, w.kind, t.contact_id,
               jsonb_build_object('segment', s.id, 'name', s.name, 'contact', t.contact_id), t.at
        FROM fresh t
        JOIN contacts_segment s ON s.id = t.segment_id
        JOIN workspaces_webhooks_listened() w ON w.workspace_id = t.workspace_id AND w.kind = 'segment.' || t.kind
        ORDER BY t.id
    $sql$;
    RETURN NULL;
END $$;

CREATE TRIGGER contacts_contact_webhook_created AFTER INSERT ON contacts_contact
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION contacts_webhook_created();
CREATE TRIGGER contacts_contact_webhook_updated AFTER UPDATE ON contacts_contact
REFERENCING OLD TABLE AS stale NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION contacts_webhook_updated();
CREATE TRIGGER contacts_segmenttransition_webhook AFTER INSERT ON contacts_segmenttransition
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION contacts_webhook_moved();
"""

_DROP = """
DROP TRIGGER contacts_segmenttransition_webhook ON contacts_segmenttransition;
DROP TRIGGER contacts_contact_webhook_updated ON contacts_contact;
DROP TRIGGER contacts_contact_webhook_created ON contacts_contact;
DROP FUNCTION contacts_webhook_moved();
DROP FUNCTION contacts_webhook_updated();
DROP FUNCTION contacts_webhook_created();
"""


class Migration(migrations.Migration):
    dependencies = (("contacts", "0004_storage"), ("workspaces", "0005_webhook_fan_out"))

    operations = (migrations.RunSQL(_CREATE, _DROP),)
