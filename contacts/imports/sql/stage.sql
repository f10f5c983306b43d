-- The staging tables of one connection: a chunk of rows on its way into contacts, and whom each of them is about. Emptied by
-- every commit.
CREATE TEMPORARY TABLE IF NOT EXISTS contacts_import_stage (
    row integer NOT NULL,
    new_id uuid NOT NULL,
    external_id text,
    email text,
    phone text,
    first_name text,
    last_name text,
    timezone text,
    score integer,
    tags varchar[],
    attributes jsonb NOT NULL
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS contacts_import_owner (
    row integer NOT NULL,
    contact_id uuid NOT NULL,
    owners smallint NOT NULL
) ON COMMIT DELETE ROWS
