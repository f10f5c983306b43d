"""Log lines: what an error tells, and what it must keep to itself."""

import logging
from logging.config import DictConfigurator

import pytest

from config.logs import logging_settings


@pytest.mark.parametrize("json_lines", [True, False])
def test_an_error_shows_its_traceback_without_local_values(json_lines: bool) -> None:
    settings = logging_settings(json_lines=json_lines, level="INFO")
    formatter = DictConfigurator(settings).configure_formatter(settings["formatters"]["event"])
    password = "".join(["hun", "ter2"])
    try:
        raise ValueError(f"refused after {len(password)} letters")
    except ValueError as error:
        exception = (type(error), error, error.__traceback__)
        record = logging.LogRecord("test", logging.ERROR, __file__, 1, "it failed", (), exception)
        line = formatter.format(record)
    assert "it failed" in line
    assert "ValueError: refused after 7 letters" in line
    assert "test_logs.py" in line
    assert password not in line
