"""bench.html: the figures as a table and as bars; one file without scripts."""

from pathlib import Path

from markupsafe import Markup, escape

from eval.bench.figures import Bench, goals, rows

_STYLE = Markup("""
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; color: #222 }
table { border-collapse: collapse; margin: 1rem 0 } th, td { padding: .2rem .7rem; text-align: right }
th:first-child, td:first-child { text-align: left } tr + tr { border-top: 1px solid #ddd }
.missed { color: #a00 } svg { width: 100%; height: auto } figure { margin: 1.5rem 0 }
""")
_BAR, _LEFT, _WIDTH = 20, 150, 640


def write_page(result: Bench, path: Path) -> None:
    """Write the report."""
    parts = [_goal_table(result), _figure_table(result), *_plots(result), _scale(result)]
    body = Markup("\n").join(parts)
    page = Markup(
        '<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>policyqa bench</title>\n<style>{}</style>\n'
        "<h1>policyqa bench</h1>\n<p>One run on one machine: compare within it only.</p>\n{}\n</html>\n"
    )
    path.write_text(page.format(_STYLE, body), encoding="utf-8")


def _goal_table(result: Bench) -> Markup:
    lines = [
        Markup('<tr class="{}"><td>{}<td>{}<td>{:.3g}').format("" if each.is_met else "missed", *each[:3])
        for each in goals(result)
    ]
    return _table(("goal", "wanted", "found"), lines)


def _figure_table(result: Bench) -> Markup:
    lines = [
        Markup("<tr><td>{}{}").format(
            title, Markup("").join(Markup("<td>{}").format("" if value is None else f"{value:.4g}") for value in values)
        )
        for title, values in rows(result)
    ]
    return _table(("", *result.engines), lines)


def _plots(result: Bench) -> list[Markup]:
    return [_plot(title, list(zip(result.engines, values, strict=True))) for title, values in rows(result)]


def _plot(title: str, values: list[tuple[str, float | None]]) -> Markup:
    """Return bars, the longest as wide as the page."""
    longest = max([value for _, value in values if value is not None], default=0.0) or 1.0
    bars = [
        Markup(
            '<text x="0" y="{y}">{name}</text><rect x="{left}" y="{top}" width="{width:.1f}" height="14" fill="#37a"/>'
            '<text x="{end:.1f}" y="{y}">{value:.4g}</text>'
        ).format(
            name=name,
            value=value,
            left=_LEFT,
            top=at * _BAR + 3,
            y=at * _BAR + 15,
            width=_WIDTH * value / longest,
            end=_LEFT + _WIDTH * value / longest + 6,
        )
        for at, (name, value) in enumerate(values)
        if value is not None
    ]
    return Markup(
        '<figure><figcaption>{}</figcaption><svg viewBox="0 0 880 {}" font-size="13" role="img" aria-label="{}">{}</svg></figure>'
    ).format(title, len(values) * _BAR + 4, title, Markup("").join(bars))


def _scale(result: Bench) -> Markup:
    found = [each for each in (result.documents, result.vectors) if each is not None]
    shown = [Markup("<pre>{}</pre>").format(each.model_dump_json(indent=1)) for each in found]
    return Markup("\n").join([Markup("<h2>Scale</h2>"), *shown])


def _table(titles: tuple[str, ...], lines: list[Markup]) -> Markup:
    head = Markup("").join(Markup("<th>{}").format(escape(each)) for each in titles)
    return Markup("<table><tr>{}\n{}\n</table>").format(head, Markup("\n").join(lines))
