"""Looks a word up in the glossary: by a name of it, a sign, or a quantity of the lesson."""

import re
from collections.abc import Iterator, Mapping

from backprop_tutor.blocks.blocks import Block, Inline, Prose, Tone
from backprop_tutor.formula import names
from backprop_tutor.formula.expression import Name
from backprop_tutor.formula.nearest import nearest
from backprop_tutor.maths.tape.tape import Role
from backprop_tutor.scenario.scenario import Scenario
from backprop_tutor.teaching.glossary.entries import ENTRIES, GlossaryEntry
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.untrusted import visible
from backprop_tutor.wording import say

_ASKS = re.compile(
    r"(?:what)?\s*(?:['’]?s\b|is\b|are\b|does\b)?\s*(?:(?:a|an|the)\b\s+(?=\S))?(?P<term>.*?)\s*"
    r"(?:\bmean|\bstand for)?[?!.\s]*",
    re.IGNORECASE,
)
_PLACE = re.compile(r"\{(\w+)\}")
_LONGEST = 40
_OF_ROLE: Mapping[Role, str] = {
    Role.INPUT: "input",
    Role.TARGET: "target",
    Role.WEIGHT: "weight",
    Role.BIAS: "bias",
    Role.RATE: "learning rate",
    Role.MOMENTUM: "momentum",
    Role.VELOCITY: "momentum",
    Role.NET: "net input",
    Role.OUT: "output",
    Role.ERROR: "error",
    Role.TOTAL: "loss",
    Role.BATCH_TOTAL: "loss",
    Role.MISS: "error",
    Role.ACTIVATION_SLOPE: "slope of the activation",
    Role.DELTA: "delta",
    Role.GRADIENT: "gradient",
    Role.BATCH_GRADIENT: "gradient",
    Role.VELOCITY_UPDATE: "momentum",
    Role.UPDATE: "update",
}
"""Under which word a quantity is explained; any other derivative is a partial derivative."""

BY_NAME: Mapping[str, GlossaryEntry] = {
    spelling.casefold(): entry for entry in ENTRIES for spelling in (*entry.also, entry.term)
}


def term_asked(typed: str) -> str:
    """Return what is asked for: ``net input`` in ``is the net input?``."""
    found = _ASKS.fullmatch(" ".join(typed.split()))
    return found["term"].strip() if found is not None else typed.strip()


def meaning(typed: str, subject: Subject) -> tuple[Block, ...]:
    """Return what a word means, or which one was probably meant, or all there are."""
    term = term_asked(typed)
    if (quantity := _quantity(term, subject)) is not None:
        return _of_quantity(quantity, subject)
    entry = _found(term)
    if entry is not None:
        return (Prose(tuple(entry_told(entry, subject.scenario))),)
    if not term:
        return (
            Prose(say("Type what is, and a word: what is net input. The words are:")),
            _listed(),
        )
    near = nearest(term.casefold(), BY_NAME)
    shown = visible(term[:_LONGEST])
    if near is not None:
        said = f"{shown!r} is not in the glossary. Did you mean {near}? Type: what is {near}"
        return (Prose((said,), Tone.HINT),)
    return (Prose((f"{shown!r} is not in the glossary. These words are:",)), _listed())


def _found(term: str) -> GlossaryEntry | None:
    folded = term.casefold().replace("_", " ")
    return BY_NAME.get(folded) or BY_NAME.get(folded.removesuffix("s"))


def _listed() -> Prose:
    return Prose((", ".join(entry.term for entry in ENTRIES) + ".",))


def _quantity(term: str, subject: Subject) -> str | None:
    """Return the quantity that is called so in the lesson; its own names come before words."""
    return term if term in subject.tape else None


def _of_quantity(name: str, subject: Subject) -> tuple[Block, ...]:
    """Explain a quantity by the word for what it is."""
    role = subject[name].role
    word = _OF_ROLE.get(role)
    if word is None and names.fraction(name) is not None:
        word = "partial derivative"
    if word is None:  # A node that is a formula of its own.
        return (Prose((Name(name), " is worked out from other numbers by a formula of its own.")),)
    a = "an" if word[0] in "aeiou" else "a"
    if word in ("loss", "learning rate", "slope of the activation", "momentum"):
        a = "the"
    if role in (Role.UPDATE, Role.VELOCITY, Role.MOMENTUM, Role.VELOCITY_UPDATE):
        first: tuple[Inline, ...] = (Name(name), f" belongs to the {word}. ")
    else:
        first = (Name(name), f" is {a} {word}. ")
    return (Prose((*first, BY_NAME[word].meaning)),)


def entry_told(entry: GlossaryEntry, scenario: Scenario) -> Iterator[Inline]:
    """Yield the sentences of an entry, with the names of a network in its example."""
    yield entry.meaning
    example = tuple(_filled(entry.example, example_names(scenario)))
    if example and None not in example:
        yield " "
        yield from (part for part in example if part is not None)


def _filled(sentence: str, known: Mapping[str, str]) -> Iterator[Inline | None]:
    """Yield a sentence with names for what stands in braces, None for a name that is not known."""
    for index, piece in enumerate(_PLACE.split(sentence)):
        if index % 2:
            yield Name(known[piece]) if piece in known else None
        elif piece:
            yield piece


def example_names(scenario: Scenario) -> Mapping[str, str]:
    """Return what an example may speak of, as far as the scenario has it; of the first sample."""
    sample = 1 if scenario.samples else 0

    def own(name: str) -> str:
        return names.at_sample(name, sample)

    found: dict[str, str] = {}
    if scenario.inputs:
        found["input"] = own(next(iter(scenario.inputs)))
    if scenario.targets:
        found["target"] = own(names.target(next(iter(scenario.targets))))
    if scenario.has_loss:
        found["loss"] = own(names.TOTAL)
    last = scenario.layers[-1] if scenario.layers else None
    if last is not None:
        unit = last.neurons[0]
        found["neuron"] = unit.name
        found["net"], found["out"] = own(names.net(unit.name)), own(names.out(unit.name))
        found["bend"] = own(names.derivative(names.out(unit.name), names.net(unit.name)))
        if unit.weights:
            found["weight"] = unit.weights[0]
        if unit.bias:
            found["bias"] = unit.bias
        if scenario.has_loss:
            found["delta"] = own(names.derivative(names.TOTAL, names.net(unit.name)))
    if "weight" in found and scenario.has_loss:
        found["gradient"] = own(names.derivative(names.TOTAL, found["weight"]))
        if scenario.learning_rate is not None:
            found["new"] = names.updated(found["weight"])
    return found
