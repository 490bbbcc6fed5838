"""Finds and reads scenario files: the bundled ones by name, others by path, or standard input.

The JSON Schema of the format lies beside the bundled ones, so that their own first line finds it in
a checkout and in an installed package alike.
"""

import os
import shlex
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from backprop_tutor.errors import FileError, NoSuchScenarioError, ScenarioError
from backprop_tutor.formula.nearest import nearest
from backprop_tutor.system_errors import TOO_MANY_FILES, is_too_many_files, reason_of
from backprop_tutor.untrusted import quoted, visible
from backprop_tutor.wording import text

if TYPE_CHECKING:  # A list of titles is read without what reads all the rest.
    from backprop_tutor.scenario.scenario import Scenario

_ENDINGS = (".yaml", ".yml")
_SCHEMA = "scenario.schema.json"
_COURSE = "course.json"
_PACKAGE = Path(__file__).parents[1]


def load(source: str) -> "Scenario":
    """Return the scenario of a bundled name, a path to a YAML file, or ``-`` for standard input.

    Raises ``FileError`` if there is nothing to read, ``ScenarioError`` if the file is not valid.
    """
    if source == "-":
        return replace(load_text(_standard_input(), "stdin"), called="-")
    if _is_path(source):
        return replace(load_text(_contents(source), source), called=shlex.quote(visible(source)))
    if source in bundled():
        file = f"{source}.yaml"
        return load_text((_folder() / file).read_bytes(), file)
    close = _file_beside(source) or nearest(source, bundled())
    raise NoSuchScenarioError(_no_such(quoted(source), close))


def file_of(source: str) -> Path:
    """Return the file that a scenario is read from; for ``-`` what stdin is."""
    if source == "-":
        return Path("/dev/stdin")
    return Path(source) if _is_path(source) else _folder() / f"{source}.yaml"


def _file_beside(source: str) -> str | None:
    """Return the scenario file in this folder whose ending was left out."""
    try:
        there = [source + ending for ending in _ENDINGS if os.path.isfile(source + ending)]  # noqa: PTH113 - as above.
    except ValueError:
        return None
    return visible(there[0]) if there else None


def _no_such(name: str, close: str | None) -> str:
    if close is None:
        return text(
            "no scenario is called {name}; give a name or the path of a .yaml file.", name=name
        )
    return text("no scenario is called {name}; did you mean '{close}'?", name=name, close=close)


def is_there(source: str, digest: str | None = None) -> bool:
    """Whether a scenario can still be found and, with a digest, still is the one of then.

    ``source`` is what the record calls it: a bundled name, or an absolute path. The digest is that
    of its network or, as earlier versions recorded it, that of its file.
    """
    import hashlib

    contents = _found(source)
    if contents is None or digest is None:
        return contents is not None
    if hashlib.sha256(contents).hexdigest() == digest:
        return True
    try:
        return load_text(contents, source).digest == digest
    except ScenarioError:  # It has been spoilt since.
        return False


def _found(source: str) -> bytes | None:
    """Return the contents of a scenario by the name in a record; None if it cannot be read."""
    try:
        if source in bundled():
            return (_folder() / f"{source}.yaml").read_bytes()
        path = Path(source)
        # A pipe would have to be waited for.
        if path.is_absolute() and path.is_file():
            return _contents(source)
    except (OSError, ValueError, FileError):  # A text that cannot be a path is none.
        pass
    return None


def load_text(contents: str | bytes, file: str) -> "Scenario":
    """Return the scenario that a text describes.

    ``file`` is what messages call it; its name without the ending is the scenario's.
    Raises ``ScenarioError`` with every problem of the text.
    """
    from backprop_tutor.loader.scenario_keys import read_scenario
    from backprop_tutor.loader.yaml.document import parse
    from backprop_tutor.loader.yaml.problems import Problems
    from backprop_tutor.loader.yaml.text import decode

    problems = Problems()
    scenario = None
    decoded = decode(contents)
    if isinstance(decoded, str):
        tree = parse(decoded, problems)
        if tree is not None:
            scenario = read_scenario(tree, visible(Path(file).stem), problems)
    else:
        problems.found.extend(decoded)
    if scenario is None or problems.found:
        raise problems.error(visible(file))
    if isinstance(contents, str):
        contents = contents.encode(errors="surrogatepass")
    doubts = tuple(sorted(problems.doubts))
    return replace(scenario, contents=contents, doubts=doubts, as_read=scenario)


def bundled() -> tuple[str, ...]:
    """Return the names of the bundled scenarios in order; the folder is the index."""
    folder = _folder()
    if not folder.is_dir():
        return ()
    names = (entry.name for entry in folder.iterdir())
    return tuple(sorted(name.removesuffix(".yaml") for name in names if name.endswith(".yaml")))


def course_index() -> str:
    """Return the index of the course, as JSON: what the bundled files say of it, in order.

    ``tests/test_course.py`` writes it and holds it to the files. Raises ``FileError`` if it is not
    where it was installed.
    """
    try:
        return (_folder() / _COURSE).read_text(encoding="utf-8")
    except OSError as error:
        raise FileError(
            text(
                "cannot read the course: {reason}; install backprop-tutor again",
                reason=_reason(error),
            )
        ) from error


def schema_text() -> str:
    """Return the JSON Schema of the format, by which an editor completes and checks a file.

    Raises ``FileError`` if it is not where it was installed.
    """
    try:
        return (_folder() / _SCHEMA).read_text(encoding="utf-8")
    except OSError as error:
        raise FileError(
            text(
                "cannot read the schema: {reason}; install backprop-tutor again",
                reason=_reason(error),
            )
        ) from error


def scenario_files() -> tuple[Path, ...]:
    """Return the files of the bundled scenarios, with those that lie beside them, in order."""
    return tuple(sorted(path for path in _folder().iterdir() if path.is_file()))


def schema_address() -> str | None:
    """Return where editors on this machine find the schema; None if it is no file of its own."""
    place = _folder() / _SCHEMA
    # A file: address and no path: an editor takes it to end at the first space.
    return place.resolve().as_uri() if place.is_file() else None


def _folder() -> Path:
    inside = _PACKAGE / "scenarios"  # There in an installed wheel; in a checkout it is beside.
    return inside if inside.is_dir() else _PACKAGE.parent / "scenarios"


def _is_path(source: str) -> bool:
    separators = tuple(filter(None, (os.sep, os.altsep)))
    return (
        any(separator in source for separator in separators)
        or source.lower().endswith(_ENDINGS)
        or os.path.isfile(source)  # noqa: PTH113 - pathlib's raises on a name that is too long.
    )


def _contents(path: str) -> bytes:
    """Return the bytes of a file, one more than allowed at most."""
    from backprop_tutor.loader.yaml.text import MOST_BYTES

    try:
        with Path(path).open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        shown, reason = visible(path), _reason(error)
        if isinstance(error, FileNotFoundError):
            raise NoSuchScenarioError(text("{path}: {what}.", path=shown, what=reason)) from error
        raise FileError(text("{path}: {what}", path=shown, what=reason)) from error


def _standard_input() -> bytes:
    from backprop_tutor.loader.yaml.text import MOST_BYTES

    try:
        return sys.stdin.buffer.read(MOST_BYTES + 1)
    except (OSError, ValueError, AttributeError) as error:  # Closed, or replaced by an editor.
        raise FileError(
            text("cannot read standard input; give a name or a path instead of '-'")
        ) from error


def _reason(error: OSError | ValueError) -> str:
    match error:
        case FileNotFoundError():
            return text("there is no such file; check the path")
        case IsADirectoryError():
            return text("it is a folder; give the path of a .yaml file in it")
        case PermissionError():
            return text("you may not read it; check its permissions")
        case OSError() if is_too_many_files(error):
            return text(TOO_MANY_FILES)
        case OSError():
            return text("{reason}; check the path", reason=reason_of(error))
        case _:
            return text("this cannot be the name of a file; check the path")
