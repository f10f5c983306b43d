"""The words of conversations, for searching: kept by triggers beside the threads, with an index.

Words are cut at 4,000 characters an entry and 5,000 words a thread. Each row holds its workspace as a word, too, so
that the index looks among one workspace's threads only.
"""

from django.db import migrations

_FUNCTIONS = """
CREATE FUNCTION messaging_words(said text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT strip(to_tsvector('simple', translate(left(said, 4000), '@._-+/:', '       ')))
$$;
CREATE AGGREGATE messaging_all_words(tsvector) (SFUNC = tsvector_concat, STYPE = tsvector, INITCOND = '');
CREATE FUNCTION messaging_thread_words(wanted bigint, since timestamptz) RETURNS tsvector LANGUAGE sql STABLE AS $$
    SELECT array_to_tsvector(ARRAY['workspace:' || t.workspace_id])
           || messaging_words(concat_ws(' ', t.subject, t.name, t.address, t.body))
           || (
               SELECT messaging_all_words(messaging_words(e.subject || ' ' || e.text))
               FROM (
                   SELECT subject, text FROM messaging_inboxentry
                   WHERE thread_id = t.id AND created_at >= since ORDER BY created_at DESC LIMIT 200
               ) e
           )
    FROM messaging_inboxthread t WHERE t.id = wanted
$$;
CREATE FUNCTION messaging_thread_noted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO messaging_inboxwords (thread_id, workspace_id, words)
    SELECT n.id, n.workspace_id,
           array_to_tsvector(ARRAY['workspace:' || n.workspace_id])
           || messaging_words(concat_ws(' ', n.subject, n.name, n.address, n.body))
    FROM new_rows n;
    RETURN NULL;
END $$;
CREATE FUNCTION messaging_thread_renamed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE messaging_inboxwords SET words = words || messaging_words(concat_ws(' ', NEW.subject, NEW.name, NEW.address))
    WHERE thread_id = NEW.id;
    RETURN NULL;
END $$;
CREATE FUNCTION messaging_thread_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM messaging_inboxwords w USING old_rows o WHERE w.thread_id = o.id;
    RETURN NULL;
END $$;
CREATE FUNCTION messaging_entry_noted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE messaging_inboxwords w SET words = w.words || said.words
    FROM (
        SELECT n.thread_id, messaging_all_words(messaging_words(n.subject || ' ' || n.text)) AS words
        FROM new_rows n GROUP BY n.thread_id
    ) said
    WHERE w.thread_id = said.thread_id AND length(w.words) < 5000;
    RETURN NULL;
END $$;
CREATE FUNCTION messaging_entry_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE messaging_inboxwords w SET words = w.words || messaging_words(NEW.subject || ' ' || NEW.text)
    WHERE w.thread_id = NEW.thread_id AND length(w.words) < 5000;
    RETURN NULL;
END $$;
"""
_TRIGGERS = """
CREATE TRIGGER thread_noted AFTER INSERT ON messaging_inboxthread REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION messaging_thread_noted();
CREATE TRIGGER thread_renamed AFTER UPDATE OF subject, name, address ON messaging_inboxthread FOR EACH ROW
    WHEN ((OLD.subject, OLD.name, OLD.address) IS DISTINCT FROM (NEW.subject, NEW.name, NEW.address))
    EXECUTE FUNCTION messaging_thread_renamed();
CREATE TRIGGER thread_gone AFTER DELETE ON messaging_inboxthread REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION messaging_thread_gone();
CREATE TRIGGER entry_noted AFTER INSERT ON messaging_inboxentry REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION messaging_entry_noted();
CREATE TRIGGER entry_moved AFTER UPDATE OF thread_id ON messaging_inboxentry FOR EACH ROW
    WHEN (OLD.thread_id <> NEW.thread_id) EXECUTE FUNCTION messaging_entry_moved();
"""
_UNDO = """
DROP TRIGGER thread_noted ON messaging_inboxthread;
DROP TRIGGER thread_renamed ON messaging_inboxthread;
DROP TRIGGER thread_gone ON messaging_inboxthread;
DROP TRIGGER entry_noted ON messaging_inboxentry;
DROP TRIGGER entry_moved ON messaging_inboxentry;
DROP FUNCTION messaging_thread_noted, messaging_thread_renamed, messaging_thread_gone, messaging_entry_noted;
DROP FUNCTION messaging_entry_moved, messaging_thread_words;
DROP AGGREGATE messaging_all_words(tsvector);
DROP FUNCTION messaging_words;
"""


class Migration(migrations.Migration):
    dependencies = [("messaging", "0003_counters")]
    replaces = [("messaging", "0040_inbox_search")]

    operations = [migrations.RunSQL(_FUNCTIONS + _TRIGGERS, _UNDO)]
