"""One row as a statement of the Experience API, IEEE 9274.1.1: who did what with which result.

Nobody is named who does not wish to be: the learner is an account without a home. A scenario from a
file is known by its sha256 and the file's own name, never by the folder it lies in.
"""

from pathlib import PurePath
from urllib.parse import quote
from uuid import UUID, uuid5

from backprop_tutor.progress.rows import Event, Row, Sitting
from backprop_tutor.untrusted import visible

_HOME = "https://backprop-tutor.invalid"
"""The top-level domain ``invalid`` is reserved (RFC 2606): it leads nowhere, for ever."""
_ADL = "http://adlnet.gov/expapi"
_OURS = UUID("6f6d5b0e-8f0f-5d2a-9f43-3c1f0d6a7b11")

_NO = frozenset({"", "0", "false", "False"})
"""What an option of a sitting says that was not chosen."""

_ANSWERED = ("answered", f"{_ADL}/verbs/answered")
_VERBS: dict[Event, tuple[str, str]] = {
    Event.HINT: ("asked for a hint", f"{_HOME}/verbs/asked-for-hint"),
    Event.SHOWN: ("asked to be shown", f"{_HOME}/verbs/asked-to-be-shown"),
    Event.SKIPPED: ("skipped", "http://id.tincanapi.com/verb/skipped"),
    Event.OTHER: ("interacted", f"{_ADL}/verbs/interacted"),
}
"""What is not here is an answer."""


def name_of_scenario(source: str) -> str:
    """Return what a scenario of a record is called, whatever folder it lies in."""
    return PurePath(source.replace("\\", "/")).stem or source


def was_exam(sitting: Sitting) -> bool:
    """Whether a sitting is an exam."""
    return sitting.options.get("exam", "") not in _NO


def statement(row: Row, sitting: Sitting | None, student: str | None = None) -> dict[str, object]:
    """Return the statement that a row makes, of a student by name or of nobody."""
    heard = row.heard
    verb, name_of_verb = _VERBS.get(heard.event, _ANSWERED)
    name = visible(f"{name_of_scenario(heard.scenario)}: {heard.quantity}")
    result: dict[str, object] = {
        "response": visible(heard.typed),
        "duration": _duration(row.milliseconds),
        "extensions": {
            f"{_HOME}/event": heard.event.value,
            f"{_HOME}/read-as": None if heard.read_as is None else visible(heard.read_as),
            f"{_HOME}/misconceptions": [visible(idea) for idea in heard.misconceptions],
            f"{_HOME}/hints": heard.hints,
            f"{_HOME}/faded": heard.faded,
            f"{_HOME}/attempt": heard.attempt,
        },
    }
    if heard.event not in _VERBS:
        result["success"] = heard.event is Event.RIGHT
    return {
        "id": str(uuid5(_OURS, f"{visible(row.sitting)}#{row.number}")),
        "actor": _actor(student),
        "verb": {"id": name_of_verb, "display": {"en": verb}},
        "object": {
            "objectType": "Activity",
            "id": f"{_HOME}/scenario/{_part(heard.digest)}/{_part(heard.quantity)}",
            "definition": {
                "name": {"en": name},
                "type": f"{_ADL}/activities/cmi.interaction",
                "interactionType": "other",
            },
        },
        "result": result,
        "context": {
            "registration": _registration(row.sitting),
            "platform": "backprop-tutor",
            "extensions": {
                f"{_HOME}/mode": sitting.mode.value if sitting else None,
                **({} if student is None else {f"{_HOME}/exam": _is_exam(sitting)}),
                f"{_HOME}/skill": visible(heard.skill),
                f"{_HOME}/variant-seed": heard.seed,
            },
        },
        "timestamp": visible(row.at),
    }


def _actor(student: str | None) -> dict[str, object]:
    if student is None:
        return {"objectType": "Agent", "account": {"homePage": _HOME, "name": "anonymous"}}
    name = visible(student)
    return {
        "objectType": "Agent",
        "name": name,
        "account": {"homePage": _HOME, "name": name},
    }


def _is_exam(sitting: Sitting | None) -> bool | None:
    return None if sitting is None else was_exam(sitting)


def _registration(sitting: str) -> str:
    """Return the id of a sitting as the standard wants it, a UUID."""
    try:
        return str(UUID(sitting))
    except ValueError:
        return str(uuid5(_OURS, visible(sitting)))


def _part(text: str) -> str:
    return quote(visible(text), safe="")


def _duration(milliseconds: int) -> str:
    """Return a duration as ISO 8601 has it: ``PT12.345S``."""
    seconds, rest = divmod(milliseconds, 1000)
    return f"PT{seconds}.{rest:03}S" if rest else f"PT{seconds}S"
