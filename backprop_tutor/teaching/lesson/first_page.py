"""The first page: what a scenario is about, its network, what can be typed.

It needs the scenario only: no tape, no mathematics, so that it is on the screen at once.
"""

from collections.abc import Collection, Mapping

from backprop_tutor.blocks.blocks import Block, Inline, Prose, Table, Tone, Value
from backprop_tutor.formula import names
from backprop_tutor.formula.expression import Name
from backprop_tutor.maths.notation import naming
from backprop_tutor.scenario.scenario import Scenario
from backprop_tutor.teaching.lesson.network_picture import picture_of
from backprop_tutor.teaching.subject.authors_words import authors_blocks, in_learners_language
from backprop_tutor.wording import Marked, grouped, marked, say, say_so_many, spoken, text, text_in

HELP: tuple[tuple[str | Marked, Marked], ...] = (
    (
        marked("a number"),
        marked("with the figures asked for, such as 0.5933 or 1/3 or 0.75*(1-0.75)"),
    ),
    (marked("a formula"), marked("in the names of the lesson, such as {formula}")),
    ("hint", marked("a hint: first the idea, then the formula, then the numbers put in")),
    (
        "why",
        marked(
            "why the formula is what it is, one rule at a time; so too of a formula that is given"
        ),
    ),
    ("show", marked("the answer with its working; then the lesson goes on")),
    ("skip", marked("go on without an answer")),
    ("back", marked("back to the question before")),
    ("apart", marked("take the question apart: its parts are asked one at a time")),
    ("do", marked("be asked what the last table told, one question at a time")),
    ("again", marked("this question once more, with all that was shown for it")),
    ("calc …", marked("a calculator: calc 0.15*0.05 + 0.20*0.10; ans is its last result")),
    ("nudge …", marked("what the loss does when a number moves: nudge {name} 0.001")),
    ("values", marked("all numbers so far")),
    ("net", marked("the network with its numbers")),
    ("source", marked("what the source prints of the question before")),
    ("what is …", marked("what a word means: what is net input, or: ? delta")),
    ("help", marked("this list")),
    ("menu", marked("leave, and see what else there is")),
    ("quit", marked("leave")),
)
"""What can be typed at a question, with what it does; a word is typed as it stands, or as
``names.COMMANDS_IN`` has it in another language.
"""

_WITHOUT_A_LOSS: Mapping[str | Marked, Marked] = {
    "nudge …": marked("what the result does when a number moves: nudge {name} 0.001")
}
"""What a word does in a network that is not taught by a loss."""


def helped(scenario: Scenario, closed: Collection[str] = ()) -> tuple[tuple[str, str], ...]:
    """Return what can be typed, but the ``closed`` words; examples in the names that are shown."""
    examples = {"formula": _formula_to_type(scenario), "name": _name_to_nudge(scenario)}
    return tuple(
        (
            text(word) if isinstance(word, Marked) else _in_learners_words(word),
            text(_WITHOUT_A_LOSS.get(word, does) if not scenario.has_loss else does, **examples),
        )
        for word, does in HELP
        if isinstance(word, Marked) or word.partition(" ")[0] not in closed
    )


def _formula_to_type(scenario: Scenario) -> str:
    """Return a formula in a scenario's own names that answers no question by itself."""
    if scenario.layers:
        output = naming(scenario)(names.out(scenario.layers[-1].neurons[0].name))
        return f"{output}*(1-{output})"
    first, *others = (*scenario.inputs, *scenario.parameters)
    return f"{others[0]}*(1-{first})" if others else f"{first}*(1-{first})"


def _name_to_nudge(scenario: Scenario) -> str:
    """Return a number that can be moved: one that the lesson is about, if it says so."""
    last = scenario.layers[-1].neurons[0].weights if scenario.layers else ()
    weights = [name for name in scenario.movable if name not in scenario.biases]
    return next(iter((*scenario.focus, *last, *weights, *scenario.movable)))


def _in_learners_words(word: str) -> str:
    """Return a word with what is typed after it, in the language that is spoken."""
    first, _, more = word.partition(" ")
    said = names.command_in(spoken(), first)
    return word if said == first else f"{said} …" if more else said


def title(scenario: Scenario) -> tuple[Block, ...]:
    """Return the title of a scenario with its source and its author's words."""
    blocks: list[Block] = [Prose((in_learners_language(scenario.title),), Tone.TITLE)]
    if scenario.source:
        source = in_learners_language(scenario.source)
        blocks.append(Prose(say("After {source}.", source=source), Tone.REMARK))
    return (*blocks, *authors_blocks(scenario.about, scenario))


def note_on_updates(after: int, scenario: Scenario) -> tuple[Block, ...]:
    """Say that the numbers are those after so many updates, unless they are the file's own."""
    if not after:
        return ()
    if not scenario.is_of_neurons:
        return (Prose(_parameters_after(after), Tone.REMARK),)
    said = say_so_many(
        "This is the pass after one update: the network has already been learning for a while. "
        "Its weights are rounded on the screen; the program goes on with all their digits.",
        "This is the pass after {n} updates: the network has already been learning for a while. "
        "Its weights are rounded on the screen; the program goes on with all their digits.",
        after,
        n=grouped(after),
    )
    return (Prose(said, Tone.REMARK),)


def _parameters_after(after: int) -> tuple[Inline, ...]:
    return say_so_many(
        "This is the pass after one update: the parameters have already moved. They are rounded on "
        "the screen; the program goes on with all their digits.",
        "This is the pass after {n} updates: the parameters have already moved. They are rounded "
        "on the screen; the program goes on with all their digits.",
        after,
        n=grouped(after),
    )


def values_given(scenario: Scenario) -> tuple[Block, ...]:
    """Return the values that a scenario gives in place of computed ones."""
    if not scenario.given:
        return ()
    rows = tuple((Name(name), Value(f"{value:f}")) for name, value in scenario.given.items())
    said = (
        say("These values are given, and take the place of what would be worked out:")
        if scenario.learning_rate is None
        else say(
            "These values are given. In the first pass they take the place of what would be "
            "worked out:"
        )
    )
    return (
        Prose(said),
        Table(
            (text_in("a column of a table", "given"), text_in("a column of a table", "value")), rows
        ),
    )


def notes_on_given(scenario: Scenario) -> tuple[Block, ...]:
    """Return the author's remarks on numbers that are given: no step is there to show them."""
    targets = map(names.target, scenario.targets)
    given = (*scenario.inputs, *scenario.parameters, *targets, *scenario.given)
    notes = {
        name: tuple(authors_blocks(scenario.notes[name], scenario, Tone.REMARK))
        for name in given
        if name in scenario.notes
    }
    rows = []
    for name, blocks in notes.items():
        match blocks:
            case (Prose((str() as words,)),):
                rows.append((Name(name), words))
            case _:  # What is more than a sentence fits into no cell.
                return tuple(
                    block
                    for name in notes
                    for block in authors_blocks(
                        scenario.notes[name], scenario, Tone.REMARK, (Name(name), ": ")
                    )
                )
    heads = (text_in("a column of a table", "quantity"), text_in("a column of a table", "note"))
    return (Table(heads, tuple(rows)),) if rows else ()


def intro(scenario: Scenario, *, picture: bool = True, after: int = 0) -> tuple[Block, ...]:
    """Return the first page of a walk: what there is and what will be done.

    A walk to one parameter begins with the picture of its path: there ``picture`` is false. In a
    walk ``after`` some updates, the scenario is the one with the numbers of then.
    """
    return (
        *title(scenario),
        *note_on_updates(after, scenario),
        *(picture_of(scenario) if picture else ()),
        *values_given(scenario),
        Prose(
            say(
                "You are asked one thing at a time. Answer with a number ({digits} significant "
                "figures, unless the step asks for more) or with a formula. Type hint when you "
                "are stuck, help for everything that you can type, and quit to leave.",
                digits=scenario.digits,
            )
        ),
    )
