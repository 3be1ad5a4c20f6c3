"""What newcomers ask, as plots, tables and a file; never a text, never a small number."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from starlette.responses import Response

from bot.staff.page import Call, Page
from bot.staff.pages.content import topic_name
from bot.staff.roles import Permission
from bot.staff.statistics.chart import Chart, chart
from bot.staff.statistics.period import Period, running
from bot.staff.statistics.tables import Groups, Report, Table

PERCENT = 100


@dataclass(frozen=True)
class Section:
    """A table in words, with its picture."""

    key: str
    rows: Mapping[str, int | None]
    total: int | None
    chart: Chart
    hidden: bool


def show(call: Call) -> Response:
    """One period; the newest one where none is asked for."""
    office = call.office
    periods = office.figures.periods()
    period = next((p for p in periods if p.id == call.asked("period")), None)
    if period is None and periods:
        period = periods[0]
    found = office.figures.report(period, _groups(call)) if period else None
    totals = {_period_name(call, p): n for p, n in office.figures.totals().items()}
    return call.show(
        "statistics.html",
        periods={p.id: _period_name(call, p) for p in periods},
        period=period,
        name=_period_name(call, period) if period else "",
        report=found,
        sections=[_section(call, table) for table in found.tables] if found else [],
        rates=_rates(call, found) if found else [],
        totals=Section("totals", totals, None, chart(totals), None in totals.values()),
        next=running(office.today()).end.isoformat(),
    )


def download(call: Call) -> Response:
    """The same numbers as a file for a spreadsheet."""
    office = call.office
    wanted = call.path("period")
    period = next((p for p in office.figures.periods() if p.id == wanted), None)
    if period is None:
        return call.show("fault.html", 404, message=office.words("error_no_page"))
    found = office.figures.report(period, _groups(call))
    stream = io.StringIO()
    out = csv.writer(stream, delimiter=";")
    words, hidden = office.words, office.words("stat_hidden")
    out.writerow([words(f"stat_column_{name}") for name in ("period", "table", "group", "count")])
    name = _period_name(call, period)

    def line(table: str, group: str, value: int | None, unit: str = "") -> None:
        out.writerow([name, table, group, hidden if value is None else f"{value}{unit}"])

    for table in found.tables:
        section = _section(call, table)
        for group, value in section.rows.items():
            line(words(f"stat_{table.key}"), group, value)
        line(words(f"stat_{table.key}"), words("stat_total"), table.total)
    line(words("stat_crises"), "", found.crises)
    line(words("stat_helpful"), words("stat_total"), found.helpful, " %")
    for rates in _rates(call, found):
        for group, value in rates.rows.items():
            line(words(f"stat_{rates.key}"), group, value, " %")
    headers = {
        "Content-Disposition": f'attachment; filename="statistik-{period.id}.csv"',
        "Cache-Control": "no-store",
    }
    # The mark at the beginning tells a spreadsheet that it is UTF-8.
    return Response("\ufeff" + stream.getvalue(), media_type="text/csv", headers=headers)


def _groups(call: Call) -> Groups:
    content = call.office.shelf.content()

    def topic_of(entry: str) -> str:
        found = content.entries.get(entry)
        return found.topic if found is not None and found.topic in content.topics else "other"

    channels = call.office.words("stat_channels").split()
    return Groups(content.topics, tuple(content.languages), tuple(channels), topic_of)


def _section(call: Call, table: Table) -> Section:
    rows = _named(call, table.key, table.rows)
    return Section(table.key, rows, table.total, chart(rows), None in rows.values())


def _rates(call: Call, found: Report) -> list[Section]:
    return [
        Section(f"helpful_{key}", named, None, chart(named, PERCENT), None in named.values())
        for key, rows in found.helpful_by.items()
        for named in [_named(call, key, rows)]
    ]


def _named(call: Call, key: str, rows: Mapping[str, int | None]) -> Mapping[str, int | None]:
    """The same numbers under the names that people know."""
    languages, words = call.office.shelf.content().languages, call.office.words
    names: Mapping[str, Callable[[str], str]] = {
        "topic": lambda group: _topic(call, group),
        "chosen": lambda group: _topic(call, group),
        "lang": lambda group: languages[group].name if group in languages else group,
        "channel": lambda group: words.by_key.get(f"stat_channel_{group}", group),
        "outcome": lambda group: words(f"stat_{group}"),
        "week": lambda group: words("stat_one_week", week=int(group[-2:])),
    }
    return {names[key](group): n for group, n in rows.items()}


def _topic(call: Call, topic: str) -> str:
    return call.office.words("stat_other") if topic == "other" else topic_name(call, topic)


def _period_name(call: Call, period: Period) -> str:
    first, last = (int(week[-2:]) for week in (period.weeks[0], period.weeks[-1]))
    return call.office.words("stat_weeks", first=first, last=last, year=period.year)


PAGES = (
    Page("/statistics", show, Permission.STATISTICS),
    Page("/statistics/{period}.csv", download, Permission.STATISTICS),
)
