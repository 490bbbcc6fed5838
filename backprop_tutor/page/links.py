"""Commands as a page has them: links, in words, to what a command does in a terminal."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import assert_never

from backprop_tutor.blocks.blocks import Block, Bullets, Link, Prose, Tone
from backprop_tutor.invocation import NETWORK
from backprop_tutor.page.own_network import title_of
from backprop_tutor.page.routes import Destination, Route, route_of
from backprop_tutor.untrusted import visible
from backprop_tutor.wording import text


def linked(blocks: Iterable[Block], own: Mapping[str, str] | None = None) -> Iterator[Block]:
    """Yield blocks with a link for each command; one that is no page is left out.

    Of the learner's ``own`` networks, each by its name, all stands in the link: it leads there from
    wherever it is opened.
    """
    networks = own or {}
    for block in blocks:
        if not (isinstance(block, Prose) and block.tone is Tone.COMMAND):
            yield block
            continue
        lines = "".join(part for part in block.parts if isinstance(part, str)).split("\n")
        links = [
            Link(words_of(route), f"#{route.address}")
            for route in (_whole(route_of(line), networks) for line in lines)
            if (route is not None and route.destination is not Destination.HOME)
        ]
        if len(links) == 1:
            yield Prose((links[0],))
        elif links:
            yield Bullets(tuple((link,) for link in links))


def _whole(route: Route | None, networks: Mapping[str, str]) -> Route | None:
    if route is None or route.scenario not in networks:
        return route
    return replace(route, options={**route.options, NETWORK: networks[route.scenario]})


def words_of(route: Route) -> str:
    """Return what a link to a route says."""
    network = route.options.get(NETWORK)
    scenario, about = visible(route.scenario), visible(route.about)
    if network is not None:
        scenario = title_of(network, route.scenario)
    match route.destination:
        case Destination.HOME:
            return text("Home")
        case Destination.COURSE:
            return text("The course")
        case Destination.WALK if not scenario:
            return text("Go on with the course")
        case Destination.WALK if "restart" in route.options:
            return text("Start the walk through {scenario} over", scenario=scenario)
        case Destination.WALK if "auto" in route.options:
            return text("Read {scenario} with all its working", scenario=scenario)
        case Destination.WALK if about:
            return text("Walk: {scenario}, {parameter}", scenario=scenario, parameter=about)
        case Destination.WALK:
            return text("Walk: {scenario}", scenario=scenario)
        case Destination.QUIZ if "restart" in route.options:
            return text("Start the quiz on {scenario} over", scenario=scenario)
        case Destination.QUIZ if "exam" in route.options:
            return text("Exam: {scenario}", scenario=scenario)
        case Destination.QUIZ:
            return text("Quiz: {scenario}", scenario=scenario or "mazur")
        case Destination.TRAIN:
            return text("Many updates of {scenario}", scenario=scenario)
        case Destination.PLOT if about:
            return text(
                "The picture of the slope for {parameter} in {scenario}",
                parameter=about,
                scenario=scenario,
            )
        case Destination.PLOT:
            return text("The picture of a slope in {scenario}", scenario=scenario)
        case Destination.PROGRESS:
            return text("Your progress")
        case Destination.GLOSSARY:
            return text("The glossary")
        case Destination.EDITOR:
            return text("A network of your own")
        case Destination.NET:
            return text("This network")
        case _:
            assert_never(route.destination)
