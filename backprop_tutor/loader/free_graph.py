"""Reads a free graph: its parameters, and its nodes, each ``name = formula`` over earlier names."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from backprop_tutor.formula import names
from backprop_tutor.formula.expression import Call, Expr
from backprop_tutor.loader.expressions import FormulaReader, NotYet
from backprop_tutor.loader.known_quantities import spellings
from backprop_tutor.loader.layered import MOST_NEURONS, MOST_PARAMETERS
from backprop_tutor.loader.names_in_use import Names, with_names
from backprop_tutor.loader.yaml import values
from backprop_tutor.loader.yaml.fields import Fields
from backprop_tutor.loader.yaml.nodes import BadNode, MappingNode, ScalarNode, YamlNode
from backprop_tutor.loader.yaml.problems import Problems
from backprop_tutor.maths.functions import ACTIVATIONS
from backprop_tutor.scenario.graph import Gate, Neuron, Node, Softmax
from backprop_tutor.untrusted import shortened
from backprop_tutor.wording import grouped, marked, text, text_so_many

_EXAMPLE = "'h1 = sigmoid(w1*x1 + b1)'"
_NODE = values.NameKind(
    marked("{word} cannot be a node: {reason}; choose another name"),
    marked("{word} cannot be a node; {advice}"),
    marked("a node needs a name here; found {found}"),
)
_PARAMETER = values.NameKind(
    marked("{word} cannot be a parameter: {reason}; choose another name"),
    marked("{word} cannot be a parameter; {advice}"),
    marked("a parameter needs a name here; found {found}"),
)
_LATER = NotYet(marked("{place} uses {name}, which is defined later; move it up"))
_ITS_OWN = NotYet(marked("{place} uses {name}, its own name; a node is computed from earlier ones"))
_NO_ACTIVATION = marked("{place} uses {name}, but {node} has no activation; write {node}")
_EQUALS = re.compile("(?<![<>])=")  # No comparison of a choice.
_SOFTMAX = re.compile(r"\s*softmax\s*\((?P<inside>.*)\)\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry of ``nodes``, split at its ``=``."""

    node: ScalarNode
    where: str
    names: tuple[str | None, ...]
    """None for a name that could not be taken."""
    right: int
    """Where in the text the right side begins."""


def read_parameters(keys: Fields, names: Names, problems: Problems) -> None:
    """Take the names and the numbers of the parameters."""
    if "parameters" not in keys:
        return
    node = keys["parameters"][1]
    found = with_names(node, "parameters", "{w1: 0.15, b1: 0.35}", (), problems)
    if found is None or not found.whole:
        names.complete = False
    entries = found.entries if found else ()
    if len(entries) > MOST_PARAMETERS:
        problems.at(
            node,
            text(
                "there are {count} parameters; use at most {most}",
                count=grouped(len(entries)),
                most=grouped(MOST_PARAMETERS),
            ),
        )
        names.complete = False
        return
    for key, value in entries:
        names.parameter(key, value, "parameters", _PARAMETER)


def read_nodes(
    keys: Fields, inputs: Sequence[str] | None, names: Names, formulas: FormulaReader
) -> tuple[tuple[Node, ...], bool]:
    """Return the nodes, and whether all of them could be read.

    ``inputs`` is None where not all of their names are known.
    """
    problems = formulas.problems
    if "nodes" not in keys:
        return (), False
    node = keys["nodes"][1]
    if proposed := _as_entries(node):
        problems.at(
            node,
            text(
                "nodes must be a list of formulas with '='; found {found}: "
                "write a line for each, such as {proposed}",
                found=values.node_described(node),
                proposed=proposed,
            ),
        )
        return (), False
    found = values.items(node, "nodes", f"[{_EXAMPLE}]", problems)
    if found is None:
        return (), False
    if len(found.items) > MOST_NEURONS:
        problems.at(node, _too_many(len(found.items)))
        return (), False
    # Every node takes its name before any formula is read, which may then say that it comes later.
    entries = [
        _entry(item, f"nodes[{index}]", names, problems) for index, item in enumerate(found.items)
    ]
    members = [name for entry in entries if entry for name in entry.names]
    if len(members) > MOST_NEURONS:
        problems.at(node, _too_many(len(members)))
        return (), False
    complete = inputs is not None and names.complete and None not in (*entries, *members)
    known = {name: name for name in (*(inputs or ()), *names.parameters)}
    later = dict.fromkeys(_spelled(members), _LATER)
    nodes: list[Node] = []
    for entry in entries:
        if entry is None:
            continue
        own = [name for name in entry.names if name]
        later |= dict.fromkeys(_spelled(own), _ITS_OWN)
        made = _made(entry, known, later, formulas, complete=complete)
        if made is None:  # What uses it is read all the same.
            known |= {spelled: spelled for spelled in _spelled(own)}
        else:
            nodes.append(made)
            known |= spellings(made)
        for spelled in _spelled(own):
            del later[spelled]
        if isinstance(made, Gate):
            plain = NotYet(_NO_ACTIVATION, made.name)
            later |= {spelled: plain for spelled in _spelled(own) if spelled != made.name}
    return tuple(nodes), complete and len(nodes) == len(entries)


def _as_entries(node: YamlNode) -> str | None:
    """Return the first entry of a mapping or of a single text, as it is to stand in the list."""
    match node:
        case MappingNode(entries=((key, ScalarNode(text=formula)), *_)) if formula:
            return f"'- {shortened(key.text)} = {shortened(formula)}'"
        case ScalarNode(text=formula) if "=" in formula:
            return f"'- {shortened(formula)}'"
        case _:
            return None


def _spelled(nodes: Iterable[str | None]) -> list[str]:
    """Return every spelling of what nodes might compute."""
    known = filter(None, nodes)
    return [spelled for name in known for spelled in (name, names.out(name), names.net(name))]


def _too_many(nodes: int) -> str:
    return text(
        "there are {count} nodes; use at most {most}", count=grouped(nodes), most=MOST_NEURONS
    )


def _entry(node: YamlNode, where: str, names: Names, problems: Problems) -> _Entry | None:
    """Return an entry with its names taken."""
    if isinstance(node, BadNode):
        return None
    match node:
        case MappingNode(entries=((key, ScalarNode(text=formula)),)) if (
            formula and "=" not in key.text
        ):
            problems.at(
                node,
                text(
                    "{place} must be a name and a formula, joined by '='; write '{proposed}'",
                    place=where,
                    proposed=f"{shortened(key.text)} = {shortened(formula)}",
                ),
            )
            return None
        case _:
            pass
    if not isinstance(node, ScalarNode) or values.is_nothing(node) or not node.text.strip():
        problems.at(
            node, _no_entry(where, values.node_described(node), isinstance(node, ScalarNode))
        )
        return None
    left, sign, right = node.text.partition("=")
    if left.endswith(":"):
        problems.inside(
            node,
            len(left) - 1,
            text(
                "in {place}, a name and its formula are joined by '='; leave out the ':'",
                place=where,
            ),
        )
        return None
    if not sign:
        problems.at(
            node,
            text(
                "{place} has no '='; write a name and a formula such as {example}",
                place=where,
                example=_EXAMPLE,
            ),
        )
        return None
    if again := _EQUALS.search(right):
        problems.inside(
            node,
            len(left) + 1 + again.start(),
            text(
                "{place} has more than one '='; write an entry of its own for each node",
                place=where,
            ),
        )
        return None
    taken: list[str | None] = []
    start = 0
    for piece in left.split(","):
        if not piece.strip():
            problems.inside(
                node,
                start,
                text(
                    "{place} lacks a name here; write it as in {example}",
                    place=where,
                    example=_EXAMPLE,
                ),
            )
            taken.append(None)
        else:
            offset = start + len(piece) - len(piece.lstrip())
            column = node.column if node.inside is None else node.inside + offset
            part = ScalarNode(node.line, column, piece.strip(), plain=False)
            taken.append(names.take(part, _NODE))
        start += len(piece) + 1
    return _Entry(node, where, tuple(taken), len(left) + 1)


def _no_entry(where: str, found: str, is_text: bool) -> str:
    if is_text:
        return text(
            "{place} must be a name and a formula such as {example}; found {found}",
            place=where,
            example=_EXAMPLE,
            found=found,
        )
    return text(
        "{place} must be a name and a formula such as {example}; found {found}; "
        "write it with '=', in quotes",
        place=where,
        example=_EXAMPLE,
        found=found,
    )


def _made(
    entry: _Entry,
    known: Mapping[str, str],
    later: Mapping[str, NotYet],
    formulas: FormulaReader,
    *,
    complete: bool,
) -> Node | None:
    """Return the node of an entry."""
    group = _SOFTMAX.fullmatch(entry.node.text, entry.right)
    if group is not None and not _closes_last(group["inside"]):
        group = None
    if group is not None:
        pieces = list(_arguments(group["inside"], group.start("inside")))
        if not _fit(entry, len(pieces), formulas.problems):
            return None
    elif len(entry.names) > 1:
        formulas.problems.at(
            entry.node,
            text(
                "{place} has {count} names, which only softmax can define at once; "
                "write an entry of its own for each node",
                place=entry.where,
                count=len(entry.names),
            ),
        )
        return None
    else:
        pieces = [(entry.right, len(entry.node.text))]
    read: list[Expr | None] = [
        formulas.read(
            entry.node, entry.where, known, later=later, start=start, end=end, complete=complete
        )
        for start, end in pieces
    ]
    nets = tuple(expr for expr in read if expr is not None)
    names = tuple(name for name in entry.names if name)
    if len(nets) < len(pieces) or len(names) < len(entry.names):
        return None
    if group is not None:
        return Softmax(names, nets)
    match nets[0]:
        case Call(function=function, arguments=(net,)) if function in ACTIVATIONS:
            return Neuron(names[0], net, function)
        case formula:
            return Gate(names[0], formula)


def _fit(entry: _Entry, arguments: int, problems: Problems) -> bool:
    """Report a softmax that has not one name for each argument."""
    if len(entry.names) == arguments >= 2:
        return True
    problems.at(entry.node, _does_not_fit(entry, arguments))
    return False


def _does_not_fit(entry: _Entry, arguments: int) -> str:
    place, named = entry.where, len(entry.names)
    if named == arguments:
        return text(
            "in {place}, softmax of a single argument is always 1; give it two or more",
            place=place,
        )
    if named == 1:
        return text(
            "{place} has 1 name for {arguments} arguments of softmax; "
            "write a name for each argument, as in 'y1, y2 = softmax(z1, z2)'",
            place=place,
            arguments=grouped(arguments),
        )
    return text_so_many(
        "{place} has {names} names for {arguments} argument of softmax; "
        "write a name for each argument, as in 'y1, y2 = softmax(z1, z2)'",
        "{place} has {names} names for {arguments} arguments of softmax; "
        "write a name for each argument, as in 'y1, y2 = softmax(z1, z2)'",
        arguments,
        place=place,
        names=grouped(named),
        arguments=grouped(arguments),
    )


def _closes_last(inside: str) -> bool:
    """Whether the bracket after softmax is closed by the last one, as not in ``(a)*(b)``."""
    return all(depth >= 0 for depth in _depths(inside))


def _depths(text: str) -> Iterator[int]:
    """Yield how many brackets are open after each character."""
    depth = 0
    for character in text:
        depth += (character == "(") - (character == ")")
        yield depth


def _arguments(inside: str, start: int) -> Iterator[tuple[int, int]]:
    """Yield where each argument begins and ends; ``start`` is where the first one does."""
    begun = 0
    for place, depth in enumerate(_depths(inside)):
        if depth == 0 and inside[place] == ",":
            yield start + begun, start + place
            begun = place + 1
    yield start + begun, start + len(inside)
