"""The registry as a page: for the document and for the terminal."""

from city.registry.book import CHOICES, DEFAULTS, FIGURES, SECTIONS
from city.registry.figure import BASIS_WORDS, Figure

_HEAD = """# Figures

Generated from the registry (`city/registry/`) by `python app.py definitions --markdown`; a test
holds it current. The metrics of the processes themselves, for Prometheus, are in
[metrics.md](metrics.md).

A figure is a share of two groups of cases, a count of one, or a time. Both groups are told by
what is true of a case (`city/flags.py`) and by its light, so that one definition gives the value,
the counts and the list behind it. Nothing to divide by is a dash. Void cases leave denominators;
exempt ones leave the figures of assessment and stay in the account; a suspended clock rests, so
its case is not overdue.

Window rules: **received** — cases received in the window, as they stand now; **due** — cases
whose deadline lies in it; **closed** — cases closed in it (a flow); **now** — whatever is in
progress, whatever the window.

Sources: `S` the district's own published figures; `V:n` read in a source; `O` general knowledge,
not verified; `A` assumed. Of calls, and of answers given at once, no case tells: 接通率 and
直接答复率 are indicators, worked out from counts that a table feed brings (`indicators.csv`, board
`calls`); the time to answer, and the share answered within 15 s, come as they are.
"""
_COLUMNS = ("| key | 名称 / name | 公式 / formula | window | source |", "|---|---|---|---|---|")


def markdown_page() -> str:
    """Return the document of all figures, in both languages."""
    lines = [_HEAD]
    for section, (name, name_en) in SECTIONS.items():
        lines += [
            f"## {name} {name_en}",
            "",
            "| key | 名称 / name | 公式 / formula | window | source |",
        ]
        lines.append("|---|---|---|---|---|")
        lines += [_row(figure) for figure in FIGURES.values() if figure.section == section]
        lines.append("")
    return "\n".join([*lines, *_choices()])


def _row(figure: Figure) -> str:
    formula = "<br>".join(
        text for text in (figure.formula("zh"), figure.formula("en"), *_notes(figure)) if text
    )
    names = f"{figure.label('zh')}<br>{figure.label('en')}"
    return f"| `{figure.key}` | {names} | {formula} | {figure.basis} | `{figure.source}` |"


def _notes(figure: Figure) -> list[str]:
    return [f"*{figure.note(lang)}*" for lang in ("zh", "en") if figure.note(lang)]


def _choices() -> list[str]:
    lines = [
        "## Where practice differs",
        "",
        "`[figures]` in `district.toml` chooses; the name on screen says which. Who asks for the",
        "question gets the answer that was chosen.",
        "",
        "| question | answers (the first is the default) |",
        "|---|---|",
    ]
    lines += [
        f"| `{choice}` | {', '.join(f'`{key}`' for key in keys)} |"
        for choice, keys in CHOICES.items()
    ]
    return [*lines, ""]


def text_page(lang: str) -> str:
    """Return the registry as lines for a terminal; `*` marks the default answer of a question."""
    lines = []
    for section, names in SECTIONS.items():
        lines.append(names[lang == "en"])
        for figure in FIGURES.values():
            if figure.section != section:
                continue
            default = "*" if DEFAULTS.get(figure.choice) == figure.key else ""
            rule = BASIS_WORDS[figure.basis][lang == "en"]
            told = f"{figure.label(lang)} = {figure.formula(lang)}"
            lines.append(f"  {figure.key}{default}: {told} · {rule} [{figure.source}]")
            lines += [f"      {note}" for note in [figure.note(lang)] if note]
    return "\n".join(lines) + "\n"
