"""The folder with what each student is told, and with the marks, so that it can be gone on with.

Each student has one page of a sheet. One that a later sheet has made untrue is taken away when all
are marked, so that nobody hands it out; if somebody has written into it, it is put aside.
"""

import sys
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from backprop_tutor.cli.grading.kept_marks import KeptMark, KeptMarks, contents_digest
from backprop_tutor.cli.grading.marked_class import Graded
from backprop_tutor.cli.options import folder_made
from backprop_tutor.errors import FileError
from backprop_tutor.system_errors import reason_of
from backprop_tutor.teaching.grading.results import ClassResults, SheetResult
from backprop_tutor.untrusted import quoted_path, visible
from backprop_tutor.whole_files import file_identities, file_name, write_whole
from backprop_tutor.wording import text, text_so_many

_ASIDE = "replaced"
"""The folder of pages that were changed by hand and are no longer true."""


class FeedbackFolder:
    """A folder to write to, which is made if it is not there."""

    def __init__(
        self, folder: Path, ending: str, *, force: bool = False, spared: Collection[Path] = ()
    ) -> None:
        """Files end in ``ending``; one that others have made is written over with ``force`` alone.

        Never one of the ``spared``, which are read. Raises ``FileError``.
        """
        self._folder = folder
        self._ending = ending
        self._force = force
        self._spared = file_identities(spared)
        folder_made(str(folder))
        try:
            self._marks = KeptMarks(folder)
        except OSError as error:
            raise self._unwritten(folder, error) from None
        self._taken = {one.page for one in self._marks.marks.values()}
        self._of_run: list[_Page] = []
        """Of each submission, in their order."""

    @property
    def kept(self) -> Mapping[str, KeptMark]:
        """The marks of earlier runs, by the keys of what was handed in."""
        return self._marks.marks

    def keep(self, one: Graded) -> None:
        """Write what a student is told, and keep the marks; raises ``FileError``."""
        if one.kept is not None:
            self._of_run.append(_Page(one.key, one.kept.page, one.kept.digest))
            return
        result, contents = one.marked.result, one.marked.feedback.encode(errors="replace")
        page = _Page(one.key, "", "")
        if contents:
            page = _Page(one.key, self._written(result, contents), contents_digest(contents))
        with self._errors_told(self._folder):
            self._marks.add(one.key, KeptMark(result, page.name, page.digest))
        self._of_run.append(page)

    def _written(self, result: SheetResult, contents: bytes) -> str:
        """Write the feedback to a file that nobody has yet, and return its name."""
        first = file_name(result.student or Path(result.file).stem)
        name, count = f"{first}{self._ending}", 1
        while name in self._taken:
            count += 1
            name = f"{first}-{count}{self._ending}"
        self._taken.add(name)
        path = self._folder / name
        with self._errors_told(path):
            # A run that was killed may have written it, and not the line about it.
            if not (path.is_file() and path.read_bytes() == contents):
                write_whole(path, contents, over=self._force, spared=self._spared)
        return name

    def settle(self, results: ClassResults) -> None:
        """Leave one page of each sheet, when all of a class are marked; raises ``FileError``.

        What is no longer true are the pages of sheets that came again, in this run or in an earlier
        one. The page that is true takes the plainest of their names.
        """
        stale = list(self._untrue(results))
        for at, page in stale:
            self._take_away(page)
            true = self._of_run[at]
            if _have_one_ending(page, true) and _plainness(page.name) < _plainness(true.name):
                self._of_run[at] = self._renamed(true, page.name)
        of_now = {page.key for page in self._of_run}
        if anew := len({at for at, page in stale if page.key not in of_now}):
            print(_written_anew(anew), file=sys.stderr)

    def name_table(self, table: str, contents: str) -> None:
        """Keep which table of the class is written, for the next run; raises ``FileError``."""
        with self._errors_told(self._folder):
            self._marks.add_table(Path(table), contents.encode())

    def _untrue(self, results: ClassResults) -> "Iterator[tuple[int, _Page]]":
        """Yield each page that is not true, behind the place of the sheet that is told of."""
        superseded, of_paper = results.superseded, dict[tuple[object, ...], list[int]]()
        for at, page in enumerate(self._of_run):
            if (instead := superseded.get(at)) is not None:
                yield instead, page
            elif page.name:
                of_paper.setdefault(results.sheets[at].paper, []).append(at)
        of_now = {page.key for page in self._of_run}
        for key, kept in self.kept.items():
            if key in of_now or not kept.page:
                continue
            page = _Page(key, kept.page, kept.digest)
            for at in of_paper.get(kept.result.paper, ()):
                true, sheet = self._of_run[at], results.sheets[at]
                is_other_view = not _have_one_ending(page, true) and _is_marked_alike(kept, sheet)
                if kept.result.shares_a_question(sheet) and not is_other_view:
                    yield at, page
                    break

    def _take_away(self, page: "_Page") -> None:
        path = self._folder / page.name
        with self._errors_told(path):
            with suppress(FileNotFoundError):
                if contents_digest(path.read_bytes()) == page.digest:
                    path.unlink()
                else:
                    self._put_aside(path)
            self._marks.move(page.key, "")

    def _put_aside(self, path: Path) -> None:
        """Keep a page that somebody has changed, where nobody takes it for one to hand out."""
        aside = self._folder / _ASIDE
        aside.mkdir(exist_ok=True)
        place, count = aside / path.name, 1
        while place.exists():
            count += 1
            place = aside / f"{path.stem}-{count}{path.suffix}"
        path.rename(place)
        said = text(
            "{file} was changed by hand, and its sheet came again. It is now {kept}; the page "
            "that is true was written anew.",
            file=quoted_path(path),
            kept=quoted_path(place),
        )
        print(said, file=sys.stderr)

    def _renamed(self, page: "_Page", name: str) -> "_Page":
        with self._errors_told(self._folder / name):
            (self._folder / page.name).rename(self._folder / name)
            self._marks.move(page.key, name)
        return replace(page, name=name)

    @contextmanager
    def _errors_told(self, path: Path) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise self._unwritten(path, error) from None

    def _unwritten(self, path: Path, error: OSError) -> FileError:
        if isinstance(error, FileExistsError):
            return FileError(
                text(
                    "{file} exists already; choose another folder, or add --force to write over it",
                    file=quoted_path(path),
                )
            )
        return FileError(
            text(
                "{file}: cannot be written ({reason})",
                file=visible(str(path)),
                reason=reason_of(error),
            )
        )

    def close(self) -> None:
        """Let go of the files."""
        self._marks.close()


@dataclass(frozen=True, slots=True)
class _Page:
    """The page on one submission."""

    key: str
    name: str
    """Of its file; empty if there is none."""
    digest: str


def _written_anew(count: int) -> str:
    return text_so_many(
        "The page of {n} student was written anew: the sheet came again.",
        "The pages of {n} students were written anew: their sheets came again.",
        count,
    )


def _have_one_ending(page: _Page, other: _Page) -> bool:
    return Path(page.name).suffix == Path(other.name).suffix


def _is_marked_alike(kept: KeptMark, sheet: SheetResult) -> bool:
    """Whether a page of another format on the same answers is still true."""
    before, now = kept.result.answers, sheet.answers
    return [(one.quantity, one.mark, one.misconceptions) for one in before] == [
        (one.quantity, one.mark, one.misconceptions) for one in now
    ]


def _plainness(name: str) -> tuple[int, str]:
    """Return what puts ``ada.md`` before ``ada-2.md``, and that before ``ada-10.md``."""
    return len(name), name
