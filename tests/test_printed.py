"""What sources print, rightly and wrongly: held against the values, told in walk and check."""

import json
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from backprop_tutor import cli
from backprop_tutor.blocks.blocks import Block, Prose, Table
from backprop_tutor.formula.expression import Name
from backprop_tutor.loader import bundled, load
from backprop_tutor.scenario.by_language import in_every_language
from backprop_tutor.scenario.scenario import Erratum
from backprop_tutor.teaching.lesson import pages
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.lesson.source.printed_origins import Agreement, agreement
from backprop_tutor.teaching.lesson.source.published_numbers import Fault, comparison, source_of
from backprop_tutor.teaching.subject.subject import Subject, subject_of
from backprop_tutor.views.notation import plain

MAZUR = Path(__file__).parents[1] / "scenarios" / "mazur.yaml"

SAME, CUT, OTHER = Agreement.SAME, Agreement.CUT_OFF, Agreement.DIFFERENT

STANDS = [
    # the value, what is printed, how it stands
    (0.2983711087600027, "0.298371109", SAME),
    (0.2983711087600027, "0.298371108", CUT),
    (0.2983711087600027, "0.298371107", OTHER),
    (0.2983711087600027, "0.298371110", OTHER),
    (0.2983711087600027, "0.3", SAME),
    (0.2983711087600027, "0.2", CUT),
    (-0.0190491182582781, "-0.019049118", SAME),
    (-0.0190491182582781, "-0.019049119", OTHER),
    (-0.0190491188582781, "-0.019049118", CUT),
    (-0.6, "0", CUT),
    (0.2, "-0.2", OTHER),
    (-12.0, "-12", SAME),
    (24.70408163265306, "24.7041", SAME),
    (0.25, "0.2", SAME),  # A half may be rounded either way.
    (0.25, "0.3", SAME),
    (0.1 + 0.2, "0.30000000000000", SAME),
    (123456.0, "1.2e5", SAME),
    (129999.0, "1.2e5", CUT),
    (float("nan"), "0", Agreement.UNKNOWN),
    (float("inf"), "1", Agreement.UNKNOWN),
]


@pytest.mark.parametrize(("value", "number", "stands"), STANDS)
def test_how_a_printed_number_stands_to_a_value(
    value: float, number: str, stands: Agreement
) -> None:
    assert agreement(value, Decimal(number)) is stands


def _mazur(*errata: Erratum, **published: str) -> Subject:
    given = {name.replace("__", "/"): Decimal(text) for name, text in published.items()}
    return subject_of(replace(load("mazur"), published=given, errata=errata))


@pytest.mark.parametrize(
    ("quantity", "number", "idea", "fault"),
    [
        ("E_total_new", "0.291027924", "updated-weights", None),
        ("E_total_new", "0.291027924", None, None),
        ("E_total_new", "0.291027924", "uphill", Fault.NOT_LED_TO),
        ("E_total_new", "0.291027925", "updated-weights", Fault.NOT_LED_TO),
        ("E_total_new", "0.291027923", "updated-weights", None),
        ("E_total_new", "0.291027924", "updated-wieghts", Fault.NO_SUCH_IDEA),
        ("E_total_new", "0.291027774", None, Fault.NOT_WRONG),
        ("E_total_new", "0.291027773", None, Fault.NOT_WRONG),
        ("E_total_new", "0.291", "updated-weights", Fault.NOT_WRONG),
        ("dE_total/di1", "0.1", None, Fault.NO_QUANTITY),
        ("dE_total/dw5", "0.4398", "no-output-activation-slope", None),
    ],
)
def test_an_erratum_is_held_against_the_value_and_its_reason(
    quantity: str, number: str, idea: str | None, fault: Fault | None
) -> None:
    (found,) = source_of(
        _mazur(Erratum(quantity, Decimal(number), idea, in_every_language("x")))
    ).misprints
    assert found.fault is fault
    if fault is not Fault.NOT_WRONG:
        assert (found.because is not None) == (idea is not None and fault is None)


@pytest.mark.parametrize("name", bundled())
def test_what_bundled_files_say_of_their_sources_is_true(name: str) -> None:
    subject = subject_of(load(name))
    assert [one.quantity for one in source_of(subject).printed if not one.holds] == []
    assert [one for one in source_of(subject).misprints if one.fault is not None] == []


@pytest.mark.parametrize(
    ("name", "published", "errata"),
    [
        ("mazur", 28, 2), ("defend-intelligence", 9, 5), ("micrograd", 3, 0),
        ("circuit", 6, 0), ("sigmoid-circuit", 8, 0),
    ],
)  # fmt: skip
def test_the_bundled_files_say_what_their_sources_print(
    name: str, published: int, errata: int
) -> None:
    scenario = load(name)
    assert (len(scenario.published), len(scenario.errata)) == (published, errata)


def _told(blocks: tuple[Block, ...]) -> list[str]:
    return [
        text
        for block in blocks
        if isinstance(block, Prose)
        and (text := "".join(map(plain, block.parts))).startswith("The source")
    ]


def _said_at(quantity: str, subject: Subject) -> list[str]:
    lesson = Lesson(subject)
    found = lesson.find(quantity)
    assert found is not None
    return _told(lesson[found].working)


def test_what_the_source_prints_rightly_stands_in_one_table_at_the_end() -> None:
    about = _mazur(E_total="0.298371109", net_h1="0.3775", out_h1="0.59326", E_o1="0.5")
    lesson = Lesson(about)
    for quantity in ("E_total", "out_h1"):
        assert _said_at(quantity, about) == []
    heading, table = comparison(lesson.quantities(len(lesson)), about)
    assert isinstance(heading, Prose)
    assert isinstance(table, Table)
    assert [tuple(map(plain, row)) for row in table.rows] == [
        ("net_h1", "0.3775", "0.3775", ""),
        ("out_h1", "0.593270", "0.59326", "cut off, not rounded"),
        ("E_total", "0.298371", "0.298371109", ""),
    ], "that E_o1 is wrong is for check to say"
    assert table in pages.end(about, worked_out=lesson.quantities(len(lesson)))
    assert comparison(("w1_new",), about) == ()


def test_the_table_at_the_end_holds_what_the_source_prints_wrongly_too() -> None:
    about = subject_of(load("mazur"))
    _, table = comparison(("E_total", "E_total_new"), about)
    assert isinstance(table, Table)
    assert [plain(row[-1]) for row in table.rows] == ["", "differs"]


def test_a_step_says_what_the_source_prints_wrongly_after_the_right_answer() -> None:
    about = subject_of(load("mazur"))
    (said,) = _said_at("E_total_new", about)
    assert said.startswith("The source prints E_total_new = 0.291027924 here. Its hidden gradients")
    assert said.endswith("go back along the old weights, and update afterwards.")
    lesson = Lesson(about)
    step = lesson[lesson.find("E_total_new") or 0]
    asked = (*step.opening, *step.setting, *step.known, *step.why)
    assert _told((*asked, *(block for hint in step.hints for block in hint))) == []
    assert any(getattr(block, "left", None) == Name("E_total_new") for block in step.working)


def test_after_an_update_nothing_is_said_of_the_first_pass() -> None:
    assert _said_at("E_total", subject_of(load("mazur"), after=1)) == []


def _check(
    source: str | Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
    *words: str,
) -> tuple[object, str]:  # fmt: skip
    monkeypatch.setattr(sys, "argv", ["backprop-tutor", "check", str(source), *words])
    with pytest.raises(SystemExit) as left:
        cli.main()
    return left.value.code or 0, " ".join(capsys.readouterr().out.split())


REPORTED = [
    # what stands in place of Mazur's published and errata, the exit code, what is said
    ("published: {E_total: 0.298371109}", 0,
     "1 number that the source prints is what comes out here."),
    ("published: {E_total: 0.298371108}", 0,
     "The source has cut the rest off, where rounding would give a different last figure: "
     "E_total."),
    ("published: {E_total: 0.2984, E_o1: 0.2749}", 1,
     "published: E_o1 is 0.27481, and the source prints 0.2749."),
    ("published: {dE_total/di1: 1}", 1,
     "published: there is no quantity dE_total/di1 with a value here; did you mean dE_total/dw1; "
     "'backprop-tutor solve"),
    ("errata: [{quantity: w5_new, published: 0.44108, misconception: uphill, note: x}]", 0,
     "1 number listed as errata is indeed wrong."),
    ("errata: [{quantity: w5_new, published: 0.35892, note: x}]", 1,
     "errata: w5_new is 0.35892 to the figures printed, so it is not wrong; move it to published."),
    ("errata: [{quantity: w5_new, published: 0.44, misconception: up-hill, note: x}]", 1,
     "errata, w5_new: there is no misconception 'up-hill'; did you mean uphill."),
    ("errata: [{quantity: w5_new, published: 0.4411, misconception: no-update, note: x}]", 1,
     "errata: 'no-update' leads to 0.4, and not to 0.4411 for w5_new. Name another "
     "misconception, or none."),
    ("errata: [{quantity: w5_new, published: 0.44, misconception: bce-sign, note: x}]", 1,
     "errata: 'bce-sign' has no bearing on w5_new, so it does not lead to 0.44. Name another "
     "misconception, or none."),
    ("errata: [{quantity: dE_total/di1, published: 1, note: x}]", 1,
     "errata: there is no quantity dE_total/di1 with a value here"),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("keys", "code", "said"), REPORTED)
def test_check_reports_it(
    keys: str, code: int, said: str, tmp_path: Path,
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    text = MAZUR.read_text(encoding="utf-8")
    file = tmp_path / "claims.yaml"
    file.write_text(f"{text[: text.index('published:')]}{keys}\n", encoding="utf-8")
    found, out = _check(file, capsys, monkeypatch, "--plain")
    assert said in out
    assert found == code
    data_code, data = _check(file, capsys, monkeypatch, "--json")
    assert data_code == code
    (told,) = json.loads(data)
    sound = all(one["holds"] for one in told["published"])
    assert (sound and not any(one["fault"] for one in told["errata"])) == (code == 0)


WORKSHEET = Path(__file__).parent / "data" / "rounded-worksheet.yaml"
"""A well-known worksheet: δ is rounded to 0.0406, and the hidden gradients see the new weights."""


@pytest.fixture(scope="module")
def worksheet() -> Subject:
    return subject_of(load(str(WORKSHEET)))


def test_what_was_rounded_on_the_way_is_told_from_a_wrong_idea(worksheet: Subject) -> None:
    stands = {
        one.quantity: (one.agreement.value, one.because.idea.id if one.because else None)
        for one in source_of(worksheet).printed
    }
    assert stands == {
        **dict.fromkeys(("out_h1", "out_h2", "out_o"), ("same", None)),
        **dict.fromkeys(("w5_new", "w6_new"), ("rounded", None)),
        **dict.fromkeys(("w1_new", "w2_new", "w3_new", "w4_new"), ("different", "updated-weights")),
        "out_o_new": ("different", "updated-weights"),
    }


def test_the_source_is_said_to_go_on_with_its_own_numbers(worksheet: Subject) -> None:
    goes_on = {
        one.quantity: dict(one.origin.worked_with)
        for one in source_of(worksheet).printed
        if one.origin is not None
    }
    assert goes_on["w5_new"] == {"out_h1": "0.68", "out_o": "0.69", "dE_total/dnet_o": "0.0406"}
    # δ is not printed: what w5_new shows of it is kept.
    assert goes_on["w1_new"] == {"out_h1": "0.68", "dE_total/dnet_o": "0.0406"}
    assert {"w1_new", "w4_new", "w5_new"} < goes_on["out_o_new"].keys()


@pytest.mark.parametrize("number", ["0.272932", "0.2734", "0.2", "-0.272392"])
def test_a_slip_of_the_pen_is_no_rounding(worksheet: Subject, number: str) -> None:
    published = {**worksheet.scenario.published, "w5_new": Decimal(number)}
    scenario = replace(worksheet.scenario, published=published)
    found = source_of(replace(worksheet, scenario=scenario)).printed
    (about,) = [one for one in found if one.quantity == "w5_new"]
    assert not about.holds or about.agreement is CUT
    assert about.origin is None


def test_one_quantity_may_be_printed_twice(worksheet: Subject) -> None:
    twice = (
        Erratum("w1_new", Decimal("0.09916"), "updated-weights", in_every_language("x")),
        Erratum("w1_new", Decimal("0.10093"), "uphill", in_every_language("x")),
        Erratum("w5_new", Decimal("0.272392"), None, in_every_language("x")),
    )
    scenario = replace(worksheet.scenario, errata=twice)
    found = source_of(replace(worksheet, scenario=scenario)).misprints
    assert [one.fault for one in found] == [None, None, None]
    assert [one.because.idea.id for one in found if one.because] == ["updated-weights", "uphill"]


def test_a_step_says_what_the_source_goes_on_with(worksheet: Subject) -> None:
    assert _said_at("w5_new", worksheet) == [
        "The source prints 0.272392 here. That follows from the numbers as it rounds them: "
        "out_h1 = 0.68, out_o = 0.69, dE_total/dnet_o = 0.0406."
    ]
    _, table = comparison(("out_h1", "w5_new"), worksheet)
    assert isinstance(table, Table)
    assert [plain(row[-1]) for row in table.rows] == ["", "from rounded numbers"]
    errata = (
        Erratum("w1_new", Decimal("0.09916"), "updated-weights", in_every_language("It is late.")),
    )
    scenario = replace(worksheet.scenario, published={}, errata=errata)
    assert _said_at("w1_new", replace(worksheet, scenario=scenario))[0].startswith(
        "The source prints 0.09916 here. It is late."
    )


def test_check_says_what_to_do_about_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, out = _check(WORKSHEET, capsys, monkeypatch, "--plain")
    assert code == 1
    assert "2 numbers follow from the numbers as the source rounds them." in out
    assert (
        "published: w1_new is 0.099071, and the source prints 0.09916. The wrong idea "
        "'updated-weights' leads to that number, with the numbers as the source rounds them: "
        "out_h1 = 0.68, ∂E_total/∂net_o = 0.0406. Move it to errata, with this misconception."
    ) in out
    text = WORKSHEET.read_text(encoding="utf-8")
    mistaken = ("w1_new", "w2_new", "w3_new", "w4_new", "out_o_new")
    lines = [line for line in text.splitlines() if not line.strip().startswith(mistaken)]
    published = load(str(WORKSHEET)).published
    moved = [
        f'  - {{quantity: {name}, published: "{published[name]}", '
        "misconception: updated-weights, note: x}"
        for name in mistaken
    ]
    file = tmp_path / "moved.yaml"
    file.write_text("\n".join([*lines, "errata:", *moved]) + "\n", encoding="utf-8")
    code, out = _check(file, capsys, monkeypatch, "--plain")
    assert (code, "5 numbers listed as errata are indeed wrong." in out) == (0, True)
    code, data = _check(file, capsys, monkeypatch, "--json")
    (told,) = json.loads(data)
    assert told["published"][3] == {
        "quantity": "w5_new",
        "published": "0.272392",
        "value": pytest.approx(0.272326, abs=1e-6),
        "agreement": "rounded",
        "holds": True,
        "misconception": None,
        "worked_with": {"out_h1": "0.68", "out_o": "0.69", "dE_total/dnet_o": "0.0406"},
    }
    assert {one["fault"] for one in told["errata"]} == {None}
