"""A page of the whole content, made from the files, for a person to review."""

from __future__ import annotations

import datetime
from pathlib import Path

import jinja2
from tqdm import tqdm

from bot.content.model import Content, Entry

PAGE = """<!doctype html>
<html lang="{{ source }}"><meta charset="utf-8"><title>Velkommen: {{ rows|length }}</title>
<style>
body { font: 1rem/1.5 system-ui, "Noto Sans Arabic", "Noto Sans Ethiopic", sans-serif;
       margin: 2rem auto; max-width: 80rem; padding: 0 1rem }
table { border-collapse: collapse; width: 100% } td, th { border: 1px solid #767676;
  padding: .5rem; text-align: start; vertical-align: top } .late { background: #fff3cd }
.text { white-space: pre-wrap } h2 { margin-top: 3rem }
</style>
<h1>{{ version }} · {{ today }}</h1>
{% for entry in rows %}
<h2 id="{{ entry.id }}">{{ entry.id }}</h2>
<p>{{ entry.topic }} · {{ entry.checked }} ({{ age(entry.checked) }} d)</p>
<table><tr>{% for lang in languages %}
  <th class="{{ 'late' if entry.outdated(lang, source) }}">{{ languages[lang].name }}:
    {{ entry.answers[lang].state.value if lang in entry.answers else '-' }}
    {{ '(outdated)' if entry.outdated(lang, source) }}</th>{% endfor %}</tr>
<tr>{% for lang in languages %}<td lang="{{ lang }}" dir="{{ languages[lang].direction }}">
  <strong>{{ entry.title(lang) or '' }}</strong>
  <div class="text">{{ entry.answers[lang].text if lang in entry.answers else '' }}</div>
  <p>{{ entry.questions.get(lang, ())|length }} ?</p></td>{% endfor %}</tr></table>
<ul>{% for s in entry.sources %}<li>{{ s.title }}{% if s.url %} · <a href="{{ s.url }}">{{ s.url }}
  </a>{% endif %} · {{ s.seen }} ({{ age(s.seen) }} d)</li>{% endfor %}</ul>
{% endfor %}
</html>
"""


def write_report(content: Content, path: Path) -> None:
    """Write the page to `path`: per entry its texts, their states, sources and their age."""
    today = datetime.date.today()
    template = jinja2.Environment(autoescape=True).from_string(PAGE)
    rows: list[Entry] = list(tqdm(content.entries.values(), desc="entries", unit="entry"))
    path.parent.mkdir(parents=True, exist_ok=True)
    page = template.render(
        rows=rows,
        languages=content.languages,
        source=content.source_lang,
        version=content.version,
        today=today.isoformat(),
        age=lambda day: (today - datetime.date.fromisoformat(day)).days,
    )
    path.write_text(page, encoding="utf-8")
