"""The registry: sound definitions, choices that fit, and a document that is current."""

from functools import cache

import pytest

from city.errors import BadRequest
from city.figures import counted, evaluate, quantile
from city.flags import FLAGS, pattern_of
from city.lists import Selection
from city.registry.book import CHOICES, FIGURES, SECTIONS, choice_faults, figure_of, figures_of
from city.registry.figure import ENDED, PARTS, Figure
from city.registry.page import markdown_page
from city.settings import ROOT
from tests.wild_town import folded, wild_town

SHARES = [figure for figure in FIGURES.values() if figure.denominator is not None]
LIGHTS = ("within", "near", "overdue", "untimed")


@cache
def seen() -> set[tuple[str, str]]:
    """Return patterns of a town under every light that they can have."""
    cases = [case for case in folded(wild_town(240, seed=9)) if case.exists]
    return {
        (pattern_of(case), light)
        for case in cases
        for light in (LIGHTS if case.is_open else (ENDED,))
    }


@pytest.mark.parametrize("figure", SHARES, ids=lambda figure: figure.key)
def test_no_share_can_be_more_than_all(figure: Figure) -> None:
    assert figure.denominator is not None
    outside = [
        told
        for told in seen()
        if figure.numerator.holds(*told) and not figure.denominator.holds(*told)
    ]

    assert outside == []


@pytest.mark.parametrize("figure", FIGURES.values(), ids=lambda figure: figure.key)
def test_every_figure_says_what_it_is_in_both_languages(figure: Figure) -> None:
    assert figure.section in SECTIONS
    assert figure.label("zh") != figure.label("en")
    assert figure.formula("zh") != figure.formula("en")
    assert bool(figure.caveat) == bool(figure.caveat_en)
    assert bool(figure.variant) == bool(figure.variant_en) == bool(figure.choice)
    assert figure.source[0] in "SVOA"


@pytest.mark.parametrize(
    "figure", [f for f in SHARES if f.halved is not None], ids=lambda figure: figure.key
)
def test_what_counts_half_is_of_the_numerator(figure: Figure) -> None:
    """Else half a case would be taken away that was never counted."""
    assert figure.halved is not None
    for half in figure.halved.groups:
        assert any(
            set(whole.has) <= set(half.has) and set(whole.lacks) <= set(half.lacks)
            for whole in figure.numerator.groups
        )


def test_every_flag_that_a_figure_names_exists() -> None:
    parts = [p for f in FIGURES.values() for p in map(f.part, PARTS) if p]
    named = {
        flag
        for part in parts
        for group in part.groups
        for flag in group.has + group.lacks + group.any_of
    }

    assert named <= set(FLAGS)


@pytest.mark.parametrize("choice", CHOICES)
def test_a_question_has_answers_to_choose_from(choice: str) -> None:
    assert len(CHOICES[choice]) > 1
    assert figure_of(choice, {}).key == CHOICES[choice][0]
    assert figure_of(choice, {choice: CHOICES[choice][1]}).key == CHOICES[choice][1]
    assert len({FIGURES[key].label("zh") for key in CHOICES[choice]}) == len(CHOICES[choice])


def test_a_choice_that_is_none_is_named() -> None:
    faults = choice_faults({"luck": "x", "closing_rate": "in_time_rate_due"})

    assert [question for question, _ in faults] == ["luck", "closing_rate"]
    with pytest.raises(BadRequest, match="luck"):
        figure_of("luck", {})


def test_nothing_to_divide_by_is_no_number() -> None:
    reading = evaluate(FIGURES["closing_rate_received"], {})

    assert (reading.value, reading.numerator, reading.denominator) == (None, 0, 0)


@pytest.mark.parametrize(
    ("key", "over", "under"),
    [
        ("closing_rate_received", 3, 8),
        ("closing_rate_due", 2, 3),  # the exempt one is not assessed
        ("disposal_rate", 3, 4),
        ("in_time_rate_due", 1, 3),  # without a limit there is no verdict
        ("overdue_waiting_rate", 1, 4),
        ("late_disposal_rate", 1, 3),
        ("in_time_rate_closed", 1, 1),
        ("unclosed_rate", 5, 9),
        ("void_rate", 1, 9),
    ],
)
def test_who_is_in_which_part(key: str, over: int, under: int) -> None:
    counts = {
        ("cdt", ENDED): 1,  # closed in time
        ("cdtx", ENDED): 1,  # closed in time and exempt
        ("cd", ENDED): 1,  # closed, never had a limit
        ("v", ENDED): 1,
        ("o", "within"): 1,
        ("o", "near"): 1,
        ("o", "overdue"): 1,
        ("op", "untimed"): 1,  # suspended: its clock rests
        ("odl", "within"): 1,  # disposed of late, waiting for its check
    }
    figure = FIGURES[key]

    assert counted(figure, "numerator", counts) == over
    assert counted(figure, "denominator", counts) == under


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("response_rate_either", 4 / 6),  # in time: contacted, answered, or both
        ("response_rate_contact", 3 / 6),
        ("response_rate_answer", 2 / 6),
        ("response_rate_contact_due", 3 / 5),  # one clock of contact still runs
        ("satisfaction_rate_valid", 2 / 3),
        ("satisfaction_rate_callbacks", 2 / 3),  # one of them gave no answer to that
        ("satisfaction_rate_valid_half", 1.5 / 3),
        ("satisfaction_rate_callbacks_half", 1.5 / 3),
        ("solved_rate_said", 1 / 2),
        ("solved_rate_callbacks", 1 / 3),
        ("solved_rate_closed", 1 / 4),
    ],
)
def test_each_reading_of_the_three_rates(key: str, value: float) -> None:
    """响应率, 解决率, 满意率: the same eight orders, by every formula that is told of them."""
    counts = {
        ("cdtVSR5L", ENDED): 1,  # contacted late, answered in time
        ("cdtVS3K", ENDED): 1,  # basically satisfied
        ("cdlVUNL1", ENDED): 1,
        ("cdlK", ENDED): 1,  # nobody was called back
        ("o", "within"): 1,  # nobody was contacted yet
        ("oK", "near"): 1,
        ("v", ENDED): 1,
        ("cdtxVSRK", ENDED): 1,  # exempt
    }

    assert evaluate(FIGURES[key], counts).value == pytest.approx(value)


def test_a_stream_shows_its_own_figures_only() -> None:
    assert "redo_rate" not in {figure.key for figure in figures_of("city")}
    assert "effective_report_rate" not in {figure.key for figure in figures_of("hotline")}


def test_a_quantile_of_nothing_is_no_time() -> None:
    assert quantile({}, 0.5) is None


def test_a_selection_can_name_a_figure_and_its_part() -> None:
    assert {"figure", "part"} <= set(Selection.__struct_fields__)


def test_the_document_is_the_one_that_the_registry_gives() -> None:
    assert (ROOT / "docs" / "figures.md").read_text(encoding="utf-8") == markdown_page()
