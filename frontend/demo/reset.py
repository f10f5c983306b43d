"""Takes the demo workspace away with all that is in it, so that it can be set up anew. Only ever the demo's rows.

Nothing of the kind exists for other workspaces: deleting a tenant is not something that a page or an API offers.
"""

from django.apps import apps
from django.db import connection, transaction
from psycopg import sql

from campaigns.models import Campaign
from contacts.selectors import import_list
from contacts.services import consent_log_open
from messaging.models import MailboxMail
from workspaces.locks import exclusive_campaign_lock
from workspaces.models import Workspace
from workspaces.tenancy import WorkspaceModel


def demo_remove(workspace: Workspace) -> None:
    """Deletes the workspace's rows in every table, its uploaded files, and the local mailbox's mails."""
    files = [item.file for item in import_list(workspace=workspace)]
    with transaction.atomic(), consent_log_open():
        _stop_claims(workspace)
        # Foreign keys are checked at the commit, so the order of the tables does not matter.
        for model in apps.get_models():
            if issubclass(model, WorkspaceModel):
                _delete_rows(model._meta.db_table, "workspace_id", workspace)
        _delete_rows(Workspace._meta.db_table, "id", workspace)
        MailboxMail.objects.all().delete()
    for file in files:
        file.delete(save=False)


def _stop_claims(workspace: Workspace) -> None:
    """Waits for passes that are open; later ones find the campaigns gone."""
    with connection.cursor() as cursor:
        for pk in Campaign.objects.in_workspace(workspace).order_by("pk").values_list("pk", flat=True):
            exclusive_campaign_lock(pk, cursor)


def _delete_rows(table: str, column: str, workspace: Workspace) -> None:
    statement = sql.SQL("DELETE FROM {} WHERE {} = %s").format(sql.Identifier(table), sql.Identifier(column))
    with connection.cursor() as cursor:
        cursor.execute(statement, [workspace.pk])
