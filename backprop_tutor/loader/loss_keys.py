"""Reads the loss, of the table or written out by the author, and what it asks of targets."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, localcontext
from typing import NamedTuple

from backprop_tutor.formula import names
from backprop_tutor.formula.expression import Expr, rename
from backprop_tutor.loader import loss_settings
from backprop_tutor.loader.expressions import FormulaReader
from backprop_tutor.loader.network import ReadNetwork
from backprop_tutor.loader.sample_keys import SampleKeys, SampleNumbers
from backprop_tutor.loader.yaml import values
from backprop_tutor.loader.yaml.fields import Fields
from backprop_tutor.loader.yaml.nodes import BadNode, MappingNode, ScalarNode, YamlNode
from backprop_tutor.loader.yaml.problems import Problems, listed
from backprop_tutor.loader.yaml.words_elsewhere import LOSS_MEANT
from backprop_tutor.maths.functions import BETWEEN_0_AND_1
from backprop_tutor.maths.losses import FROM_SCORES, LOSSES, NAMED, Loss
from backprop_tutor.scenario.graph import names_of
from backprop_tutor.untrusted import quoted, shortened
from backprop_tutor.wording import marked, text, text_listed_or

_ANY = "o"
"""What stands for every output in the key ``E_o``."""
_EVERY = ""
"""What such a formula is the error of, where the others have the name of an output."""
_VALUE, _TARGET = "the output", "its target"
_NO_LOSS = marked(
    "{what} must be one of {possible}, or formulas such as {{E_o: (t - o)^4}}; found {found}"
)
_TEMPLATE = {
    _ANY: _VALUE,
    names.out(_ANY): _VALUE,
    "t": _TARGET,
    names.target(_ANY): _TARGET,
    names.short_target(_ANY): _TARGET,
}


class ReadLoss(NamedTuple):
    """The loss of a file."""

    name: str
    own: Mapping[str, Expr]


def read_loss(
    keys: Fields,
    samples: Sequence[SampleKeys],
    targets: Sequence[SampleNumbers],
    network: ReadNetwork,
    givens: Sequence[str],
    formulas: FormulaReader,
) -> ReadLoss:
    """Return the loss, having seen that the outputs and the targets of every sample suit it.

    ``givens`` are the names of the inputs and the parameters.
    """
    if "loss" not in keys:
        return ReadLoss("", {})
    problems = formulas.problems
    node = keys["loss"][1]
    if isinstance(node, MappingNode):
        outputs = tuple(targets[0]) if targets else ()
        return ReadLoss("", _own(node, outputs, network, givens, formulas))
    name = values.choice(node, "loss", NAMED, problems, elsewhere=LOSS_MEANT, not_one=_NO_LOSS)
    if name is None:
        return ReadLoss("", {})
    if name in FROM_SCORES and loss_settings.from_scores(keys, problems):
        name = FROM_SCORES[name]
    loss = LOSSES[name]
    if loss.of_scores and not _are_scores(node, loss, targets, network, problems):
        return ReadLoss(name, {})
    most = len(network.outputs) if network.is_layered else max(map(len, targets), default=0)
    if not loss.logarithms or _have_logarithms(node, loss, targets, network, problems):
        for row, numbers in zip(samples, targets, strict=True):
            if len(numbers) == most > 0:  # Else some are missing, and that has been reported.
                _judge(row, numbers, loss, network, problems)
    return ReadLoss(name, {})


def _are_scores(
    node: YamlNode,
    loss: Loss,
    targets: Sequence[SampleNumbers],
    network: ReadNetwork,
    problems: Problems,
) -> bool:
    """Report outputs that are shares already: the sigmoid of a sigmoid is a usual mistake."""
    activations = network.activations or {}
    for output in targets[0] if targets else ():
        if (found := activations.get(output)) in BETWEEN_0_AND_1:
            problems.at(
                node,
                text(
                    "with from_scores, {loss} itself turns {output} into a share, and {found} "
                    "has done so before: write linear in its place, or leave out from_scores",
                    loss=loss.of_scores,
                    output=output,
                    found=found,
                ),
            )
            return False
    return True


def _have_logarithms(
    node: YamlNode,
    loss: Loss,
    targets: Sequence[SampleNumbers],
    network: ReadNetwork,
    problems: Problems,
) -> bool:
    """Report outputs that need not be between 0 and 1; a gate's value nobody knows beforehand."""
    activations = network.activations or {}
    for output in targets[0] if targets else ():
        activation = activations.get(output, "sigmoid")
        if loss.counts_by_target and output in activations and activation != loss.matching:
            problems.at(node, _no_distribution(loss, output, activation))
            return False
        if activation not in BETWEEN_0_AND_1:
            last = None if network.is_layered else output
            problems.at(node, _needs_logarithms(loss.name, last, activation))
            return False
    return True


def _no_distribution(loss: Loss, output: str, found: str) -> str:
    """Say that a loss whose terms are multiples of targets needs outputs that share 1.

    −t·ln(o) is 0 whatever o is, where t is 0: a sigmoid by itself would never learn to be 0.
    """
    if found not in BETWEEN_0_AND_1:
        return text(
            "{loss} is for outputs that add up to 1, as those of {fit} do; "
            "found {found} in {output}: change one of the two",
            loss=loss.name,
            fit=loss.matching,
            output=output,
            found=found,
        )
    instead = next(
        one.name for one in LOSSES.values() if one.logarithms and not one.counts_by_target
    )
    return text(
        "{loss} is for outputs that add up to 1, as those of {fit} do; found {found} in {output}, "
        "where a target of 0 would teach nothing: write 'loss: {instead}'",
        loss=loss.name,
        fit=loss.matching,
        output=output,
        found=found,
        instead=instead,
    )


def _needs_logarithms(loss: str, output: str | None, found: str) -> str:
    """Say what an output, or else the last layer, has to be."""
    fit = text_listed_or(tuple(reversed(BETWEEN_0_AND_1)))
    if output is None:
        return text(
            "{loss} takes the logarithm of each output, so the last layer must be {activations}; "
            "found {found}: change one of the two",
            loss=loss,
            activations=fit,
            found=found,
        )
    return text(
        "{loss} takes the logarithm of each output, so {output} must be {activations}; "
        "found {found}: change one of the two",
        loss=loss,
        output=output,
        activations=fit,
        found=found,
    )


def _judge(
    row: SampleKeys, targets: SampleNumbers, loss: Loss, network: ReadNetwork, problems: Problems
) -> None:
    """Report targets of a sample that the loss is not made for."""
    node = row.keys["targets"][1]
    name = loss.of_scores or loss.name
    if loss.joint and len(targets) < 2:
        problems.at(node, text("{loss} compares outputs and needs at least 2; found 1", loss=name))
        return
    if loss.one_hot:
        if sorted(targets.values()) != [*[Decimal(0)] * (len(targets) - 1), Decimal(1)]:
            found = listed([str(value) for value in targets.values()])
            problems.at(
                node,
                text(
                    "{loss} needs one target of 1 and the others 0; found {found}",
                    loss=loss.name,
                    found=found,
                ),
            )
        elif len(targets) < 2:
            problems.at(
                node,
                text("{loss} compares outputs and needs at least 2; found 1", loss=loss.name),
            )
        return
    if not (loss.logarithms or loss.of_scores):
        return
    beyond = [name for name, target in targets.items() if not 0 <= target <= 1]
    if beyond:
        problems.at(
            node,
            text(
                "{loss} needs targets from 0 to 1; change that of {outputs}",
                loss=name,
                outputs=listed(beyond),
            ),
        )
        return
    activations = network.activations or {}
    softmax = all(activations.get(output) == "softmax" for output in targets)
    of_shares = loss.name == "cross_entropy" and softmax and _is_whole(targets, network)
    if not (of_shares or loss.joint):
        return
    with localcontext(prec=300):  # By itself a sum is rounded to 28 digits.
        total = shortened(str(sum(targets.values())))
        if sum(targets.values()) == 1:
            return
    problems.at(
        node,
        text(
            "cross_entropy from scores needs targets that add up to 1; they add up to {total}",
            total=total,
        )
        if loss.joint
        else text(
            "with softmax and cross_entropy the targets must add up to 1; they add up to {total}",
            total=total,
        ),
    )


def _is_whole(targets: SampleNumbers, network: ReadNetwork) -> bool:
    """Whether the targets are those of one whole softmax."""
    if network.is_layered:
        return len(targets) == len(network.outputs)
    return any(set(names_of(node)) == set(targets) for node in network.nodes)


def _own(
    node: MappingNode,
    outputs: Sequence[str],
    network: ReadNetwork,
    givens: Sequence[str],
    formulas: FormulaReader,
) -> Mapping[str, Expr]:
    """Return the error of each output from the formulas of a file."""
    problems = formulas.problems
    if not (network.nodes and outputs):  # What formulas may name is not known.
        return {}
    from backprop_tutor.loader.known_quantities import spellings

    known = {name: name for name in givens}
    for one in network.nodes:
        known |= spellings(one)
    value = {output: known[output] for output in outputs}
    short = {names.short_target(output): names.target(output) for output in outputs}
    long = {names.target(output): names.target(output) for output in outputs}
    known = {**short, **long, **known}
    keys = {names.error(output): output for output in outputs}
    if len(outputs) == 1:
        keys[names.TOTAL] = outputs[0]
    if _ANY not in outputs or len(node.entries) == 1:  # Alone, it is that of every output alike.
        keys[names.error(_ANY)] = _EVERY
    read: dict[str, Expr] = {}
    given: set[str] = set()
    for key, formula in node.entries:
        output = keys.get(key.text)
        where = f"loss.{shortened(key.text)}"
        if output is None:
            problems.at(
                key,
                text(
                    "{key} is not the error of an output; "
                    "write {errors}, or {any} alone for every output alike",
                    key=quoted(key.text),
                    errors=listed([names.error(output) for output in outputs], most=3),
                    any=names.error(_ANY),
                ),
            )
        elif given & {output, _EVERY} or (given and output == _EVERY):
            problems.at(
                key, text("{place} says again what the loss is; keep one of the two", place=where)
            )
        elif isinstance(formula, ScalarNode) and not values.is_nothing(formula):
            expr = formulas.read(formula, where, _names_in(key.text, output, known, value))
            if expr is not None:
                read[output] = expr
        elif not isinstance(formula, BadNode):
            problems.at(
                formula,
                text(
                    "{place} must be a formula such as (t - o)^4; found {found}",
                    place=where,
                    found=values.node_described(formula),
                ),
            )
        given.add(key.text if output is None else output)
    missing = [output for output in outputs if not given & {output, _EVERY}]
    if missing and node.whole and given.issubset(outputs):
        wanted = listed([names.error(output) for output in missing], most=3)
        problems.at(
            node,
            text(
                "loss has nothing for {outputs}; add {errors}",
                outputs=listed(missing, most=3),
                errors=wanted,
            ),
        )
    if _EVERY in read:
        return {
            output: rename(read[_EVERY], {_VALUE: value[output], _TARGET: names.target(output)})
            for output in outputs
        }
    return {output: read[output] for output in outputs if output in read}


def _names_in(
    key: str, output: str, known: Mapping[str, str], value: Mapping[str, str]
) -> Mapping[str, str]:
    """Return what the formula of an entry may use, with the quantity that each name means.

    ``o`` and ``t`` are the output and the target that the entry is about. In ``E_o`` they are
    nothing else, whatever a network calls by these letters. In the entry of one output such as
    ``E_y`` they are so only where a network calls nothing else by either: else one letter would be
    of the entry and the other not.
    """
    if output == _EVERY:
        return {**_TEMPLATE, **known, **_TEMPLATE}
    own = {"t": names.target(output), _ANY: value[output]}
    if key == names.error(_ANY) or all(
        known.get(letter, own[letter]) == own[letter] for letter in own
    ):
        return {**known, **own}
    return known
