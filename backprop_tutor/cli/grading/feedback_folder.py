"""The folder with what each student is told, and with the marks, so that it can be gone on with."""

from collections.abc import Collection, Mapping
from pathlib import Path

from backprop_tutor.cli.grading.kept_marks import KeptMark, KeptMarks
from backprop_tutor.cli.grading.marked_class import Graded
from backprop_tutor.errors import FileError
from backprop_tutor.system_errors import reason_of
from backprop_tutor.untrusted import visible
from backprop_tutor.whole_files import file_name, write_whole
from backprop_tutor.wording import text


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
        self._spared = spared
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._marks = KeptMarks(folder)
        except OSError as error:
            raise self._unwritten(folder, error) from None
        self._taken = {one.feedback for one in self._marks.marks.values()}

    @property
    def kept(self) -> Mapping[str, KeptMark]:
        """The marks of earlier runs, by the keys of what was handed in."""
        return self._marks.marks

    def keep(self, one: Graded) -> None:
        """Write what a student is told, and keep the marks; raises ``FileError``."""
        if one.kept is not None:
            return
        name = self._written(one) if one.marked.feedback else ""
        try:
            self._marks.add(one.key, KeptMark(one.marked.result, name))
        except OSError as error:
            raise self._unwritten(self._folder, error) from None

    def _written(self, one: Graded) -> str:
        """Write the feedback to a file that nobody has yet, and return its name."""
        result = one.marked.result
        first = file_name(result.student or Path(result.file).stem)
        name, count = f"{first}{self._ending}", 1
        while name in self._taken:
            count += 1
            name = f"{first}-{count}{self._ending}"
        self._taken.add(name)
        path, contents = self._folder / name, one.marked.feedback.encode(errors="replace")
        try:
            write_whole(path, contents, over=self._force, spared=self._spared)
        except OSError as error:
            raise self._unwritten(path, error) from None
        return name

    def _unwritten(self, path: Path, error: OSError) -> FileError:
        if isinstance(error, FileExistsError):
            return FileError(
                text(
                    "{file} exists already; choose another folder, or add --force to write over it",
                    file=visible(str(path)),
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
