"""A published version never changes: the database refuses it, whoever asks."""

from django.db import migrations

FORWARD = """
create function templates_app_version_is_immutable() returns trigger language plpgsql as $$
begin
    raise exception 'a published template version never changes' using errcode = 'restrict_violation';
end $$;

create trigger templates_app_version_is_immutable
before update on templates_app_templateversion for each row
when (
    (old.template_id, old.number, old.content, old.compiled, old.variables, old.workspace_id)
    is distinct from (new.template_id, new.number, new.content, new.compiled, new.variables, new.workspace_id)
)
execute function templates_app_version_is_immutable();
"""

BACKWARD = """
drop trigger templates_app_version_is_immutable on templates_app_templateversion;
drop function templates_app_version_is_immutable();
"""


class Migration(migrations.Migration):
    dependencies = [("templates_app", "0001_schema")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
