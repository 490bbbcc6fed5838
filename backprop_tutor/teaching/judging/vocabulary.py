"""What a learner may write in an answer: earlier quantities, in every spelling."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from itertools import islice
from math import inf

from backprop_tutor.formula import names
from backprop_tutor.maths.functions import TYPEABLE
from backprop_tutor.maths.tape.tape import GIVEN, Role
from backprop_tutor.reading import LOGARITHMS, Vocabulary
from backprop_tutor.scenario.scenario import Part
from backprop_tutor.teaching.subject.step import Form, Question
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.wording import marked

_FUNCTIONS: Mapping[str, tuple[int, int]] = {**TYPEABLE, **dict.fromkeys(LOGARITHMS, (1, 1))}
"""What a learner may call: the functions of files, and the logarithms that are mistaken for ln."""

_MOST_NEAR = 64
"""So many quantities count as near to the question."""


def vocabulary(question: Question, subject: Subject) -> Vocabulary:
    """Return the names that an answer to a question may hold.

    A formula may use what comes earlier on the tape; a number, only what the scenario gives and
    what earlier layers sent: else "what is out_h1?" could be answered "out_h1" in a few more signs.
    """
    tape = subject.tape
    before = tape.position(question.quantity)
    numbers_only = question.form is Form.NUMBER
    spellings = _spellings(subject, tape[question.quantity].sample)
    known: dict[str, str] = {}
    later: dict[str, str] = {}
    asked: set[str] = set()
    for spelling, quantity in spellings.items():
        if quantity == question.quantity:
            asked.add(spelling)
        elif tape.position(quantity) < before and (
            not numbers_only or _is_number_before(quantity, question.quantity, subject)
        ):
            known[spelling] = quantity
        else:
            later[spelling] = quantity
    slopes = _slopes(subject)
    inputs = tuple(name for name in tape if tape[name].role is Role.INPUT)
    distance = _distance_from(question.quantity, subject)
    found = Vocabulary(
        known, _FUNCTIONS, frozenset(asked), later, slopes=slopes, inputs=inputs, distance=distance
    )
    if numbers_only:
        why = marked("{name} is a name, but the question asks for a number; put in its number")
        found = replace(found, why_later=why)
    return found


def everything(subject: Subject) -> Vocabulary:
    """Return all names: for what is calculated beside an answer, never for an answer."""
    return Vocabulary(_spellings(subject), _FUNCTIONS, frozenset(), {}, slopes=_slopes(subject))


def _distance_from(asked: str, subject: Subject) -> Callable[[str], float]:
    """Return how far a quantity is from the one asked: what that reads is next to it.

    What goes forward from quantities that are read is farther than all of these: E_o1, which reads
    out_o1, where ∂E_total/∂w5 is asked. Worked out when it is first wanted: lines are derived then.
    """
    tape = subject.tape

    @cache
    def places() -> Mapping[str, int]:
        read = islice(_read_by(asked, subject), _MOST_NEAR)
        return {name: place for place, name in enumerate(read)}

    def distance(quantity: str) -> float:
        near = places()
        if quantity in near or quantity not in tape:
            return near.get(quantity, inf)
        line = tape[quantity]
        if line.role in GIVEN or line.part not in (Part.FORWARD, Part.ERROR):
            return inf
        return _MOST_NEAR + max((near.get(used, inf) for used in line.uses), default=inf)

    return distance


def _read_by(asked: str, subject: Subject) -> Iterator[str]:
    """Yield what a quantity reads, then what these read, and so on."""
    level, seen = subject[asked].uses, {asked}
    while level:
        fresh = [name for name in dict.fromkeys(level) if name not in seen]
        seen.update(fresh)
        yield from fresh
        level = tuple(used for name in fresh for used in subject[name].uses)


def _slopes(subject: Subject) -> Mapping[str, tuple[str, str]]:
    """Return for each net input the activation of its neuron, and the slope's name."""
    slopes = {}
    for name, line in subject.tape.items():
        if line.role is Role.ACTIVATION_SLOPE:
            neuron = names.sender_of(names.of_sample(line.of)[0])
            activation = subject.activation(neuron)
            if activation != "softmax":  # Its slopes are by every net input of the layer.
                slopes[line.by] = (activation, name)
    return slopes


def _spellings(subject: Subject, sample: int = 0) -> Mapping[str, str]:
    """Return all quantities by all their spellings; in a sample's step its own need no number."""
    tape, scenario = subject.tape, subject.scenario
    other = names.aliases(subject.layer_of, scenario.outputs, tape)
    other |= {names.updated(alias): names.updated(quantity) for alias, quantity in other.items()}
    known = {name: name for name in tape}
    for index in range(1, len(scenario.samples) + 1):
        for alias, quantity in other.items():
            known.setdefault(names.at_sample(alias, index), names.at_sample(quantity, index))
    if sample:
        plain = {names.of_sample(name)[0]: name for name in tape if tape[name].sample == sample}
        known = plain | {alias: plain[of] for alias, of in other.items() if of in plain} | known
    known |= {alias: of for alias, of in other.items() if alias not in known}
    return {spelling: quantity for spelling, quantity in known.items() if quantity in tape}


def _is_number_before(quantity: str, asked: str, subject: Subject) -> bool:
    """Whether a numeric answer may use a quantity: not of the asked line's own layer or later."""
    line, question = subject[quantity], subject[asked]
    if line.role in GIVEN:
        return True
    if question.part is not Part.FORWARD:
        return line.part is Part.FORWARD
    depth = subject.scenario.depth_of
    sent = line.role in (Role.OUT, Role.NODE) and line.sample == question.sample
    return sent and depth[line.of] < depth[question.of]
