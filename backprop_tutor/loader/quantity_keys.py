r"""Reads what speaks of quantities by their names: given, notes, published, errata, and prose.

Between dollar signs ``about`` and ``notes`` hold formulas in these names, with ``=`` and ``≈``
between them, as in ``$dE_total/dw5 = dE_total/dnet_o1*out_h1 ≈ 0.0822$``.
"""

import re
from collections import ChainMap
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from backprop_tutor.formula.expression import Expr
from backprop_tutor.formula.names import at_sample, fraction, sampled_last, short_target, target
from backprop_tutor.loader.expressions import FormulaReader
from backprop_tutor.loader.known_quantities import Known, known_of, spellings
from backprop_tutor.loader.teaching_keys import method
from backprop_tutor.loader.yaml import values
from backprop_tutor.loader.yaml.fields import Fields, fields
from backprop_tutor.loader.yaml.nodes import BadNode, MappingNode, ScalarNode, YamlNode
from backprop_tutor.loader.yaml.problems import Problems
from backprop_tutor.loader.yaml.text import ACTING, unwanted
from backprop_tutor.scenario.by_language import UNWRITTEN, ByLanguage
from backprop_tutor.scenario.prose import ProseRun, passages, runs
from backprop_tutor.scenario.scenario import Erratum, Scenario
from backprop_tutor.untrusted import quoted, shortened
from backprop_tutor.wording import Marked, marked, text

LONGEST_QUANTITY = 80
_MISCONCEPTION = re.compile("[a-z0-9-]{1,64}")
_BETWEEN = re.compile("[=≈]")
_COMPOSED = re.compile(r"d\w+(?:\[\d+\])?/d\w+(?:\[\d+\])?|\w+\[\d+\]", re.ASCII)
"""What may be the name of a derivative, or of a quantity of one sample."""
ERRATUM = ("quantity", "published", "misconception", "note")
ERRATUM_NEEDS: Mapping[str, str | Marked] = {
    "quantity": "quantity: w5_new",
    "published": 'published: "0.3589"',
    "note": marked("{place} has no 'note'; add 'note: what the source does wrong'"),
}


def with_quantities(scenario: Scenario, keys: Fields, formulas: FormulaReader) -> Scenario:
    """Return a scenario with what the file says of its quantities.

    Their names are judged only in a network that was read without a problem.
    """
    problems = formulas.problems
    scenario = replace(scenario, method=method(keys, scenario, problems))
    known = None if problems.found else known_of(scenario)
    in_prose = {} if known is None else _in_prose(keys, scenario, known, formulas)
    return replace(
        scenario,
        given=_given(keys, known, problems),
        notes=_notes(keys, known, problems),
        published=_published(keys, known, problems),
        errata=tuple(_errata(keys, known, problems)),
        formulas_in_prose=in_prose,
    )


def _given(keys: Fields, known: Known | None, problems: Problems) -> Mapping[str, Decimal]:
    """Return the values to use in place of the computed ones, each of a single sample if several.

    ``out_h1`` alone is meant for every sample that the file does not name.
    """
    read = {}
    everywhere: dict[str, Decimal] = {}
    for key, node in _entries(keys, "given", "{out_h1: 0.62}", problems):
        if not _is_quantity(key, "given", known, problems):
            continue
        is_slope = fraction(key.text) is not None
        if known and (is_slope or (unknown := known.lacks(key.text, known.forward))):
            if not is_slope and unknown in known.numbers:
                said = text(
                    "{name} in given is a number of the file; change it there",
                    name=quoted(key.text),
                )
            else:
                said = text(
                    "{name} in given is not computed on the way forward; "
                    "name a quantity such as out_h1",
                    name=quoted(key.text),
                )
            problems.at(key, said)
            continue
        number = values.read_number(node, f"given.{shortened(key.text)}", problems)
        if number is None:
            continue
        if known and known.is_of_one_sample(key.text):
            each = range(1, known.samples + 1)
            everywhere |= {at_sample(key.text, sample): number for sample in each}
        else:
            read[key.text] = number
    return everywhere | read


def _notes(keys: Fields, known: Known | None, problems: Problems) -> Mapping[str, ByLanguage]:
    """Return a remark per quantity."""
    read = {}
    for key, node in _entries(keys, "notes", text("{{net_h1: a remark}}"), problems):
        if _is_quantity(key, "notes", known, problems):
            what = f"notes.{shortened(key.text)}"
            note = values.read_prose(node, what, problems, keep_lines=True)
            read[key.text] = note or UNWRITTEN
    return read


def _published(keys: Fields, known: Known | None, problems: Problems) -> Mapping[str, Decimal]:
    """Return the values that the source prints, with as many figures."""
    read = {}
    for key, node in _entries(keys, "published", '{E_total: "0.298371109"}', problems):
        if _is_quantity(key, "published", known, problems, of_which=True):
            what = f"published.{shortened(key.text)}"
            number = values.read_number(node, what, problems, in_quotes=True)
            if number is not None:
                read[key.text] = number
    return read


def _errata(keys: Fields, known: Known | None, problems: Problems) -> Iterator[Erratum]:
    """Yield the values that the source prints wrongly."""
    if "errata" not in keys:
        return
    example = '[{quantity: w5_new, published: "0.3589", note: …}]'
    found = values.items(keys["errata"][1], "errata", example, problems, may_be_empty=True)
    for index, item in enumerate(found.items if found else ()):
        where = f"errata[{index}]"
        entry = values.mapping(item, where, example[1:-1], problems)
        if entry is None:
            continue
        its = fields(entry, ERRATUM, ERRATUM_NEEDS, problems, where=where)
        quantity = _erratum_quantity(its, where, known, problems)
        printed = note = misconception = None
        if "published" in its:
            what = f"{where}.published"
            printed = values.read_number(its["published"][1], what, problems, in_quotes=True)
        if "note" in its:
            note = values.read_prose(its["note"][1], f"{where}.note", problems)
        if "misconception" in its:
            misconception = _misconception(its["misconception"][1], where, problems)
        if quantity and printed is not None and note:
            yield Erratum(quantity, printed, misconception, note)


def _erratum_quantity(
    its: Fields, where: str, known: Known | None, problems: Problems
) -> str | None:
    if "quantity" not in its:
        return None
    match its["quantity"][1]:
        case ScalarNode(text=written) as node if written.strip() and not values.is_nothing(node):
            what = f"{where}.quantity"
            return written if _is_quantity(node, what, known, problems, of_which=True) else None
        case BadNode():
            pass
        case node:
            what = f"{where}.quantity"
            problems.at(
                node,
                text(
                    "{place} must be a quantity such as w5_new; found {found}",
                    place=what,
                    found=values.node_described(node),
                ),
            )
    return None


def _misconception(node: YamlNode, where: str, problems: Problems) -> str | None:
    match node:
        case ScalarNode(text=written) if _MISCONCEPTION.fullmatch(written):
            return written
        case BadNode():
            pass
        case _:
            what = f"{where}.misconception"
            problems.at(
                node,
                text(
                    "{place} must be an id of small letters, digits and '-', such as uphill; "
                    "docs/misconceptions.md lists them; found {found}",
                    place=what,
                    found=values.node_described(node),
                ),
            )
    return None


def _entries(
    keys: Fields, key: str, example: str, problems: Problems
) -> tuple[tuple[ScalarNode, YamlNode], ...]:
    if key not in keys:
        return ()
    found = values.mapping(keys[key][1], key, example, problems, may_be_empty=True)
    return found.entries if found else ()


def _is_quantity(
    node: ScalarNode,
    key: str,
    known: Known | None,
    problems: Problems,
    *,
    of_which: bool = False,
) -> bool:
    """Whether a text may be the name of a quantity; if not, that has been reported.

    With ``of_which``, of which sample it is has to be said.
    """
    name = node.text
    if not name:
        problems.at(
            node,
            text("{key} lacks the name of a quantity here; write 'net_h1: …'", key=key),
        )
    elif len(name) > LONGEST_QUANTITY:
        problems.at(
            node,
            text(
                "{name} in {key} is longer than {most} characters; name a quantity such as net_h1",
                name=quoted(name),
                key=key,
                most=LONGEST_QUANTITY,
            ),
        )
    elif acting := ACTING.search(name):
        problems.at(node, values.in_place(key, unwanted(acting.group())))
    elif known and (unknown := known.lacks(name, known.names)):
        close = problems.nearest(unknown, known.names)
        problems.at(node, _no_quantity(quoted(name), key, quoted(unknown), close))
    elif of_which and known and known.is_of_one_sample(name):
        problems.at(
            node,
            text(
                "{name} in {key} is another number in each sample; "
                "write {first} for the first one's",
                name=quoted(name),
                key=key,
                first=f"{shortened(name)}[1]",
            ),
        )
    else:
        return True
    return False


def _no_quantity(name: str, key: str, unknown: str, close: str | None) -> str:
    if close is None:
        return text(
            "{name} in {key} is not a quantity: nothing is called {unknown}; remove it",
            name=name,
            key=key,
            unknown=unknown,
        )
    return text(
        "{name} in {key} is not a quantity: nothing is called {unknown}; did you mean '{close}'?",
        name=name,
        key=key,
        unknown=unknown,
        close=close,
    )


def _in_prose(
    keys: Fields, scenario: Scenario, known: Known, formulas: FormulaReader
) -> Mapping[str, tuple[str | Expr, ...]]:
    """Return what each formula in the prose of a file says, by its text."""
    names = {name: name for name in scenario.variables}
    for node in scenario.nodes:
        names |= spellings(node)
    names |= {short_target(output): target(output) for output in scenario.outputs}
    names |= {name: name for name in sorted(known.names) if name not in names}
    read: dict[str, tuple[str | Expr, ...]] = {}
    for where, prose in _prose(keys):
        for passage in passages(prose.text.replace("\t", " ")):
            for run in runs(passage.text):
                if not run.is_formula or run.formula in read:
                    continue
                if formulas.problems.are_many:
                    return read
                place = passage.start + run.start
                if not run.is_closed:
                    said = text(
                        "in {place}, this $ has no partner; write {sign} for a dollar sign",
                        place=where,
                        sign=r"\$",
                    )
                    formulas.problems.inside(prose, place - 1, said)
                    continue
                sides = _sides(prose, where, run, place, names, known, formulas)
                if sides is not None:
                    read[run.formula] = sides
    return read


def _sides(
    prose: ScalarNode,
    where: str,
    run: ProseRun,
    place: int,
    names: dict[str, str],
    known: Known,
    formulas: FormulaReader,
) -> tuple[str | Expr, ...] | None:
    """Return the sides of one formula, with the signs between them; None if one cannot be read."""
    composed: dict[str, str] = {}
    for name in _COMPOSED.findall(run.text):
        parts = fraction(name)  # ``dE_total[2]/dw5`` is shown for ``dE_total/dw5[2]``.
        meant = name if parts is None else sampled_last(*parts)
        if known.lacks(meant, known.names) is None:
            composed[name] = meant
    sides: list[str | Expr] = []
    begin = 0
    for sign in (*_BETWEEN.finditer(run.text), None):
        end = len(run.text) if sign is None else sign.start()
        formula = formulas.read(
            prose, where, ChainMap(composed, names), start=place + begin, end=place + end
        )
        if formula is None:
            return None
        sides.append(formula)
        if sign is not None:
            sides.append(f" {sign.group()} ")
            begin = sign.end()
    return tuple(sides)


def _prose(keys: Fields) -> Iterator[tuple[str, ScalarNode]]:
    """Yield each text of the file that may hold formulas, with what messages call its place."""
    if "about" in keys:
        yield from _texts("about", keys["about"][1])
    if "notes" in keys and isinstance(keys["notes"][1], MappingNode):
        for key, note in keys["notes"][1].entries:
            yield from _texts(f"notes.{shortened(key.text)}", note)


def _texts(where: str, node: YamlNode) -> Iterator[tuple[str, ScalarNode]]:
    """Yield a text, or those of all languages."""
    if isinstance(node, ScalarNode):
        yield where, node
    elif isinstance(node, MappingNode):
        for key, value in node.entries:
            if isinstance(value, ScalarNode):
                yield f"{where}.{key.text}", value
