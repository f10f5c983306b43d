"""`campanile campaigns`: list, trigger, pause, resume, status."""

import json
from typing import Any

import click

from campanile.cli.base import client, command, json_option, show_json, show_table
from campanile.models import Campaign, CampaignStatus


@click.group()
def campaigns() -> None:
    """Campaigns of the workspace."""


@campaigns.command(name="list")
@click.option("--status", type=click.Choice(["draft", "active", "paused", "completed"]), help="Only those that are so.")
@json_option
@command
def list_(status: str | None, as_json: bool) -> None:
    """Campaigns, newest first."""
    with client() as opened:
        found = [each for each in opened.campaign.iter() if status in (None, each.status)]
    if as_json:
        show_json(found)
    else:
        columns = ("ID", "NAME", "STATUS", "CHANNEL", "CREATED")
        show_table(columns, [_row(each) for each in found], nothing="There are no campaigns.")


@campaigns.command()
@click.argument("campaign")
@click.option("--contact", "who", multiple=True, help="E-mail address or id (ct_…) of a contact; may be repeated.")
@click.option("--data", help="JSON that the flow knows as trigger.*")
@click.option("--key", help="Makes it safe to repeat: with the same key it is the same run.")
@json_option
@command
def trigger(campaign: str, who: tuple[str, ...], data: str | None, key: str | None, as_json: bool) -> None:
    """Let contacts in, or the campaign's whole audience. It needs the trigger API call."""
    contacts = [{"email" if "@" in each else "contact_id": each} for each in who]
    with client() as opened:
        run = opened.campaign.trigger(campaign, contacts=contacts or None, data=_data(data), idempotency_key=key)
    if as_json:
        show_json(run)
    else:
        click.echo(f"Begun: {run.run_id}. The campaign is {run.status}.")


@campaigns.command()
@click.argument("campaign")
@json_option
@command
def pause(campaign: str, as_json: bool) -> None:
    """Stop all sending. When it has answered, nothing more is sent."""
    with client() as opened:
        _told(opened.campaign.pause(campaign), as_json)


@campaigns.command()
@click.argument("campaign")
@json_option
@command
def resume(campaign: str, as_json: bool) -> None:
    """Go on where it stopped."""
    with client() as opened:
        _told(opened.campaign.resume(campaign), as_json)


@campaigns.command()
@click.argument("campaign")
@json_option
@command
def status(campaign: str, as_json: bool) -> None:
    """Where its contacts are, and what became of its messages."""
    with client() as opened:
        found = opened.campaign.status(campaign)
    if as_json:
        show_json(found)
    else:
        _show(found)


def _row(campaign: Campaign) -> tuple[str, ...]:
    day = campaign.created_at.date().isoformat()
    return campaign.id, campaign.name, campaign.status, campaign.channel_type or "–", day


def _told(status: str, as_json: bool) -> None:
    if as_json:
        show_json({"status": status})
    else:
        click.echo(f"The campaign is {status}.")


def _data(text: str | None) -> dict[str, Any] | None:
    if text is None:
        return None
    try:
        found = json.loads(text)
    except ValueError as error:
        raise click.BadParameter(f"is not JSON: {error}", param_hint="--data") from None
    if not isinstance(found, dict):
        raise click.BadParameter("must be an object", param_hint="--data")
    return found


def _show(found: CampaignStatus) -> None:
    click.echo(f"{found.name}: {found.detailed_status}, {found.percent} % done")
    for hold in found.holds:
        click.echo(f"Held since {hold.since:%Y-%m-%d %H:%M %Z}: {hold.kind} {hold.reason}".rstrip())
    rows = [(name, f"{number:,}") for name, number in found.executions.items()]
    show_table(("CONTACTS", ""), [*rows, ("came in", f"{found.enrolled:,}")], nothing="")
    sent = [(name.replace("_", " "), f"{number:,}") for name, number in found.messages.items() if number]
    show_table(("MESSAGES", ""), sent, nothing="No messages yet.")
