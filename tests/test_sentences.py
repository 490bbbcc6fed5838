"""Every sentence goes through the one door of ``wording``: held by the syntax of the source."""

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from catalogues import (
    WITH_CONTEXT,
    calls_in,
    door_calls,
    extracted,
    messages_of,
    nodes_of,
    sources,
)
from program import Run

from backprop_tutor.blocks.blocks import Block, Figure, Prose, Table, Tone
from backprop_tutor.blocks.pictures import Network
from backprop_tutor.errors import ScenarioError
from backprop_tutor.invocation import AS_INSTALLED
from backprop_tutor.loader import load, load_text
from backprop_tutor.loader.expressions import CALLABLE
from backprop_tutor.reading import Refused, Vocabulary, read
from backprop_tutor.scenario.by_language import in_every_language
from backprop_tutor.teaching.dialogue.walk import Walk
from backprop_tutor.teaching.learner.walk_summary import how_it_went
from backprop_tutor.teaching.lesson import first_page, pages
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.quiz.deck import Rules
from backprop_tutor.teaching.quiz.lessons import Lessons
from backprop_tutor.teaching.quiz.pages import greeting, quiz_continues, score
from backprop_tutor.teaching.quiz.quiz import Quiz
from backprop_tutor.teaching.subject.subject import subject_of
from backprop_tutor.wording import language, speak
from backprop_tutor.wording.message import template

NO_SENTENCES = {
    "cli/command_line/usage.py": "commands to try",
    "loader/yaml/syntax_errors.py": "what the parser says, to know it by",
    "maths/compiled.py": "the Python that is made of formulas",
    "page/site/build.py": "a command to type, and HTML",
    "page/site/serve.py": "a policy, in the words of browsers",
    "page/site/sources.py": "a program",
    "parallel/processes.py": "how a worker is started",
    "progress/handed_in.py": "a query",
    "progress/columns.py": "a query",
    "progress/schema.py": "queries",
    "progress/store.py": "queries",
    "progress/xapi.py": "words of a standard, said to be English",
    "views/systems/answer_marks.py": "a function in Python",
    "views/systems/python_code.py": "functions in Python",
}
"""Modules that hold long literals which nobody reads, each with what they are."""

_WORD = re.compile(r"\W*(?:[A-Za-z]{2,}(?:['’-][A-Za-z]+)*|a)\W*")
_YAML = re.compile(r"\[?\{")
"""Begins an example of a file in a message."""
_FOR_DEVELOPERS = {
    "AssertionError",
    "AttributeError",
    "LookupError",
    "NotShown",
    "TypeError",
    "ValueError",
}
"""What is raised where we are wrong, or caught where it is of use."""


def _literal(node: ast.AST) -> str:
    """Return the text of a literal, with a hole for each value that an f-string puts in."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=values):
            return "".join(_literal(each) or " {} " for each in values)
        case _:
            return ""


def _words(text: str) -> int:
    """Return how many words stand between the spaces of a text."""
    return sum(_WORD.fullmatch(each) is not None for each in text.split())


def _aside(nodes: Sequence[ast.AST]) -> Iterator[ast.AST]:
    """Yield what is no sentence for a learner: docstrings, types, what is said to developers."""
    for node in nodes:
        match node:
            case ast.Expr(value=ast.Constant() as docstring):
                yield docstring
            case ast.arg(annotation=annotation) | ast.AnnAssign(annotation=annotation):
                yield from ast.walk(annotation) if annotation else ()
            case ast.Assert(msg=ast.AST() as said):
                yield from ast.walk(said)
            case ast.Raise(exc=ast.Call(func=ast.Name(id=name)) as call) if name in _FOR_DEVELOPERS:
                yield from ast.walk(call)
        if isinstance(node, ast.FunctionDef) and node.returns is not None:
            yield from ast.walk(node.returns)
    for name, call in door_calls(nodes):
        yield from call.args[: 2 if name in WITH_CONTEXT or name.endswith("so_many") else 1]


def _beside_the_door(nodes: Sequence[ast.AST]) -> list[tuple[int, str]]:
    """Return the literals of three words or more that do not go through the door."""
    aside = {id(node) for node in _aside(nodes)}
    aside |= {id(part) for each in nodes if isinstance(each, ast.JoinedStr) for part in each.values}
    return [
        (node.lineno, text)
        for node in nodes
        if isinstance(node, ast.Constant | ast.JoinedStr) and id(node) not in aside
        if _words(text := _literal(node)) >= 3
        if not _YAML.match(text)
    ]


def _name(path: str) -> str:
    return path.removeprefix("backprop_tutor/")


@pytest.fixture(scope="module")
def beside() -> dict[str, list[tuple[int, str]]]:
    """What stands beside the door, by the module."""
    found = {_name(path): _beside_the_door(nodes_of(path)) for path in sources()}
    return {name: literals for name, literals in found.items() if literals}


def test_every_sentence_goes_through_the_door(beside: dict[str, list[tuple[int, str]]]) -> None:
    faults = {name: literals for name, literals in beside.items() if name not in NO_SENTENCES}
    assert faults == {}


def test_what_is_excepted_is_there(beside: dict[str, list[tuple[int, str]]]) -> None:
    assert NO_SENTENCES.keys() <= beside.keys(), "what holds no such literal needs no exception"


def test_a_message_is_written_out_where_it_is_said() -> None:
    """Translators get what stands there; and what it leaves open is what is put in."""
    for path in sources():
        for name, call in calls_in(path):
            where = f"{path}:{call.lineno}"
            messages = messages_of(name, call)
            if messages is None:
                holds = [_literal(node) for each in call.args for node in ast.walk(each)]
                assert name in {"say", "text"}, f"{where}: the message is written out"
                assert not any(" " in text for text in holds), f"{where}: no piece is chosen inline"
                continue
            templates = [template(message) for message in messages]
            assert all(each.strip() == each and each for each in messages), where
            if name.startswith("marked") or None in {each.arg for each in call.keywords}:
                continue
            counted = {"n"} if name.endswith("so_many") else set()
            put_in = {each.arg for each in call.keywords} | counted
            holes = set().union(*(each.holes for each in templates))
            assert holes - counted == put_in - counted, where
            fewest = frozenset.intersection(*(each.holes - counted for each in templates))
            assert fewest == holes - counted, f"{where}: both sentences have the same holes"


def test_no_word_is_put_into_a_sentence() -> None:
    """What fills a hole is a thing shown as it is, or said through the door itself."""
    for path in sources():
        for name, call in calls_in(path):
            for keyword in call.keywords:
                values = [keyword.value]
                if isinstance(keyword.value, ast.IfExp):
                    values = [keyword.value.body, keyword.value.orelse]
                chosen = [text for each in values if _words(text := _literal(each))]
                assert not chosen, f"{path}:{call.lineno}: {name} puts in {chosen}"


def test_nothing_is_said_before_a_language_is_chosen() -> None:
    """What a module holds when it is imported is marked, and said later."""
    for path in sources():
        functions = [
            node
            for node in nodes_of(path)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        ]
        later = {
            id(node)
            for function in functions
            for step in (function.body if isinstance(function.body, list) else [function.body])
            for node in ast.walk(step)
        }
        for name, call in calls_in(path):
            assert name.startswith("marked") or id(call) in later, f"{path}:{call.lineno}"


def _heads(node: ast.AST) -> ast.AST | None:
    """Return the heads of a table where they are written out."""
    match node:
        case ast.Call(func=ast.Name(id="Table"), args=[heads, *_]):
            return heads
        case ast.Assign(targets=[ast.Name(id="heads")], value=heads):
            return heads
        case ast.AnnAssign(target=ast.Name(id="heads"), value=heads):
            return heads
    return None


def test_a_head_of_a_table_is_said_to_be_one() -> None:
    """It is short, and may be another word than in a sentence: translators have to know."""
    found = 0
    for path in sources():
        for node in nodes_of(path):
            for each in ast.walk(heads) if (heads := _heads(node)) is not None else ():
                match each:
                    case ast.Call(func=ast.Name(id="text_in"), args=[ast.Constant(value), *_]):
                        assert value == "a column of a table", f"{path}:{each.lineno}"
                        found += 1
                    case ast.Call(func=ast.Name(id="text" | "say")):
                        raise AssertionError(f"{path}:{each.lineno}")
    assert found > 50


def test_what_stands_beside_the_door_is_found() -> None:
    module = ast.parse(
        '"""A docstring of many words."""\n'
        "from backprop_tutor.wording import say, say_in\n"
        'def f(x: "a type of words") -> "another type of words":\n'
        '    raise AssertionError("for those who develop")\n'
        'say("{a} goes through the door", a=1)\n'
        'say_in("a context in words", "it goes through the door")\n'
        'show(f"{n} words beside the door")\n'
        'show("one beside " "the door")\n'
        'say(a, b="one of three words")\n'
    )
    assert _beside_the_door(tuple(ast.walk(module))) == [
        (7, " {}  words beside the door"),
        (8, "one beside the door"),
        (9, "one of three words"),
    ]


# In a language whose sentences stand in brackets: what stands outside has not been looked up.


@pytest.fixture
def in_brackets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Speak a language whose sentences are the English ones, in brackets."""
    messages = Catalog(locale="fr")
    for message in extracted():
        if message.id:
            if isinstance(message.id, str):
                messages.add(message.id, f"⟦{message.id}⟧", context=message.context)
            else:
                one, many = (f"⟦{each}⟧" for each in message.id)
                messages.add(message.id, (one, *[many] * (messages.num_plurals - 1)))
    folder = tmp_path / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / f"{language.DOMAIN}.mo").open("wb") as file:
        write_mo(file, messages)
    monkeypatch.setattr(language, "LOCALE", tmp_path)
    speak("fr")
    yield
    speak("en")


def _runs(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield the texts of paragraphs and tables, with a mark for what is no text between them."""
    for block in blocks:
        match block:
            case Prose(parts=parts, tone=tone) if tone is not Tone.CODE:
                yield "".join(part if isinstance(part, str) else "·" for part in parts)
            case Table(heads=heads, rows=rows):
                yield from (each for row in (heads, *rows) for each in row if isinstance(each, str))
            case Figure(picture=Network(layers=layers)):
                yield from (layer.caption for layer in layers)


def _outside(text: str) -> list[str]:
    """Return the words outside of the brackets; names of quantities are none."""
    while (less := re.sub("⟦[^⟦⟧]*⟧", "", text)) != text:
        text = less
    return re.findall(r"(?<![\w/])[a-z]{3,}(?![\w/])", text)


@pytest.mark.parametrize("name", ["mazur", "defend-intelligence", "micrograd"])
def test_all_that_a_lesson_says_is_looked_up(name: str, in_brackets: None) -> None:
    own = in_every_language("")
    scenario = replace(load(name), title=own, about=own, source=own, notes={}, errata=())
    lesson = Lesson(subject_of(scenario))
    said = [*first_page.intro(scenario), *pages.end(lesson.subject, lesson.asked())]
    said += [*pages.what_next(lesson.subject), *pages.elsewhere(scenario)]
    for step in lesson:
        said += [*step.opening, *step.setting, *step.known, *step.definitions, *step.why]
        said += [*step.working, *(block for hint in step.hints for block in hint)]
    runs = [text for text in _runs(said) if not text.startswith(AS_INSTALLED.name)]
    assert sum("⟦" in text for text in runs) > 50
    assert [text for text in runs if _outside(text)] == []


def test_all_that_is_said_around_a_step_is_looked_up(in_brackets: None) -> None:
    own = in_every_language("")
    scenario = replace(load("mazur"), title=own, about=own, source=own, notes={}, errata=())
    walk = Walk(Lesson(subject_of(scenario)))
    said = [*walk.presented()]
    for typed in (*_AT_EACH_STEP, *["skip"] * 9, *_AT_EACH_STEP, "skip", *_AT_EACH_STEP, "quit"):
        said += [*walk.hear(typed).blocks, *walk.presented()]
    rules = Rules(questions=6, seed=3)
    quiz = Quiz(Lessons(scenario), rules, datetime(2026, 11, 29, tzinfo=UTC))
    said += [*greeting(quiz, changed=True), *quiz_continues(quiz, "backprop-tutor quiz --restart")]
    while not quiz.finished:
        said += [*quiz.presented(), *quiz.hear("77.5").blocks, *quiz.hear("skip").blocks]
    said += [*score(quiz, saved=True), *how_it_went(quiz.rows, walk.lesson.asked())]
    runs = [text for text in _runs(said) if not text.startswith(AS_INSTALLED.name)]
    assert sum("⟦" in text for text in runs) > 100
    assert [text for text in runs if _outside(text)] == []


_AT_EACH_STEP = (
    *("apart", "do", "back", "calc", "calc 1+", "nudge", "nudge w5"),
    *("99.5", "x/0", "hnit"),
)


def test_words_outside_of_brackets_are_found() -> None:
    assert _outside("⟦the ⟦sum⟧ of w5⟧ out_h1 h2 dE_total/dw5") == []
    assert _outside("⟦the sum⟧ of the losses") == ["the", "losses"]


UNREADABLE = [
    "", "x y", "1 2", "8.217 10^-2", "0.5.1", "1/0", "sig(1)", "max(0,5)", "exp(1, 2)", "(1", "#",
    "2^99", "1e999", "5%2", "w5*", "foo", "if", "'1'", "z_h1'",
]  # fmt: skip


def test_why_an_answer_cannot_be_read_is_looked_up(in_brackets: None) -> None:
    for typed in UNREADABLE:
        found = read(typed, Vocabulary({"w5": "w5", "z_h1": "net_h1"}, CALLABLE))
        assert isinstance(found, Refused), typed
        assert re.fullmatch("⟦.*⟧", found.reason), found.reason


SPOILED = [
    ("", ""),
    ("inputs:", "%inputs:"),
    ("inputs:", "inputts:"),
    ("version: 1", "version: 2"),
    ("targets:", "targets: [ #"),
    ("0.05", "'0.05'"),
    ("0.05", "1e999"),
    ("w1: 0.15", "sigmoid: 0.15"),
    ("w1: 0.15", "w_1_: x, net_w: 1, 05"),
    ("w1: 0.15", "w1: 0.15, w9: 0.3"),
    ("activation: sigmoid", "activation: sigmoidd"),
    ("activation: sigmoid", "activation: softmax"),
    ("loss:", "momentum: 2\nmargin: x\nnotes: 3\nfocus: [w77]\nlesson: [x]\nlos:"),
]


def test_what_is_wrong_with_a_file_is_looked_up(in_brackets: None) -> None:
    good = load("mazur").contents.decode()
    for old, new in SPOILED:
        assert old in good
        with pytest.raises(ScenarioError) as refused:
            load_text(good.replace(old, new) if old else "", "t.yaml")
        for problem in refused.value.problems:
            assert re.fullmatch("⟦.*⟧", problem.text), problem.text


@pytest.mark.parametrize("command", ["walk", "answer", "new"])
def test_a_help_page_is_looked_up(command: str, in_brackets: None, run: Run) -> None:
    code, page, _ = run(command, "--help", "--lang", "fr")
    assert code == 0
    # Names of options and the words that one takes are the same in each language.
    page = re.sub(r"--[a-z-]+|<[^>]+>|backprop-tutor \w+", "", page)
    assert page.count("⟦") > 10
    assert _outside(page) == []
    # What stands for a value is a word of the language too, but for a single letter.
    while (less := re.sub("⟦[^⟦⟧]*⟧", "", page)) != page:
        page = less
    assert re.findall("[A-Z]{2,}", page) == []
