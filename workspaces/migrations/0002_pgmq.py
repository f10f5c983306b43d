"""Installs the SQL of pgmq, the message queue inside PostgreSQL that is the broker where no other one is named."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from pgmq.install import get_embedded_install_sql


def install_pgmq(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Run the script that ships with the client, unless the server has pgmq already, as an extension or from before."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('pgmq.meta')")
        row = cursor.fetchone()
        if row is None or row[0] is None:
            cursor.execute(get_embedded_install_sql())


class Migration(migrations.Migration):
    dependencies = (("workspaces", "0001_schema"),)
    operations = (migrations.RunPython(install_pgmq, migrations.RunPython.noop),)
