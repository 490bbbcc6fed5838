"""Reads the keys that say how a scenario is taught: prose, focus, digits, parts, the course."""

from collections.abc import Collection, Iterator, Mapping

from backprop_tutor.loader.names_in_use import Names
from backprop_tutor.loader.yaml import values
from backprop_tutor.loader.yaml.fields import Fields, fields
from backprop_tutor.loader.yaml.nodes import BadNode, ScalarNode
from backprop_tutor.loader.yaml.problems import Problems
from backprop_tutor.scenario.by_language import UNWRITTEN, ByLanguage
from backprop_tutor.scenario.course import CourseStop, Level
from backprop_tutor.scenario.scenario import Method, Notation, Part, Scenario
from backprop_tutor.untrusted import quoted
from backprop_tutor.wording import Marked, marked, text

DIGITS = (2, 10)
"""The least and the most figures that may be asked for."""

_DIGITS = 4

STOP = ("place", "level", "teaches", "only", "quiz")
STOP_NEEDS: Mapping[str, str | Marked] = {
    "place": "place: 1",
    "level": "level: beginner",
    "teaches": marked(
        "{place} has no 'teaches'; add 'teaches: what the learner can do afterwards'"
    ),
}
_UNKNOWN_PART = marked("unknown part of a lesson {word}; did you mean '{close}'?")
_NO_PART = marked("part of a lesson must be one of {possible}; found {found}")
_UNKNOWN_PARAMETER = marked("unknown {what}, a weight or bias, {word}; did you mean '{close}'?")
_NO_PARAMETER = marked("{what}, a weight or bias, must be one of {possible}; found {found}")
PLACES = (1, 999)
"""The first and the last place of the course."""
QUIZ_LENGTH = (1, 200)
"""The least and the most of a quiz."""


def read_text(
    keys: Fields, key: str, problems: Problems, *, keep_lines: bool = False
) -> ByLanguage:
    """Return the text of a key, or nothing."""
    if key not in keys:
        return UNWRITTEN
    return values.read_prose(keys[key][1], key, problems, keep_lines=keep_lines) or UNWRITTEN


def digits(keys: Fields, problems: Problems) -> int:
    """Return how many significant figures are asked for."""
    if "digits" not in keys:
        return _DIGITS
    node = keys["digits"][1]
    return values.whole_number(node, "digits", *DIGITS, problems) or _DIGITS


def listed_names(
    keys: Fields, key: str, known: Collection[str], names: Names, problems: Problems
) -> tuple[str, ...]:
    """Return the names that a key lists; they are judged only if all parameters are known."""
    if key not in keys:
        return ()
    words = _words(keys, key, "[w1, b1]", problems, may_be_empty=True, of_names=True)
    for word, node in words.items() if names.complete else ():
        if word not in known:
            close = problems.nearest(word, known)
            if len(known) > len(names.parameters):
                problems.at(node, _not_given(quoted(word), key, close))
            else:
                problems.at(node, _no_parameter(quoted(word), key, close))
    return tuple(words)


def _not_given(name: str, key: str, close: str | None) -> str:
    if close is None:
        return text(
            "{name} in {key} is not an input, a weight or a bias of this network; remove it",
            name=name,
            key=key,
        )
    return text(
        "{name} in {key} is not an input, a weight or a bias of this network; "
        "did you mean '{close}'?",
        name=name,
        key=key,
        close=close,
    )


def _no_parameter(name: str, key: str, close: str | None) -> str:
    if close is None:
        return text(
            "{name} in {key} is not a weight or bias of this network; remove it",
            name=name,
            key=key,
        )
    return text(
        "{name} in {key} is not a weight or bias of this network; did you mean '{close}'?",
        name=name,
        key=key,
        close=close,
    )


def notation(keys: Fields, problems: Problems) -> Notation:
    """Return how names are shown."""
    if "notation" not in keys:
        return Notation.NET_OUT
    chosen = values.choice(keys["notation"][1], "notation", tuple(Notation), problems)
    return Notation(chosen or Notation.NET_OUT)


def method(keys: Fields, scenario: Scenario, problems: Problems) -> Method:
    """Return how blame reaches hidden neurons; whether it can, is judged of a good network only."""
    if "method" not in keys:
        return Method.GRADIENT
    node = keys["method"][1]
    chosen = Method(values.choice(node, "method", tuple(Method), problems) or Method.GRADIENT)
    judged = chosen is Method.ERROR_SPLIT and not problems.found
    if judged and not (scenario.has_loss and scenario.is_layered):
        problems.at(
            node,
            text(
                "error_split shares the errors of the outputs out along weights, so it needs a "
                "network in layers, with targets and a loss; write 'method: gradient'"
            ),
        )
    return chosen


def lesson(keys: Fields, problems: Problems) -> frozenset[Part]:
    """Return the parts to teach: all of them, unless the file names some."""
    if "lesson" not in keys:
        return frozenset(Part)
    words = _words(keys, "lesson", "[forward, error]", problems)
    parts = [
        values.choice(node, "", tuple(Part), problems, unknown=_UNKNOWN_PART, not_one=_NO_PART)
        for node in words.values()
    ]
    return frozenset(Part(part) for part in parts if part)


def course(
    keys: Fields, parameters: Collection[str], names: Names, problems: Problems
) -> Iterator[CourseStop]:
    """Yield the places in the course; names are judged only if all parameters are known."""
    if "course" not in keys:
        return
    example = "[{place: 1, level: beginner, teaches: …}]"
    found = values.items(keys["course"][1], "course", example, problems)
    for index, item in enumerate(found.items if found else ()):
        where = f"course[{index}]"
        entry = values.mapping(item, where, example[1:-1], problems)
        if entry is None:
            continue
        its = fields(entry, STOP, STOP_NEEDS, problems, where=where)
        place = level = teaches = only = quiz = None
        if "place" in its:
            place = values.whole_number(its["place"][1], f"{where}.place", *PLACES, problems)
        if "level" in its:
            level = values.choice(its["level"][1], f"{where}.level", tuple(Level), problems)
        if "teaches" in its:
            teaches = values.read_prose(its["teaches"][1], f"{where}.teaches", problems)
        if "only" in its and names.complete:
            only = values.choice(
                its["only"][1],
                f"{where}.only",
                parameters,
                problems,
                unknown=_UNKNOWN_PARAMETER,
                not_one=_NO_PARAMETER,
            )
        if "quiz" in its:
            quiz = values.whole_number(its["quiz"][1], f"{where}.quiz", *QUIZ_LENGTH, problems)
        if "only" in its and "quiz" in its:
            problems.at(
                its["quiz"][0],
                text(
                    "{place} is a walk with 'only' and a quiz with 'quiz'; make two entries of it",
                    place=where,
                ),
            )
        if place and level and teaches:
            yield CourseStop(place, Level(level), teaches, only, quiz)


def _words(
    keys: Fields,
    key: str,
    example: str,
    problems: Problems,
    *,
    may_be_empty: bool = False,
    of_names: bool = False,
) -> dict[str, ScalarNode]:
    """Return the words of a list, each once, and where it stands."""
    found = values.items(
        keys[key][1], key, example, problems, may_be_empty=may_be_empty, of_names=of_names
    )
    words: dict[str, ScalarNode] = {}
    for node in found.items if found else ():
        match node:
            case BadNode():
                continue
            case ScalarNode(text=word) if word in words:
                problems.at(
                    node,
                    text(
                        "{name} is twice in {key}; remove one of the two",
                        name=quoted(word),
                        key=key,
                    ),
                )
            case ScalarNode(text=word) if not values.is_nothing(node):
                words[word] = node
            case _:
                problems.at(
                    node,
                    text(
                        "{key} must be a list of names such as {example}; found {found} in it",
                        key=key,
                        example=example,
                        found=values.node_described(node),
                    ),
                )
    return words
