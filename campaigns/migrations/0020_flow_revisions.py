"""A number for every state of a campaign's flow, never given twice, and who edited a draft last."""

from django.db import migrations, models

# So far each version counted for itself: go on after the largest.
_GO_ON = """
UPDATE campaigns_campaign AS campaign SET flow_revision = last.revision
FROM (SELECT campaign_id, max(revision) AS revision FROM campaigns_flowversion GROUP BY campaign_id) AS last
WHERE last.campaign_id = campaign.id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0019_local_runs"),
    ]

    operations = [
        migrations.AddField(
            model_name="campaign",
            name="flow_revision",
            field=models.PositiveIntegerField(
                default=1,
                editable=False,
                help_text="The last number given to a state of the flow; see FlowVersion.revision.",
            ),
        ),
        migrations.AddField(
            model_name="flowversion",
            name="saved_by",
            field=models.CharField(
                blank=True, default="", help_text="Who edited it last, as in the audit.", max_length=254
            ),
        ),
        migrations.AlterField(
            model_name="flowversion",
            name="revision",
            field=models.PositiveIntegerField(
                default=1,
                help_text="The number of the edit that made it what it is, in its campaign; for If-Match.",
            ),
        ),
        migrations.RunSQL(_GO_ON, migrations.RunSQL.noop),
    ]
