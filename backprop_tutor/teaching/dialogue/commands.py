"""What a learner can say instead of an answer, and what is looked up for it.

What a word looks up is the same in a walk and in a quiz, and stands here; to go on, to go back and
to leave they do themselves. To add a word: a member of ``Word`` and a case wherever words are
matched, which mypy finds; the word in ``COMMANDS`` of ``formula.names``, so that no scenario uses
it as a name, and in ``COMMANDS_IN`` what it is in other languages; a row of ``HELP`` in
``teaching.lesson.first_page``. An exam hears it only if ``teaching.quiz.quiz`` says so: no word
that tells something of the answer.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal, TypeAlias, assert_never

from backprop_tutor.blocks.blocks import Block, Figure, Inline, Prose, Table, Tone
from backprop_tutor.formula.expression import Name
from backprop_tutor.formula.names import (
    COMMANDS,
    COMMANDS_ELSEWHERE,
    COMMANDS_IN,
    command_in,
    without_accents,
)
from backprop_tutor.formula.nearest import nearest
from backprop_tutor.invocation import VERBS
from backprop_tutor.maths.functions import TYPEABLE
from backprop_tutor.maths.tape.tape import GIVEN
from backprop_tutor.progress.rows import Event
from backprop_tutor.scenario.scenario import Part
from backprop_tutor.teaching.judging.vocabulary import vocabulary
from backprop_tutor.teaching.lesson import first_page, network_picture, pages
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.lesson.source.published_numbers import printed_there
from backprop_tutor.teaching.subject.step import Step
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.untrusted import visible
from backprop_tutor.wording import in_quotes, say, spoken, text_in


class Word(StrEnum):
    """What a learner can say instead of an answer."""

    HINT = "hint"
    WHY = "why"
    SHOW = "show"
    SKIP = "skip"
    BACK = "back"
    APART = "apart"
    DO = "do"
    AGAIN = "again"
    CALC = "calc"
    NUDGE = "nudge"
    VALUES = "values"
    NET = "net"
    SOURCE = "source"
    WHAT = "what"
    HELP = "help"
    MENU = "menu"
    QUIT = "quit"


assert tuple(Word) == COMMANDS, "every word that names.COMMANDS keeps free is heard here"

_SYNONYMS: Mapping[str, Word] = {
    **dict.fromkeys(("q", "exit", "bye", "quit()", "exit()"), Word.QUIT),
    **dict.fromkeys(("n", "next"), Word.SKIP),
    "?": Word.HELP,
    **dict.fromkeys(("what's", "what’s", "whats"), Word.WHAT),
}
_SYNONYMS_ELSEWHERE: Mapping[str, Word] = {
    "suivant": Word.SKIP,
    **dict.fromkeys(("précédent", "precedent"), Word.BACK),
    "sortir": Word.QUIT,
    **dict.fromkeys(("qu’est-ce", "quest-ce", "que"), Word.WHAT),
}
_ELSEWHERE: Mapping[str, Word] = {
    **{said: Word(word) for said, word in COMMANDS_ELSEWHERE.items()},
    **_SYNONYMS_ELSEWHERE,
}
_WORDS: Mapping[str, Word] = {
    **_ELSEWHERE,
    **{word.value: word for word in Word},
    **_SYNONYMS,
}
_EVENTS: Mapping[Word, Event] = {
    Word.HINT: Event.HINT,
    Word.SHOW: Event.SHOWN,
    Word.SKIP: Event.SKIPPED,
}
"""What a word is in the learner's record; any other is just another command."""

_WITH_MORE = frozenset({Word.CALC, Word.NUDGE, Word.WHAT})
"""The words that something is typed after."""

_LOOKING_UP = frozenset(
    {Word.WHY, Word.VALUES, Word.NET, Word.SOURCE, Word.HELP, Word.WHAT, Word.AGAIN}
)
"""The words that, with nothing after them, change nothing and tell nothing of the answer."""

_ASKED_IN_FRENCH = (
    re.compile(r"qu['’]?est[ -]+ce (?P<rest>qu.+)", re.IGNORECASE),
    re.compile(r"c['’]?est quoi\b,? ?(?P<term>.*[^?!. ].*)", re.IGNORECASE),
    re.compile(r"(?P<term>.+?),? c['’]?est quoi[?!. ]*", re.IGNORECASE),
)
"""The ways to ask what a word means that are more words than one: c'est quoi, un delta ?"""

_SPACES = re.compile("[ \u00a0\u202f]+")

_AT_A_LOSS = frozenset(
    {
        *("idk", "dunno", "noidea", "ihavenoidea", "noclue", "stuck", "imstuck", "iamstuck"),
        *("idontknow", "dontknow", "idonotknow", "idontunderstand", "idonotunderstand"),
        *("jsp", "jenesaispas", "jesaispas", "saispas", "aucuneidee", "jesuisbloque"),
        *("jesuisbloquee", "jenecomprendspas", "jecomprendspas", "jecomprendsrien"),
        *("jaipascompris", "jenaipascompris", "aidezmoi", "aidemoi", "unindice", "bloque"),
    }
)
"""How people say that they cannot answer, letters only: it asks for a hint."""

_PROGRAM = re.compile(r"(?:^|[\\/\s])backprop[-_]tutor(?:\.exe)?(?:\s|$)")

LookUp: TypeAlias = Literal[Word.WHY, Word.VALUES, Word.NET, Word.SOURCE, Word.HELP]
"""The words that look something up, and change nothing."""


@dataclass(frozen=True, slots=True)
class AtHand:
    """What help is about: a step, and the position in its lesson that it is asked at."""

    lesson: Lesson
    position: int
    step: Step
    terms: tuple[str, ...] = ()
    """The terms of the step that were asked before it."""
    answered: tuple[str, ...] = ()
    """What was worked out since the question before: only of that is told what the source prints.
    """
    told: frozenset[str] | None = None
    """The numbers that may be told; None for all that are given or were worked out by now."""

    @property
    def subject(self) -> Subject:
        """What the lesson is about."""
        return self.lesson.subject


def looked_up(word: LookUp, at_hand: AtHand, closed: Collection[Word] = ()) -> tuple[Block, ...]:
    """Return what a word shows.

    The ``closed`` words do nothing in this conversation, and help leaves them out.
    """
    match word:
        case Word.WHY:
            return at_hand.step.why
        case Word.VALUES:
            return pages.values(at_hand.subject, known(at_hand))
        case Word.NET:
            return network_now(at_hand)
        case Word.SOURCE:
            return _printed(at_hand)
        case Word.HELP:
            words = first_page.helped(at_hand.subject.scenario, closed)
            return (
                Table(
                    (
                        text_in("a column of a table", "you type"),
                        text_in("a column of a table", "what it does"),
                    ),
                    words,
                ),
            )
        case _:
            assert_never(word)


def offered(at_hand: AtHand, closed: Collection[Word] = ()) -> tuple[str, ...]:
    """Return what can be typed, for who lets it be completed: words, names, functions.

    The ``closed`` words do nothing in this conversation.
    """
    known = vocabulary(at_hand.step.question, at_hand.subject)
    words = (command_in(spoken(), word.value) for word in Word if word not in closed)
    return (*words, *known.names, *known.functions)


def hint(step: Step, seen: int) -> tuple[Block, ...]:
    """Return the hint that comes after so many, or that there is none."""
    if seen < len(step.hints):
        return step.hints[seen]
    return (Prose(say("There are no more hints. Type show for the answer."), Tone.HINT),)


def known(at_hand: AtHand) -> list[str]:
    """Return the quantities that are given, or that come before the step at hand."""
    if at_hand.told is not None:
        return [name for name in at_hand.subject.tape if name in at_hand.told]
    return known_before(at_hand.lesson, at_hand.position, at_hand.step.part, at_hand.terms)


def known_before(lesson: Lesson, position: int, part: Part, terms: Sequence[str]) -> list[str]:
    """Return the quantities that come before a step, which is of a part, and its ``terms``."""
    parts = tuple(Part)
    earlier = parts[: parts.index(part)]
    # A lesson of one part begins with all that the parts before it work out.
    before = [
        name
        for name, line in lesson.subject.tape.items()
        if line.role in GIVEN or line.part in earlier
    ]
    return list(dict.fromkeys((*before, *lesson.quantities(position), *terms)))


def network_now(at_hand: AtHand, amiss: Collection[str] = ()) -> tuple[Block, ...]:
    """Return the picture of the network, with what the step is about lit.

    Marked is where an answer went wrong: the ``amiss`` quantities.
    """
    parameter = at_hand.lesson.parameter(at_hand.position)
    lit = network_picture.lit_by(at_hand.step.name, parameter, at_hand.subject)
    sample = at_hand.subject[at_hand.step.name].sample
    told = frozenset(known(at_hand))
    worked = network_picture.values_of_nodes(told.__contains__, sample, at_hand.subject)
    places = {
        place
        for name in amiss
        if name in at_hand.subject.tape
        for place in network_picture.lit_by(name, None, at_hand.subject)
    }
    return network_picture.picture_of(
        at_hand.subject.pictured, lit, worked=worked, amiss=frozenset(places)
    )


def chain_now(at_hand: AtHand, amiss: Collection[str] = ()) -> tuple[Figure, ...]:
    """Return the chain that stands in the question, marked where an answer went wrong at it."""
    from backprop_tutor.blocks.pictures import Chain
    from backprop_tutor.teaching.lesson.chain_picture import marked_at

    return tuple(
        replace(block, picture=marked_at(block.picture, amiss, at_hand.subject))
        for block in at_hand.step.setting
        if isinstance(block, Figure) and isinstance(block.picture, Chain)
    )


def _printed(at_hand: AtHand) -> tuple[Block, ...]:
    """Return what the source prints of the last question; of one at hand it would be the answer."""
    scenario = at_hand.subject.scenario
    if not (scenario.published or scenario.errata):
        return (Prose(say("No numbers of a source are known here.")),)
    if told := printed_there(at_hand.answered, at_hand.subject):
        return told
    if not at_hand.answered:
        return (
            Prose(
                say(
                    "Nothing was answered yet. Type source after an answer to see what is printed "
                    "there."
                )
            ),
        )
    said: tuple[Inline, ...] = say(
        "The source does not print {quantity}. Type source after an answer to see what is printed "
        "there.",
        quantity=Name(at_hand.answered[-1]),
    )
    return (Prose(said),)


@dataclass(frozen=True, slots=True)
class Command:
    """A word with what was typed after it."""

    word: Word
    rest: str
    translated: bool = False
    """Whether the word was typed in another language than English."""

    def recorded(self, typed: str) -> str:
        """Return what was typed, with the English word for one of another language."""
        return f"{self.word} {self.rest}".rstrip() if self.translated else typed

    @property
    def event(self) -> Event:
        """What it is in the learner's record."""
        return _EVENTS.get(self.word, Event.OTHER)


def without_mark(text: str) -> str:
    """Return what was typed without spaces around, or the byte order mark that files begin with."""
    return text.removeprefix("\ufeff").strip()


def leaves(said: str, taken: Collection[str] = ()) -> bool:
    """Whether a text that is typed before there is a question leaves the walk or the quiz.

    The ``taken`` words are names of the scenario: q leaves no circuit that has a q.
    """
    typed = without_mark(said).removeprefix(":").strip()
    return typed not in taken and _WORDS.get(typed.casefold()) in (Word.QUIT, Word.MENU)


def looks_up(said: str) -> bool:
    """Whether a text that is typed before there is a question only looks something up.

    Then it can wait for the question; an answer to a question that was not seen is none.
    """
    typed = without_mark(said)
    typed = typed.removeprefix(":").strip()
    if _asked_in_french(typed) is not None:
        return True
    first, rest = _first_word(typed)
    word = _WORDS.get((first.rstrip("?!.") or first).casefold())
    if typed.startswith("?") or (word in _WITH_MORE and rest):
        return True
    return word in _LOOKING_UP and not rest


def _first_word(said: str) -> tuple[str, str]:
    """Return the first word and the rest; French has a space before the sign of a question."""
    first, *others = _SPACES.split(said, maxsplit=1)
    rest = "".join(others).strip()
    return (first, rest) if rest.strip("?!. ") else (first + rest, "")


def _asked_in_french(said: str) -> str | None:
    """Return what is asked for, as it stands behind qu'est-ce: que delta for c'est quoi, delta."""
    spaced = _SPACES.sub(" ", said).strip()
    for way in _ASKED_IN_FRENCH:
        if (found := way.fullmatch(spaced)) is not None:
            asked = found.groupdict()
            return asked["rest"] if "rest" in asked else f"que {asked['term'].strip()}"
    return None


def _nearest_word(typed: str) -> str | None:
    """Return the word that was meant, in the language that is spoken or in English; else None."""
    here = COMMANDS_IN.get(spoken(), {}).values()
    bare = without_accents(typed) if here else typed
    if not (bare.isascii() and bare.isalpha()):
        return None
    words = {without_accents(word): word for word in (*here, *COMMANDS)}
    near = nearest(bare, words)
    return None if near is None else words[near]


def _is_at_a_loss(said: str, subject: Subject) -> bool:
    """Whether a text says, in so many words, that the learner does not know."""
    letters = re.sub("[ '’.!?…-]", "", without_accents(said.casefold()))
    return letters in _AT_A_LOSS and said not in subject.tape


def is_for_the_shell(said: str, taken: Collection[str] = ()) -> bool:
    """Whether a text is a command of the program, with the program's name before it or without.

    The ``taken`` words are names of the scenario.
    """
    typed = without_mark(said)
    first, rest = _first_word(typed)
    if _PROGRAM.search(typed):
        return True
    is_more = not rest or rest[0].isalpha() or rest.startswith("-")
    return first in VERBS and first not in {*COMMANDS, *taken} and is_more


def command(said: str, subject: Subject) -> Command | Prose | None:
    """Return the command that a text is, or say that there is none such; None for an answer.

    A word that the scenario has for a name, if only in other letters (Q, or exit), is none. Of one
    that is nearly a command, it says which.
    """
    if said.startswith("?") and (asked := said.strip("? ")):
        return Command(Word.WHAT, asked)
    if _is_at_a_loss(said, subject):
        return Command(Word.HINT, "", translated=True)
    if is_for_the_shell(said, subject.tape):
        words = say(
            "That is a command of the program, not an answer. Type quit first, and then the "
            "command. What you have answered is kept."
        )
        return Prose(words, Tone.HINT)
    typed = said.removeprefix(":").strip()
    if (asked_in_french := _asked_in_french(typed)) is not None:
        return Command(Word.WHAT, asked_in_french, translated=True)
    first, rest = _first_word(typed)
    bare = first.rstrip("?!.") or first  # "why?" is why; "?" alone is help.
    plain = bare.casefold()
    word = _WORDS.get(plain)
    alone = not rest or rest.isdigit()  # "hint 3" is a hint.
    is_name = bare in subject.tape or bare in subject.layer_of
    if word is not None and (alone or word in _WITH_MORE) and not is_name:
        return Command(word, rest, plain in _ELSEWHERE)
    near = None if rest else _nearest_word(plain)
    if near is not None and not is_name and bare not in TYPEABLE:
        words = say(
            "Cannot be read as an answer: {name} is not a name here. Did you mean {word}?",
            name=in_quotes(first),
            word=near,
        )
        return Prose(words, Tone.HINT)
    if said.startswith(":"):
        words = say(
            "There is no command {word}. Type help for all there are.",
            word=in_quotes(visible(first[:20])),
        )
        return Prose(words, Tone.HINT)
    return None
