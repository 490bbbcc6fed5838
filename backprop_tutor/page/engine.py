"""The Python side of the page: a request goes in as text, what the page shows comes out.

It knows no JavaScript, no thread and no terminal, so it is tried like any other function. What a
route leads to stands in ``places``, how a walk or a quiz is driven in ``under_way``.
"""

import sys
import traceback
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import assert_never

from backprop_tutor.blocks.blocks import Block, Figure, Prose
from backprop_tutor.errors import ScenarioError, TutorError, UsageError
from backprop_tutor.formula.nearest import nearest
from backprop_tutor.invocation import LONGEST_QUIZ, NETWORK, NO, Program
from backprop_tutor.loader import bundled, load
from backprop_tutor.page import places
from backprop_tutor.page.labels import labels
from backprop_tutor.page.links import linked
from backprop_tutor.page.messages import (
    ColumnPiece,
    Draft,
    Drafted,
    DraftFault,
    File,
    NotAMessageError,
    NotDone,
    Open,
    Page,
    PageMessage,
    PageReply,
    Preview,
    Previewed,
    Reload,
    SaveRecord,
    SaveTable,
    Slid,
    Slide,
    TakeRecord,
    Templated,
    TemplateWanted,
    ToReplace,
    TypedText,
    json_of,
    message_of,
)
from backprop_tutor.page.own_network import OWN, own_network, packed, unpacked
from backprop_tutor.page.record_file import RecordFile
from backprop_tutor.page.routes import Destination, Route, route_of
from backprop_tutor.page.under_way import Driven, OneTurn
from backprop_tutor.progress.place import FILE
from backprop_tutor.scenario.scenario import Scenario
from backprop_tutor.session.asked_for import check_can_be_read, check_can_be_varied, drawn_seed
from backprop_tutor.session.quizzing import QuizWanted, quiz_session
from backprop_tutor.session.ready import parts_ahead
from backprop_tutor.session.walking import WalkWanted, walk_session
from backprop_tutor.teaching.learner.catalogue import FIRST_SCENARIO
from backprop_tutor.teaching.learner.skills import TOPICS
from backprop_tutor.teaching.misconceptions import IDEAS
from backprop_tutor.teaching.subject.authors_words import in_learners_language
from backprop_tutor.untrusted import quoted, visible
from backprop_tutor.views.html.markup import Markup, element, escaped
from backprop_tutor.views.html.page import html_fragment
from backprop_tutor.views.notation import screen
from backprop_tutor.wording import ENGLISH, languages, speak, spoken, text, text_so_many


def load_for_questions() -> None:
    """Load what every walk and quiz begins with: then the page keeps Python as it is."""
    load(FIRST_SCENARIO)


class Engine:
    """What a page is answered by.

    ``record`` is the file of the learner's record; None keeps none.
    """

    def __init__(self, record: Path | None = None) -> None:
        self._record = RecordFile(record)
        self._language = ENGLISH
        self._chosen = False
        self._route = Route(Destination.HOME)
        self._title = ""
        self._under_way: Driven | None = None
        self._networks: dict[str, tuple[str, Scenario]] = {}
        """The learner's own networks by name, each with its address; the latest last."""

    def get_ready(self) -> Iterator[None]:
        """Load what the questions at hand, or those of the first scenario, will need; in parts."""
        under_way = self._under_way
        yield from parts_ahead(load(FIRST_SCENARIO) if under_way is None else under_way.scenario)

    def hear(self, text: str) -> str:
        """Return the reply to a request, both as JSON. It never raises."""
        if spoken() != self._language:
            speak(self._language)
        try:
            reply = self._reply(message_of(text))
        except NotAMessageError:
            reply = _refused(_not_understood())
        except TutorError as error:
            reply = _refused(_sentence(error))
        except Exception:  # noqa: BLE001 - a page that hangs would tell nobody anything
            traceback.print_exc(file=sys.stderr)
            reply = _refused(_went_wrong())
        return json_of(reply)

    def _reply(self, message: PageMessage) -> PageReply:
        match message:
            case Open(address, lang, chosen):
                return self._opened_in(address, lang, chosen=chosen)
            case TypedText(typed):
                return self._heard(typed)
            case Preview(typed):
                under_way = self._under_way
                return Previewed("" if under_way is None else under_way.read_as(typed))
            case Slide(quantity, by):
                return self._slid(quantity, by)
            case Draft(yaml):
                return _drafted(yaml)
            case TemplateWanted(layers, activation, seed):
                return _templated(layers, activation, seed)
            case SaveRecord():
                return File(FILE, "application/vnd.sqlite3", self._record.as_base64())
            case SaveTable():
                table = self._record.as_table().encode(errors="backslashreplace")
                return File("backprop-tutor.csv", "text/csv", b64encode(table).decode())
            case TakeRecord(base64, sure):
                replacing = self._record.take(base64, sure=sure)
                if replacing is not None:
                    return ToReplace(_asked_whether_to_replace(*replacing))
                return self._opened(self._route)
            case Reload():
                self._record.open_anew()
                return self._opened(self._route)
            case _:
                assert_never(message)

    def _opened_in(self, address: str, lang: str, *, chosen: bool) -> Page:
        """Go to an address in a language; to the home page, with a word, if it leads nowhere."""
        if lang in languages():
            self._language, self._chosen = lang, chosen
            speak(lang)
        route = route_of(address)
        if route is None:
            wrong = text("There is no page at {address}.", address=quoted(address))
            return self._opened(Route(Destination.HOME), wrong)
        return self._opened(route)

    def _opened(self, route: Route, wrong: str = "") -> Page:
        try:
            page = self._shown(route)
        except TutorError as error:
            wrong = _sentence(error)
            page = self._shown(Route(Destination.HOME))
        told = [element("p", escaped(line), class_="wrong") for line in (wrong,) if line]
        told += [element("p", escaped(line), class_="remark") for line in self._remarks()]
        pieces = (*(ColumnPiece(each, told=each) for each in told), *page.main)
        return replace(page, main=pieces, labels=labels(), saved=self._record.has_changed())

    def _remarks(self) -> list[str]:
        told, self._record.remarks[:] = list(self._record.remarks), []
        return told

    @property
    def _program(self) -> Program:
        return Program(on_page=True, language=self._language if self._chosen else None)

    def _shown(self, route: Route) -> Page:
        """Go to a route. Raises ``TutorError`` if it asks for what is not there."""
        if self._under_way is not None:
            self._under_way.close()
            self._under_way = None
        self._record.close()
        self._route = route
        program = self._program
        match route.destination:
            case Destination.HOME:
                return self._page(places.home_place(self._record.contents(), program))
            case Destination.COURSE:
                return self._page(places.course_place(self._record.contents(), program))
            case Destination.PROGRESS:
                return self._page(places.progress_place(self._record.contents(), program))
            case Destination.GLOSSARY:
                return self._page(places.glossary_place())
            case Destination.EDITOR:
                return self._page(places.editor_place())
            case Destination.NET:
                called, scenario = self._own(route.scenario)
                network, _ = self._networks[called]
                return self._page(places.overview_place(scenario, network, program))
            case Destination.TRAIN:
                scenario = self._scenario(route)
                return self._page(places.training_place(scenario, route.options.get("rate")))
            case Destination.PLOT:
                scenario, after = self._scenario(route), _number(route, "after") or 0
                return self._page(places.slope_place(scenario, route.about, after, program))
            case Destination.WALK if not route.scenario:
                return self._course_gone_on_with()
            case Destination.WALK:
                return self._walk(route)
            case Destination.QUIZ:
                return self._quiz(route)
            case _:
                assert_never(route.destination)

    def _page(self, blocks: Iterable[Block]) -> Page:
        """Return a page on which nothing is asked."""
        content = tuple(blocks)
        self._title = _title_of(content)
        html = html_fragment(linked(content), titled=True)
        address = self._route.address
        return Page(spoken(), self._title, address, (ColumnPiece(html),), picture="")

    def _course_gone_on_with(self) -> Page:
        stop = places.next_stop(self._record.contents())
        if stop is None:
            return self._shown(Route(Destination.HOME))
        route = route_of(stop.command(self._program))
        assert route is not None
        return self._shown(route)

    def _scenario(self, route: Route) -> Scenario:
        """Return the scenario of a route: a bundled one, or one of the learner's own."""
        name, network = route.scenario, route.options.get(NETWORK)
        if network is not None:
            called, scenario = self._own(network)
            return self._own_route(called, scenario)
        if name == OWN and self._networks:
            name = next(reversed(self._networks))
        if name in self._networks:
            return self._own_route(name, self._networks[name][1])
        if name in bundled():
            return load(name)
        if name.startswith(OWN):
            raise UsageError(
                text("This network is not here: open it at its own address, or write it anew.")
            )
        near = nearest(name, bundled())
        if near is None:
            raise UsageError(text("There is no scenario {name}.", name=quoted(name)))
        raise UsageError(
            text("There is no scenario {name}; did you mean {near}?", name=quoted(name), near=near)
        )

    def _own(self, network: str) -> tuple[str, Scenario]:
        """Return a network that stands in an address, by its name, and remember it."""
        scenario = own_network(unpacked(network))
        self._networks.pop(scenario.called, None)
        self._networks[scenario.called] = (network, scenario)
        return scenario.called, scenario

    @property
    def _addresses(self) -> Mapping[str, str]:
        return {called: network for called, (network, _) in self._networks.items()}

    def _own_route(self, called: str, scenario: Scenario) -> Scenario:
        """Let the address hold the whole network, so that it leads here again."""
        network, _ = self._networks[called]
        options = {**self._route.options, NETWORK: network}
        self._route = replace(self._route, scenario=called, options=options)
        return scenario

    def _walk(self, route: Route) -> Page:
        program, scenario, only = self._program, self._scenario(route), route.about or None
        if only is None:
            check_can_be_read("walk", scenario, program)
        else:
            check_can_be_varied(only, scenario, program)
        seed, variant = _number(route, "seed"), _is_said(route, "variant")
        drawn = (drawn_seed() if seed is None else seed) if variant else None
        wanted = WalkWanted(
            only=only,
            part=_one_of(route, "part", ("forward", "error", "backward", "update")),
            start=route.options.get("from"),
            after=_number(route, "after") or 0,
            matrix=_is_said(route, "matrix"),
            seed=seed if variant else None,
            drawn=drawn,
            restart=_is_said(route, "restart"),
            auto=_is_said(route, "auto"),
            network=self._route.options.get(NETWORK),
        )
        session = walk_session(
            scenario,
            wanted,
            self._record.recorder,
            program,
            is_recorded=self._record.is_there,
        )
        return self._begun(Driven(session, scenario, self._addresses), scenario)

    def _quiz(self, route: Route) -> Page:
        if not route.scenario:
            route = self._route = replace(route, scenario=FIRST_SCENARIO)
        scenario = self._scenario(route)
        questions = _number(route, "questions")
        if questions is not None and not 1 <= questions <= LONGEST_QUIZ:
            raise UsageError(
                text(
                    "The address says questions {value}; that has to be from 1 to {most}.",
                    value=quoted(str(questions)),
                    most=LONGEST_QUIZ,
                )
            )
        wanted = QuizWanted(
            questions=questions,
            topic=_one_of(route, "topic", tuple(TOPICS)),
            mend=_one_of(route, "mend", tuple(idea.id for idea in IDEAS)),
            seed=_number(route, "seed"),
            after=_number(route, "after") or 0,
            variant=_is_said(route, "variant"),
            exam=_is_said(route, "exam"),
            restart=_is_said(route, "restart"),
            network=self._route.options.get(NETWORK),
        )
        session = quiz_session(scenario, wanted, self._record.recorder(), self._program)
        return self._begun(Driven(session, scenario, self._addresses), scenario)

    def _begun(self, under_way: Driven, scenario: Scenario) -> Page:
        """Return the first page of a session. A route that was to begin anew goes on from now."""
        options = {name: said for name, said in self._route.options.items() if name != "restart"}
        self._route = replace(self._route, options=options)
        moment = under_way.begin()
        self._under_way = under_way
        self._language = spoken()  # What was begun in a language goes on in it.
        self._title = visible(in_learners_language(scenario.title))
        return self._now(moment, replaces=True)

    def _heard(self, typed: str) -> PageReply:
        under_way = self._under_way
        if under_way is None or not under_way.is_asking:
            return _refused(text("Nothing is asked here."))
        page = self._now(under_way.hear(typed), replaces=False)
        told = [element("p", escaped(line), class_="remark") for line in self._remarks()]
        pieces = (*(ColumnPiece(each, told=each) for each in told), *page.main)
        return replace(page, main=pieces, saved=self._record.has_changed())

    def _now(self, moment: OneTurn, *, replaces: bool) -> Page:
        return Page(
            spoken(),
            self._title,
            self._route.address,
            moment.pieces,
            replaces,
            moment.fold,
            moment.begins,
            moment.picture,
            moment.chain,
            moment.ask,
        )

    def _slid(self, quantity: str, by: float) -> PageReply:
        from backprop_tutor.page.slider import moved, reach

        under_way = self._under_way
        conversation = None if under_way is None else under_way.conversation
        if under_way is None or conversation is None or conversation.parameter != quantity:
            return _refused(_not_understood())
        most = reach(conversation.subject, quantity)
        if most is None:
            return _refused(_not_understood())
        by = max(-most, min(most, by))
        picture = under_way.as_shown((moved(conversation.subject, quantity, by),))
        told = under_way.nudged(quantity, f"{by:.3g}") if by else Markup("")
        return Slid(html_fragment(picture), told)


def _number(route: Route, option: str) -> int | None:
    """Return the whole number that an option says; None where it is not said."""
    said = route.options.get(option)
    if said is None:
        return None
    if not (said.isascii() and said.isdecimal() and len(said) <= _MOST_DIGITS):
        raise UsageError(
            text(
                "The address says {option} {value}; that has to be a whole number.",
                option=option,
                value=quoted(said),
            )
        )
    return int(said)


_MOST_DIGITS = 18


def _one_of(route: Route, option: str, known: Iterable[str]) -> str | None:
    said = route.options.get(option)
    if said is not None and said not in known:
        raise _not_an_option(option, said)
    return said


def _is_said(route: Route, option: str) -> bool:
    return route.options.get(option, "") not in NO


def _not_an_option(option: str, said: str) -> UsageError:
    return UsageError(
        text(
            "The address says {option} {value}, which this program does not know.",
            option=option,
            value=quoted(said),
        )
    )


def _title_of(blocks: Iterable[Block]) -> str:
    for block in blocks:
        if isinstance(block, Prose):
            return " ".join("".join(map(screen, block.parts)).split())
    return text("Back-propagation by hand")


def _drafted(yaml: str) -> Drafted:
    from backprop_tutor.teaching.lesson.network_picture import picture_of

    try:
        scenario = own_network(yaml)
    except ScenarioError as error:
        faults = (DraftFault(one.line, one.column, one.text) for one in error.problems)
        return Drafted(tuple(faults))
    figures = [block for block in picture_of(scenario) if isinstance(block, Figure)]
    return Drafted((), html_fragment(figures), f"{Destination.NET}/{packed(yaml)}")


def _templated(layers: str, activation: str, seed: int) -> Templated:
    from backprop_tutor.session.drafting import drafted

    try:
        return Templated(drafted(layers, activation, seed, Program(on_page=True)))
    except UsageError as error:
        return Templated(html=element("p", escaped(_sentence(error))))


def _asked_whether_to_replace(here: int, there: int) -> Markup:
    told = text(
        "Your record here holds {here}, the file holds {there}. The file takes the place of your "
        "record: what is not in it is lost, unless you save your record first.",
        here=text_so_many("{n} answer", "{n} answers", here),
        there=text_so_many("{n} answer", "{n} answers", there),
    )
    return element("p", escaped(told))


def _sentence(error: TutorError) -> str:
    """Return what went wrong as a sentence; on the command line it is a line without full stop."""
    said = str(error)
    return said if said.endswith((".", "!", "?", "…")) else f"{said}."


def _refused(said: str) -> NotDone:
    return NotDone(element("p", escaped(said)))


def _not_understood() -> str:
    return text("This cannot be done here.")


def _went_wrong() -> str:
    return text("Something went wrong inside the program. Nothing that was kept is lost.")
