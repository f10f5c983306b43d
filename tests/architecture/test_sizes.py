"""How long functions and files may be: short ones are read, long ones are skipped."""

import statistics

from tests.architecture.sources import APPS, ROOT, functions, python_files

LONGEST_FUNCTION, MEDIAN_FUNCTION = 60, 10
_WRITTEN = "// Written by `python -m "
LONGEST_FILE, USUAL_FILE, USUAL_SHARE = 500, 300, 0.95


def test_no_function_is_longer_than_a_screen() -> None:
    long = [f"{function} has {function.lines} lines" for function in functions() if function.lines > LONGEST_FUNCTION]
    assert long == []


def test_functions_are_short() -> None:
    assert statistics.median(function.lines for function in functions(*APPS)) <= MEDIAN_FUNCTION


def test_no_file_is_too_long() -> None:
    lengths = _file_lengths()
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_nearly_all_files_are_short() -> None:
    lengths = _file_lengths()
    long = {name: lines for name, lines in lengths.items() if lines > USUAL_FILE}
    assert len(long) <= (1 - USUAL_SHARE) * len(lengths), long


def _file_lengths() -> dict[str, int]:
    """Python and TypeScript, tests too; not what a script has written, which nobody reads from top to bottom."""
    folders = (ROOT / "frontend" / "src", ROOT / "clients" / "typescript")
    scripts = [path for folder in folders for path in folder.rglob("*") if path.suffix in {".ts", ".tsx"}]
    scripts = [path for path in scripts if not {"node_modules", "dist", "build"} & set(path.parts)]
    paths = [*python_files(), *python_files("tests"), *scripts]
    texts = {path: path.read_text(encoding="utf-8") for path in paths}
    own = {path: text for path, text in texts.items() if not text.startswith(_WRITTEN)}
    return {str(path.relative_to(ROOT)): len(text.splitlines()) for path, text in own.items()}
