"""What people ask of imports: take a file, read it in another way, go on with it, break it off. `imports` does it.

An import goes from file to contacts in one go, or stops after each step for somebody to look: read, dry run, import.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.db.models import F

from contacts.cleaning import Unfit, clean_country, clean_tags
from contacts.imports.encoding import ENCODINGS, Unreadable
from contacts.imports.header import consent_key, read_header, target_problem
from contacts.models import (
    ANSWERS,
    AttributeKind,
    ContactImport,
    ImportedContact,
    ImportGoal,
    ImportJob,
    ImportRefusedRow,
    ImportRowError,
    ImportState,
    Segment,
    SegmentKind,
    Topic,
)
from workspaces.clock import database_now
from workspaces.errors import Conflict, InvalidInput
from workspaces.models import Workspace
from workspaces.nudge import nudge
from workspaces.services import Actor, audit_record

RUN = "contacts.tasks.run_imports"
# How long a file waits for somebody to go on with it, and how long refused rows, faults and who was in it are kept.
WAITS_FOR = timedelta(days=7)
KEPT_FOR = timedelta(days=30)
MOST_TAGS = 20
WAITING = (ImportState.READY, ImportState.CHECKED)
ENDED = (ImportState.DONE, ImportState.FAILED, ImportState.CANCELLED)
_NO_COUNTS = dict.fromkeys(
    (
        *("rows_read", "rows_created", "rows_updated", "rows_unchanged", "rows_rejected", "rows_repeated"),
        "faults_total",
    ),
    0,
)


@transaction.atomic
def import_create(
    *,
    workspace: Workspace,
    file: File,
    filename: str = "",
    goal: str = ImportGoal.IMPORT,
    encoding: str = "",
    sheet: str = "",
    actor: Actor,
    **options: Any,
) -> ContactImport:
    """Stores the file, CSV or a workbook, and queues what `goal` says: reading it, a dry run, or the import.

    `options` are those of `import_start`; for a goal of reading they are left for later. Raises InvalidInput. What is
    wrong inside of the file shows on the import: its state and `error` for the file as a whole, ImportRowError and
    ImportRefusedRow for rows.
    """
    if not file.size:
        raise InvalidInput.of("file", "The file is empty.")
    if goal not in ImportGoal.values:
        raise InvalidInput.of("goal", f"must be one of {', '.join(ImportGoal.values)}")
    name = (filename or file.name or "contacts.csv").replace("\x00", "")[-255:]
    item = ContactImport(workspace=workspace, filename=name, goal=goal)
    item.encoding, item.sheet = _checked_encoding(encoding), sheet.replace("\x00", "")[:255]
    for field, value in checked_options(workspace, options).items():
        setattr(item, field, value)
    item.file.save(f"{item.public_id}.csv", file, save=False)
    item.save(force_insert=True)
    _audit(item, "import.created", actor)
    nudge(RUN)
    return item


@transaction.atomic
def import_read(*, item: ContactImport, encoding: str = "", sheet: str = "", actor: Actor) -> ContactImport:
    """Has a waiting file read again, in another encoding or from another sheet. Raises Conflict, InvalidInput."""
    changes = {"encoding": _checked_encoding(encoding), "sheet": sheet.replace("\x00", "")[:255]}
    _requeue(item, ImportGoal.READ, rows_total=0, survey={}, mapping={}, kinds={}, rows_file="", **changes)
    drop_files(item, "rows_file")
    _audit(item, "import.read", actor)
    return _again(item)


@transaction.atomic
def import_start(*, item: ContactImport, goal: str, actor: Actor, **options: Any) -> ContactImport:
    """Goes on with a file that was read, to a dry run or to the import, on the options given (all anew).

    `mapping` says what columns mean (name → target, see `contacts.imports.header`), `kinds` of which kind new
    attributes are, `country` where phone numbers without one are dialled, `add_tags` and `segment` (a static one) what
    everybody in the file gets, `consent` what they agreed to (`{"email.marketing": "granted"}`, or of a
    topic: `{"email.marketing.product-news": "granted"}`).
    Raises InvalidInput naming what is wrong, Conflict when the import does not wait for anybody.
    """
    if goal not in (ImportGoal.CHECK, ImportGoal.IMPORT):
        raise InvalidInput.of("goal", "must be check or import")
    if item.state not in WAITING:
        raise _not_waiting(item)
    checked = checked_options(item.workspace, options)
    try:
        read_header(item.survey.get("names", ()), checked["mapping"])
    except Unreadable as error:
        raise InvalidInput.of("mapping", str(error)) from None
    _requeue(item, goal, **checked)
    _audit(item, "import.checked" if goal == ImportGoal.CHECK else "import.started", actor)
    return _again(item)


@transaction.atomic
def import_cancel(*, item: ContactImport, actor: Actor) -> ContactImport:
    """Ends an import that has not ended; what it stored until now stays. Raises Conflict."""
    if not _cancel(item):
        raise Conflict("The import has ended.", current_status=item.state)
    _audit(item, "import.cancelled", actor)
    return _again(item)


@transaction.atomic
def imports_expire(*, now: datetime) -> int:
    """Gives up files that nobody went on with, and forgets what was wrong in old imports. Returns how many ended."""
    old = ContactImport.objects.across_workspaces().filter(state__in=WAITING, created_at__lt=now - WAITS_FOR)
    ended = sum(_cancel(item, f"Nobody went on with it for {WAITS_FOR.days} days.") for item in old[:1_000])
    for model in (ImportRefusedRow, ImportRowError, ImportedContact):
        rows = model.objects.across_workspaces()
        rows.filter(contact_import__finished_at__lt=now - KEPT_FOR).delete()
    return ended


def checked_options(workspace: Workspace, options: Mapping[str, Any]) -> dict[str, Any]:
    """The options as they are stored, every one of them. Raises InvalidInput naming the first that is wrong."""
    unknown = set(options) - {"mapping", "kinds", "country", "consent", "add_tags", "segment"}
    if unknown:
        raise InvalidInput.of(sorted(unknown)[0], "unknown field", "unknown")
    _check_topics(workspace, options)
    return {
        "mapping": _checked_mapping(options.get("mapping") or {}),
        "kinds": _checked_kinds(options.get("kinds") or {}),
        "country": _fit("country", lambda: clean_country(options.get("country") or "")),
        "consent": _checked_consent(options.get("consent") or {}),
        "add_tags": _checked_tags(options.get("add_tags") or []),
        "segment": _checked_segment(workspace, options.get("segment")),
    }


def import_topics(mapping: Mapping[str, str], consent: Mapping[str, str]) -> dict[str, str]:
    """The keys of topics that consent in a file is about, each with the name of the option that says so."""
    said = {
        f"mapping.{header[:120]}": target.removeprefix("consent.")
        for header, target in mapping.items()
        if target.startswith("consent.")
    }
    said |= {f"consent.{key[:60]}": key for key in consent}
    return {topic: name for name, key in said.items() if (topic := consent_key(key)[2])}


def _check_topics(workspace: Workspace, options: Mapping[str, Any]) -> None:
    wanted = import_topics(options.get("mapping") or {}, options.get("consent") or {})
    if not wanted:
        return
    known = set(Topic.objects.in_workspace(workspace).filter(key__in=wanted).values_list("key", flat=True))
    for topic, name in wanted.items():
        if topic not in known:
            raise InvalidInput.of(name, f"there is no topic “{topic[:64]}”", "unknown_topic")


def _checked_mapping(mapping: Mapping[str, str]) -> dict[str, str]:
    for header, target in mapping.items():
        if problem := target_problem(target):
            raise InvalidInput.of(f"mapping.{header[:120]}", problem)
    return dict(mapping)


def _checked_kinds(kinds: Mapping[str, str]) -> dict[str, str]:
    for key, kind in kinds.items():
        if kind not in AttributeKind.values:
            raise InvalidInput.of(f"kinds.{key[:64]}", f"must be one of {', '.join(AttributeKind.values)}")
    return dict(kinds)


def _checked_consent(consent: Mapping[str, str]) -> dict[str, str]:
    for key, state in consent.items():
        if target_problem(f"consent.{key}") or state not in ANSWERS:
            raise InvalidInput.of(
                f"consent.{key[:60]}", "must be <channel>.<message type>[.<topic>] with granted or denied"
            )
    return dict(consent)


def _checked_tags(tags: Sequence[str]) -> list[str]:
    if len(tags) > MOST_TAGS:
        raise InvalidInput.of("add_tags", f"must be at most {MOST_TAGS}")
    return list(_fit("add_tags", lambda: clean_tags(tags)))


def _checked_segment(workspace: Workspace, segment: Segment | None) -> Segment | None:
    if segment is not None and (segment.workspace_id != workspace.pk or segment.kind != SegmentKind.STATIC):
        raise InvalidInput.of("segment", "must be a static segment; who is in a dynamic one follows from its rule")
    return segment


def _checked_encoding(encoding: str) -> str:
    if encoding and encoding not in ENCODINGS:
        raise InvalidInput.of("encoding", f"must be one of {', '.join(ENCODINGS)}")
    return encoding


def _fit(field: str, clean: Any) -> Any:
    try:
        return clean()
    except Unfit as unfit:
        raise InvalidInput.of(field, unfit.message, unfit.code) from None


def _rows(item: ContactImport) -> Any:
    return ContactImport.objects.in_workspace(item.workspace_id).filter(pk=item.pk)


def _requeue(item: ContactImport, goal: str, **changes: Any) -> None:
    """Puts a waiting import back to work; what an earlier step counted and reported is forgotten."""
    queued = _rows(item).filter(state__in=WAITING)
    if not queued.update(
        state=ImportState.QUEUED, goal=goal, error="", attempts_before=F("attempt"), **_NO_COUNTS, **changes
    ):
        raise _not_waiting(item)
    import_forget(item)
    nudge(RUN)


def _not_waiting(item: ContactImport) -> Conflict:
    return Conflict("The import does not wait for anybody.", current_status=item.state)


def import_forget(item: ContactImport) -> None:
    """Takes away what was reported of the rows, and the notes on who was in which."""
    for model in (ImportRowError, ImportRefusedRow, ImportedContact):
        model.objects.in_workspace(item.workspace_id).filter(contact_import=item).delete()


def _cancel(item: ContactImport, error: str = "") -> bool:
    open_ones = _rows(item).exclude(state__in=ENDED)
    survey = without_samples(item.survey)
    if not open_ones.update(state=ImportState.CANCELLED, error=error, survey=survey, finished_at=database_now()):
        return False
    drop_files(item, "file", "rows_file")
    return True


def without_samples(survey: Mapping[str, Any]) -> dict[str, Any]:
    """What reading a file found, without its first rows, which are personal data."""
    return {**survey, "samples": []} if survey else {}


def drop_files(item: ImportJob, *fields: str) -> None:
    """Deletes stored files of the import once the transaction has committed."""
    for field in fields:
        stored = getattr(item, field)
        if stored.name:
            transaction.on_commit(_Deletion(stored.storage, stored.name))


class _Deletion:
    """Deletes a stored file."""

    def __init__(self, storage: Any, name: str) -> None:
        self._storage, self._name = storage, name

    def __call__(self) -> None:
        self._storage.delete(self._name)


def _again(item: ContactImport) -> ContactImport:
    return ContactImport.objects.in_workspace(item.workspace_id).select_related("workspace").get(pk=item.pk)


def _audit(item: ContactImport, action: str, actor: Actor) -> None:
    audit_record(
        workspace=item.workspace,
        actor=actor,
        action=action,
        target_type="import",
        target_id=item.public_id,
        data={"filename": item.filename},
    )
