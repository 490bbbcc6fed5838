"""Looks a word up in the glossary: by a name of it, a sign, or a quantity of the lesson."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from functools import cache

from backprop_tutor.blocks.blocks import Block, Equation, Inline, Prose, Tone
from backprop_tutor.formula import names
from backprop_tutor.formula.expression import Name, names_in
from backprop_tutor.formula.nearest import nearest
from backprop_tutor.maths.functions import OTHER_NAMES
from backprop_tutor.maths.tape.tape import REMEMBERING, Line, Role
from backprop_tutor.scenario.graph import Softmax, Unit
from backprop_tutor.scenario.scenario import Scenario
from backprop_tutor.teaching.glossary.entries import ENTRIES, GlossaryEntry
from backprop_tutor.teaching.lesson.teachers import TEACHERS
from backprop_tutor.teaching.subject.activation_names import ACTIVATION_NAMES, activation_in_words
from backprop_tutor.teaching.subject.definitions import definition, formula_of_activation, needed
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.teaching.subject.taught_rules import WORD_OF_NUMBER, taught_memory
from backprop_tutor.untrusted import visible
from backprop_tutor.wording import (
    Marked,
    in_quotes,
    marked,
    marked_in,
    say,
    spoken,
    text,
    text_with_commas,
)

_ASKS = re.compile(
    r"(?:what)?\s*(?:['’]?s\b|is\b|are\b|does\b)?\s*(?:(?:a|an|the)\b\s+(?=\S))?(?P<term>.*?)\s*"
    r"(?:\bmean|\bstand for)?[?!.\s]*",
    re.IGNORECASE,
)
_ASKS_IN_FRENCH = re.compile(
    r"(?:que\s+|qu['’]\s*|veut\s+dire\s+|veulent\s+dire\s+|signifi(?:e|ent)\s+)"
    r"(?:(?:le|la|les|un|une|des|du)\s+(?=\S)|[ld]['’]\s*(?=\S))?(?P<term>\S.*?)[?!.\s]*",
    re.IGNORECASE,
)
"""What stands behind ``qu'est-ce``, or behind the que of ``que signifie``."""
_LONGEST = 40
_OF_ROLE: Mapping[Role, str] = {
    Role.INPUT: "input",
    Role.TARGET: "target",
    Role.WEIGHT: "weight",
    Role.BIAS: "bias",
    Role.RATE: "learning rate",
    Role.NET: "net input",
    Role.OUT: "output",
    Role.ERROR: "error",
    Role.TOTAL: "loss",
    Role.BATCH_TOTAL: "loss",
    Role.MISS: "error",
    Role.ACTIVATION_SLOPE: "activation slope",
    Role.DELTA: "delta",
    Role.GRADIENT: "gradient",
    Role.BATCH_GRADIENT: "gradient",
    Role.RATE_NOW: "learning rate",
    Role.DECAYED_GRADIENT: "weight decay",
    Role.CORRECTED_MOMENT: "bias correction",
    Role.UPDATE: "update",
}
"""Under which word a quantity is explained; any other derivative is a partial derivative."""

_BY_NEURONS = frozenset(
    {Role.NET, Role.OUT, Role.ACTIVATION_SLOPE, Role.DELTA, Role.GRADIENT, Role.UPDATE}
)
"""What the glossary explains by neurons and weights: where there are none, its own step says it."""

_BELONGS: Mapping[str, Marked] = {
    "bias": marked("{name} is a bias."),
    "bias correction": marked("{name} is a mean with its bias corrected."),
    "delta": marked("{name} is a delta."),
    "error": marked("{name} is an error."),
    "gradient": marked("{name} is a gradient."),
    "input": marked("{name} is an input."),
    "learning rate": marked("{name} is the learning rate."),
    "loss": marked("{name} is the loss."),
    "moment": marked("{name} is a moment."),
    "momentum": marked("{name} belongs to the momentum."),
    "optimizer": marked("{name} belongs to the optimizer."),
    "net input": marked("{name} is a net input."),
    "parameter": marked("{name} is a parameter."),
    "output": marked("{name} is an output."),
    "partial derivative": marked("{name} is a partial derivative."),
    "activation slope": marked("{name} is the slope of the activation."),
    "target": marked("{name} is a target."),
    "update": marked("{name} belongs to the update."),
    "weight": marked("{name} is a weight."),
    "weight decay": marked("{name} belongs to the weight decay."),
}
"""What a quantity has to do with the word under which it is explained."""
# Translators: of an error with a sign, answer minus guess, that is handed back in shares.
_IS_A_MISS = marked_in("miss", "{name} is an error.")


def entries_by_name() -> Mapping[str, GlossaryEntry]:
    """Return the entries by all that each is called: in the language that is spoken, in English."""
    return _entries_by_name(spoken())


@cache
def _entries_by_name(_language: str) -> Mapping[str, GlossaryEntry]:
    here = {name: entry for entry in ENTRIES for name in _names(text, entry)}
    return {**_IN_ENGLISH, **here}


@cache
def _entries_by_folded_name(language: str) -> Mapping[str, GlossaryEntry]:
    return {_folded(name): entry for name, entry in _entries_by_name(language).items()}


def _folded(word: str) -> str:
    """Return a word without capitals and accents, by which it is found and put in order."""
    letters = unicodedata.normalize("NFD", word.casefold().replace("œ", "oe"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _names(said: Callable[[Marked], str], entry: GlossaryEntry) -> tuple[str, ...]:
    also = "" if entry.also is None else said(entry.also)
    called = (*also.split("|"), said(entry.term))
    return tuple(name.strip().casefold() for name in called if name.strip())


_IN_ENGLISH: Mapping[str, GlossaryEntry] = {
    name: entry for entry in ENTRIES for name in _names(lambda names: names.english, entry)
}


def term_asked(typed: str) -> str:
    """Return what is asked for: ``net input`` in ``is the net input?``."""
    words = " ".join(typed.split())
    found = _ASKS_IN_FRENCH.fullmatch(words) or _ASKS.fullmatch(words)
    return found["term"].strip() if found is not None else typed.strip()


def meaning(typed: str, subject: Subject) -> tuple[Block, ...]:
    """Return what a word means, or which one was probably meant, or all there are."""
    term = term_asked(typed)
    if (quantity := _quantity(term, subject)) is not None:
        return _of_quantity(quantity, subject)
    if term in subject.scenario.neurons:
        return _of_neuron(term, subject)
    entry = _found(term)
    if entry is not None:
        return (Prose(entry_told(entry, subject.scenario)),)
    if (function := _function(term)) is not None:
        return function
    if not term:
        return (
            Prose(say("Type what is, and a word: what is net input. The words are:")),
            _listed(),
        )
    near = _near(term)
    word = in_quotes(visible(term[:_LONGEST]))
    if near is not None:
        said = say(
            "{word} is not in the glossary. Did you mean {near}? Type: what is {near}",
            word=word,
            near=near,
        )
        return (Prose(said, Tone.HINT),)
    return (Prose(say("{word} is not in the glossary. These words are:", word=word)), _listed())


def _function(term: str) -> tuple[Block, ...] | None:
    """Return the formula of an activation that has no entry of its own, by any of its names."""
    word = term.casefold().strip().replace(" ", "_").replace("-", "_")
    name = OTHER_NAMES.get(word, word)
    if name not in ACTIVATION_NAMES:
        return None
    called = activation_in_words(name)
    return (
        Prose(say("{activation} is an activation, with this formula:", activation=called)),
        formula_of_activation(name, "x"),
    )


def _found(term: str) -> GlossaryEntry | None:
    folded, entries = _folded(term).replace("_", " "), _entries_by_folded_name(spoken())
    return entries.get(folded) or entries.get(folded.removesuffix("s"))


def _near(term: str) -> str | None:
    """Return the word that one was probably meant to be, whatever its accents."""
    spelt = {_folded(name): name for name in entries_by_name()}
    near = nearest(_folded(term), spelt)
    return None if near is None else spelt[near]


def all_entries(scenario: Scenario) -> Iterator[Block]:
    """Yield every word with what it means, in order, with examples in the names of a network."""
    for entry in sorted(ENTRIES, key=lambda entry: _folded(text(entry.term))):
        yield Prose(say(entry.term), Tone.HEADING)
        yield Prose(entry_told(entry, scenario))


def _listed() -> Prose:
    terms = sorted((text(entry.term) for entry in ENTRIES), key=_folded)
    return Prose((f"{text_with_commas(terms)}.",))


def _quantity(term: str, subject: Subject) -> str | None:
    """Return the quantity that is called so in the lesson; its own names come before words."""
    return term if term in subject.tape else None


def _word_of(line: Line, subject: Subject) -> str | None:
    """Return the word under which a quantity is explained; None if its role has none."""
    if line.role in _REMEMBERED:
        return taught_memory(line, subject).word
    if line.role is Role.HYPERPARAMETER:
        return WORD_OF_NUMBER.get(line.name, "optimizer")
    return _OF_ROLE.get(line.role)


_REMEMBERED = REMEMBERING | {Role.MOMENT, Role.SECOND_MOMENT}


def _of_neuron(node: str, subject: Subject) -> tuple[Block, ...]:
    """Explain a node by the value that later nodes mean by its name; a neuron as what it is."""
    scenario = subject.scenario
    if scenario.is_of_neurons:
        neuron: tuple[Inline, ...] = say("{node} is a neuron.", node=node)
        return (Prose((*neuron, " ", *say(_IN_ENGLISH["neuron"].meaning))),)
    sample = 1 if scenario.samples else 0
    return _of_quantity(names.at_sample(scenario.value_of(node), sample), subject)


def _of_quantity(name: str, subject: Subject) -> tuple[Block, ...]:
    """Explain a quantity by the word for what it is."""
    line = subject[name]
    if line.role is Role.NODE:  # Its formula stands in its step too.
        words = TEACHERS[line.role](line, subject)
        return Prose(words.sentence), Equation(Name(name), (line.formula,))
    if line.role is Role.COUNT:
        return (Prose(say("{name} is how many updates were made so far.", name=Name(name))),)
    if line.role is Role.COUNT_UPDATE:
        return (Prose(TEACHERS[line.role](line, subject).sentence),)
    if line.role in _BY_NEURONS and not subject.scenario.is_of_neurons:
        return (Prose(TEACHERS[line.role](line, subject).sentence),)
    word = _word_of(line, subject) or "partial derivative"
    if line.role is Role.WEIGHT and name not in subject.scenario.weights:
        word = "parameter"
    belongs = _IS_A_MISS if line.role is Role.MISS else _BELONGS[word]
    what: tuple[Inline, ...] = say(belongs, name=Name(name))
    return (
        Prose((*what, " ", *say(_IN_ENGLISH[word].meaning))),
        *_formulas_of_loss(name, subject),
    )


def _formulas_of_loss(name: str, subject: Subject) -> Iterator[Block]:
    """Yield the formula of a loss: what it adds up, and each of these as it stands in a book."""
    line = subject[name]
    if line.role not in (Role.ERROR, Role.TOTAL, Role.BATCH_TOTAL):
        return
    own = needed([name], subject)
    if line.role is Role.TOTAL and not own:
        yield Equation(Name(name), (line.formula,))
    for what in own or needed(names_in(line.formula), subject):
        if subject.scenario.loss == what or what == name:
            yield definition(what, subject)


def entry_told(entry: GlossaryEntry, scenario: Scenario) -> tuple[Inline, ...]:
    """Return the sentences of an entry, with the names of a network in its example."""
    meant: tuple[Inline, ...] = say(entry.meaning)
    if entry.example is None:
        return meant
    known = {hole: Name(name) for hole, name in example_names(scenario).items()}
    if not entry.example.holes <= set(known):
        return meant
    return (*meant, " ", *say(entry.example, **known))


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
    last = next(
        (layer for layer in reversed(scenario.layers) if _has_nets(layer.neurons[0], scenario)),
        None,
    )
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


def _has_nets(unit: Unit, scenario: Scenario) -> bool:
    """Whether a neuron has a net input of its own; the shares of softmax(s1, s2) have none."""
    bare = (node for node in scenario.nodes if isinstance(node, Softmax) and not node.has_nets)
    return not any(unit.name in node.names for node in bare)
