"""The triggers that keep the counters of messages equal to a recount (ADR 0009).

What a row of the outbox counts as is a function of the row alone; a statement adds it for rows as they are after it and
takes it off for rows as they were before it. Quarters of an hour divide the hours of every time zone.
"""

from django.db import migrations

_PEOPLES = ("delivered", "opened", "clicked", "replied", "bounced", "complained", "unsubscribed")
_FACTS = {
    **{f"{name}_at": name for name in _PEOPLES},
    "machine_opened_at": "auto_opened",
    "machine_clicked_at": "auto_clicked",
    "dismissed_at": "dismissed",
}


def _counts(rows: str, sign: int) -> str:
    """One line for the state, and one for each fact; facts are looked for only in rows that have any."""
    values = ", ".join(f"('{metric}', m.{column})" for column, metric in _FACTS.items())
    return f"""
    SELECT workspace_id, stream_id, node,
           CASE WHEN state = 'sending' THEN 'queued' ELSE state END AS metric,
           CASE WHEN state IN ('rejected', 'skipped') THEN reason ELSE '' END AS reason,
           CASE WHEN state IN ('queued', 'sending') THEN created_at ELSE settled_at END AS at,
           {sign} AS number
    FROM {rows}
    UNION ALL
    SELECT m.workspace_id, m.stream_id, m.node, fact.metric, '', fact.at, {sign}
    FROM {rows} m
    CROSS JOIN LATERAL (VALUES {values}) AS fact (metric, at)
    WHERE COALESCE({", ".join(f"m.{column}" for column in _FACTS)}) IS NOT NULL AND fact.at IS NOT NULL
"""  # noqa: S608 - only names from this module


def _insert(counts: str) -> str:
    return f"""
    INSERT INTO messaging_messagecounter (workspace_id, stream_id, node, metric, reason, delta, created_at)
    SELECT workspace_id, stream_id, node, metric, reason, sum(number), at
    FROM (
        SELECT workspace_id, stream_id, node, metric, reason, number,
               date_bin('15 minutes', at, '2000-01-01T00:00:00Z') AS at
        FROM ({counts}) AS each
    ) AS binned
    GROUP BY workspace_id, stream_id, node, metric, reason, at
    HAVING sum(number) <> 0;
"""  # noqa: S608 - only text from this module


_AFTER, _BEFORE = _counts("after", 1), _counts("before", -1)
MESSAGES = f"""
CREATE FUNCTION messaging_count_messages() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        {_insert(_AFTER)}
    ELSIF TG_OP = 'UPDATE' THEN
        {_insert(f"{_BEFORE} UNION ALL {_AFTER}")}
    ELSE
        {_insert(_BEFORE)}
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER messaging_message_made AFTER INSERT ON messaging_message
REFERENCING NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION messaging_count_messages();
CREATE TRIGGER messaging_message_changed AFTER UPDATE ON messaging_message
REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION messaging_count_messages();
CREATE TRIGGER messaging_message_gone AFTER DELETE ON messaging_message
REFERENCING OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION messaging_count_messages();
"""

# Mails that a provider took or refused count on the day of that, facts on their own. What an update leaves as it was
# adds nothing: rows as they are after it are added, rows as they were before it taken off.
_DOMAIN_COUNTS = """
    SELECT workspace_id, sender_id, address, settled_at AS at,
           CASE WHEN state = 'accepted' THEN {sign} ELSE 0 END AS accepted,
           CASE WHEN state = 'rejected' THEN {sign} ELSE 0 END AS refused,
           0 AS delivered, 0 AS bounced, 0 AS complained
    FROM {rows}
    WHERE channel = 'email' AND sender_id IS NOT NULL
      AND (state = 'accepted'
           OR state = 'rejected' AND reason IN ('smtp_refused', 'provider_refused', 'recipient_invalid'))
    UNION ALL
    SELECT m.workspace_id, m.sender_id, m.address, fact.at, 0, 0, fact.delivered, fact.bounced, fact.complained
    FROM {rows} m
    CROSS JOIN LATERAL (VALUES
        (m.delivered_at, {sign}, 0, 0), (m.bounced_at, 0, {sign}, 0), (m.complained_at, 0, 0, {sign})
    ) AS fact (at, delivered, bounced, complained)
    WHERE m.channel = 'email' AND m.sender_id IS NOT NULL
      AND COALESCE(m.delivered_at, m.bounced_at, m.complained_at) IS NOT NULL AND fact.at IS NOT NULL
"""
_DOMAIN_INSERT = """
INSERT INTO messaging_domaincounter (
    workspace_id, sender_id, domain, day, accepted, refused, delivered, bounced, complained
)
SELECT workspace_id, sender_id, lower(split_part(address, '@', 2)), (at AT TIME ZONE 'UTC')::date,
       sum(accepted), sum(refused), sum(delivered), sum(bounced), sum(complained)
FROM ({counts}) AS each
GROUP BY 1, 2, 3, 4
HAVING sum(accepted) <> 0 OR sum(refused) <> 0 OR sum(delivered) <> 0 OR sum(bounced) <> 0 OR sum(complained) <> 0;
"""
_DOMAIN_BOTH = (
    f"{_DOMAIN_COUNTS.format(rows='before', sign=-1)} UNION ALL {_DOMAIN_COUNTS.format(rows='after', sign=1)}"
)
# Most updates are claims, which change nothing that is counted here.
DOMAINS = f"""
CREATE FUNCTION messaging_count_domains() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM after WHERE channel = 'email' AND settled_at IS NOT NULL)
       OR EXISTS (SELECT FROM before WHERE channel = 'email' AND settled_at IS NOT NULL) THEN
        {_DOMAIN_INSERT.format(counts=_DOMAIN_BOTH)}
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER messaging_message_domains AFTER UPDATE ON messaging_message
REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION messaging_count_domains();
"""  # noqa: S608 - only names from this module
DROP = """
DROP TRIGGER messaging_message_domains ON messaging_message;
DROP FUNCTION messaging_count_domains();
DROP TRIGGER messaging_message_gone ON messaging_message;
DROP TRIGGER messaging_message_changed ON messaging_message;
DROP TRIGGER messaging_message_made ON messaging_message;
DROP FUNCTION messaging_count_messages();
"""


class Migration(migrations.Migration):
    dependencies = [("messaging", "0002_storage")]
    replaces = [
        ("messaging", "0005_counters"),
        ("messaging", "0021_machines"),
        ("messaging", "0033_deliverability"),
        ("messaging", "0041_dismissed_counters"),
    ]

    operations = [migrations.RunSQL(MESSAGES + DOMAINS, DROP)]
