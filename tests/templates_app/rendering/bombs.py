"""Templates made to exhaust a worker. `main` runs in a process of its own, under limits that a bomb would break."""

import json
import resource
import sys
import time
from pathlib import Path

from templates_app.rendering.errors import RenderFailed, SourceError
from templates_app.rendering.liquid import compile_liquid
from templates_app.rendering.mjml import mjml_to_html
from templates_app.rendering.sanitize import sanitize_html
from templates_app.rendering.text import html_to_text

LIQUID_BOMBS = {
    "nested loops": "{% for i in (1..900) %}{% for j in (1..900) %}x{% endfor %}{% endfor %}",
    "loops in a row": "{% for i in (1..900) %}{{ i }}{% endfor %}" * 500,
    "huge range": "{% for i in (1..100000000000) %}x{% endfor %}",
    "huge range, reversed": "{% for i in (1..100000000000) reversed %}x{% endfor %}",
    "huge range, offset": "{% for i in (1..n) offset: 9999999999 limit: 1 %}x{% endfor %}",
    "huge range, joined": "{{ (1..n) | join }}",
    "huge range, sorted": "{{ (1..n) | sort | size }}",
    "huge range, searched": "{% assign r = (1..n) %}{% if r contains 'x' %}{% endif %}",
    "replace chain": "{{ 'aaaaaaaaaaaaaaaaaaaa'" + " | replace: 'a', 'aaaaaaaaaaaaaaaaaaaa'" * 10 + " }}",
    "replace nothing": "{{ text" + " | replace: '', text" * 10 + " }}",
    "append doubling": "{% assign a = text %}" + "{% assign a = a | append: a %}" * 60,
    "capture doubling": "{% assign a = text %}" + "{% capture a %}{{ a }}{{ a }}{% endcapture %}" * 60,
    "join": "{{ long | split: '' | join: long }}",
    "list doubling": "{% assign l = long | split: '' %}" + "{% assign l = l | concat: l %}" * 60,
    "list of texts": (
        "{% for i in (1..900) %}{% assign s = long | append: i | split: '#' %}"
        "{% assign l = l | concat: s %}{% endfor %}"
    ),
    "many variables": "".join(f"{{% assign v{i} = long | append: '{i}' %}}" for i in range(2900)),
    "powers": "{{ 9999999999" + " | times: 9999999999" * 60 + " }}",
    "powers in a loop": "{% assign x = 9 %}{% for i in (1..900) %}{% assign x = x | times: x %}{% endfor %}{{ x }}",
    "long number": "{{ '" + "9" * 1900 + "' | plus: 1 | times: 9 }}",
    "idle loop": "{% for i in (1..900) %}" + "{% if 1 == 1 %}{% endif %}" * 1400 + "{% endfor %}",
    "idle blank loop": "{% for i in (1..999) %}{% for j in (1..999) %}{% assign q = i %}{% endfor %}{% endfor %}",
    "filters in a loop": "{% for i in (1..999) %}{% assign y = long | upcase | url_encode | downcase %}{% endfor %}",
    "output": "{{ huge }}" * 2000,
    "date width": "{{ 'now' | date: '%999999999d' }}",
    "open braces": "{{" * 90_000,
    "open tags": "{% if" * 40_000,
    "raw": "{% raw %}" * 20_000,
    "blanks": "{{" + " " * 190_000 + "}}",
    "blanks in tag": "{%" + " " * 190_000 + "if",
    "deep blocks": "{% if a %}" * 1400,
    "deep path": "{{ a" + "[a" * 600 + "]" * 600 + " }}",
    "deep condition": "{% if " + "a and " * 320 + "a %}{% endif %}",
    "quotes": "{{ '" + "\"'" * 990,
}

MJML_BOMBS = {
    "deep sections": "<mjml><mj-body>" + "<mj-section>" * 8_000,
    "deep elements": "<mjml><mj-body><mj-text>" + "<b>" * 25_000 + "</b>" * 25_000,
    "many elements": "<mjml><mj-body>" + "<mj-spacer/>" * 12_000 + "</mj-body></mjml>",
    "attributes": "<mjml><mj-body><mj-text " + "a='b' " * 30_000,
    "bare attributes": "<mjml><mj-body><mj-text " + "a " * 90_000,
    "brackets": "<mjml>" + "<" * 190_000,
    "comments": "<mjml>" + "<!--" * 45_000,
    "blanks": "<mjml" + " " * 190_000,
    "entities": "<!DOCTYPE m [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><mjml><mj-body>&b;</mj-body></mjml>",
}

HTML_BOMBS = {
    "deep": "<div>" * 39_000,
    "many": "<br>" * 49_000,
    "brackets": "<" * 190_000,
    "attributes": "<p " + "a " * 90_000,
    "quotes": "<p a='" + "\"'" * 90_000,
    "comments": "<!--" * 45_000,
    "blanks": "<p" + " " * 190_000,
    "tables": "<table><tr><td>" * 12_000,
    "formatting": "<b><i><u><a>" * 15_000,
}

ALL = {"liquid": LIQUID_BOMBS, "mjml": MJML_BOMBS, "html": HTML_BOMBS}
SECONDS = 2.0
MEMORY = 200 * 1024 * 1024


def main() -> None:
    """Prints what became of each bomb, as JSON: {name: [outcome, seconds]}."""
    values = {"text": "abcdefghij", "long": "ab" * 5_000, "huge": "y" * 300_000, "n": 10**12, "a": {}}

    def liquid(source: str) -> None:
        compile_liquid(source, html=True).render(values)

    def markup(source: str) -> None:
        html_to_text(sanitize_html(source))

    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY, used + MEMORY))
    outcomes = {}
    runners = {"liquid": liquid, "mjml": mjml_to_html, "html": markup}
    for kind, bombs in ALL.items():
        for name, source in bombs.items():
            run = runners[kind]
            started = time.process_time()
            try:
                run(source)
                outcome = "made"
            except (SourceError, RenderFailed) as error:
                outcome = str(error)
            outcomes[f"{kind}: {name}"] = [outcome, time.process_time() - started]
    json.dump(outcomes, sys.stdout)
