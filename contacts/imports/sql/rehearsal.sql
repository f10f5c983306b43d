-- Temporary tables under the names that an import writes to, with the keys that its statements look contacts up by and
-- none of the other indexes. `public` is where the real ones are.
CREATE TEMPORARY TABLE contacts_contact (
    LIKE public.contacts_contact INCLUDING DEFAULTS,
    PRIMARY KEY (id)
);
CREATE UNIQUE INDEX ON pg_temp.contacts_contact (workspace_id, lower(email));
CREATE UNIQUE INDEX ON pg_temp.contacts_contact (workspace_id, phone);
CREATE UNIQUE INDEX ON pg_temp.contacts_contact (workspace_id, external_id);
CREATE TEMPORARY TABLE contacts_contactchange (LIKE public.contacts_contactchange INCLUDING IDENTITY);
CREATE TEMPORARY TABLE contacts_scorechange (LIKE public.contacts_scorechange INCLUDING IDENTITY INCLUDING DEFAULTS);
CREATE TEMPORARY TABLE contacts_importedcontact (
    LIKE public.contacts_importedcontact INCLUDING IDENTITY,
    UNIQUE (contact_import_id, contact_id)
)
